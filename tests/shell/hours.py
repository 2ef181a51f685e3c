"""Hours that the recorder knows, events about them, and what Spark was told."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import StatisticsShortTerm
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter, PowerConverter
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, SetUp

# Home Assistant's recorder counts its own runs by the real clock: a test must lie after it.
DAY = datetime(2030, 6, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE, ROW, ROWS = timedelta(minutes=1), timedelta(minutes=5), 12
METER, POWER = "sensor.tank_energy", "sensor.charger_power"


def at(hour: float) -> datetime:
    """Return an instant of the day."""
    return DAY + hour * HOUR


async def counted(hass: HomeAssistant, hours: Mapping[int, float]) -> None:
    """Let the recorder hold a counter that rose by so many kWh in these hours; nothing is known of others."""
    total, rows = 0.0, [_counter(at(min(hours)) - ROW, 0.0)]
    for hour, kwh in hours.items():
        for number in range(ROWS):
            total += 1000 * kwh / ROWS
            rows.append(_counter(at(hour) + number * ROW, total))
    await imported(hass, METER, rows, has_sum=True)


def _counter(start: datetime, total: float) -> StatisticData:
    return StatisticData(start=start, state=total, sum=total)


async def drew(hass: HomeAssistant, hours: Mapping[int, float]) -> None:
    """Let the recorder hold the mean power of these hours, in kW."""
    rows = [
        StatisticData(start=at(hour) + number * ROW, mean=1000 * kw, min=0, max=9000)
        for hour, kw in hours.items()
        for number in range(ROWS)
    ]
    await imported(hass, POWER, rows, has_sum=False)


async def imported(hass: HomeAssistant, entity_id: str, rows: list[StatisticData], *, has_sum: bool) -> None:
    """Write statistics of five minutes as the recorder keeps them."""
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE if has_sum else StatisticMeanType.ARITHMETIC,
        has_sum=has_sum,
        name=None,
        source="recorder",
        statistic_id=entity_id,
        unit_class=EnergyConverter.UNIT_CLASS if has_sum else PowerConverter.UNIT_CLASS,
        unit_of_measurement="Wh" if has_sum else "W",
    )
    get_instance(hass).async_import_statistics(metadata, rows, StatisticsShortTerm)
    await async_wait_recording_done(hass)


async def ran(hass: HomeAssistant, *runs: tuple[float, float]) -> None:
    """Let Home Assistant have run in these hours of the day: by default since the day before, until just now."""
    now = (dt_util.utcnow() - DAY) / HOUR
    stored = [[at(start).timestamp(), at(until).timestamp(), True] for start, until in runs or ((-24, now - 0.001),)]
    await Store[dict[str, Any]](hass, 1, "volue_spark.alive").async_save({"runs": stored})


def publish(spark: FakeSpark, *hours: int, created: float = -11, both: bool = True) -> str:
    """Publish an event that is favourable in these hours."""
    targets = [(TANK, LOCATION), (CHARGER, LOCATION)] if both else [(TANK, LOCATION)]
    return spark.publish_price_curve(targets, [(at(hour), -0.5) for hour in hours], created_at=at(created))


async def settle(hass: HomeAssistant) -> None:
    """Wait for the report, which waits for the recorder's own thread."""
    for _ in range(3):
        await hass.async_block_till_done(wait_background_tasks=True)
        await async_wait_recording_done(hass)


async def minutes_later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float) -> None:
    """Let time pass."""
    freezer.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await settle(hass)


async def loaded(hass: HomeAssistant, set_up: SetUp) -> MockConfigEntry:
    """Set the account up and wait for the report."""
    entry = await set_up()
    await settle(hass)
    return entry


def reported(spark: FakeSpark) -> list[dict[str, dict[float, float]]]:
    """Return the reports that Spark took: resource -> hour -> kWh."""
    reports = []
    for report in spark.reports:
        told: dict[str, dict[float, float]] = {}
        for usage in report.usages:
            told.setdefault(usage.resource_id, {})[(usage.start - DAY) / HOUR] = usage.energy_kwh
        reports.append(told)
    return reports

"""What the coming hours may earn, in words, before anything runs in them."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.sensors.clock import HOUR, MIDNIGHT, NOON, move_to, shown, written

STATUS, UNMEASURED = "sensor.charger_status", "sensor.hot_water_tank_status"
ELEVEN = MIDNIGHT + 11 * HOUR
TOMORROW = [(ELEVEN + hour * HOUR, delta) for hour, delta in enumerate((-0.2, -0.5, -0.5, -0.4))]


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
def measured(account: Account) -> None:
    """Measure the charger, and not the tank."""
    account.entities = {CHARGER: {"usage_entity_id": "sensor.charger_power"}}


def worth(hass: HomeAssistant, entity_id: str = STATUS) -> str | None:
    """Return what a device's "Status" says that the coming hours may earn."""
    said: str | None = shown(hass, entity_id).attributes.get("worth")
    return said


async def test_tomorrow_is_said_as_soon_as_it_is_known(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """7.4 kW at -0.20, -0.50, -0.50 and -0.40 are 11.84: a reason to plug the car in tonight."""
    targets = [(CHARGER, LOCATION), (TANK, LOCATION)]
    fake_spark.publish_price_curve(targets, [(NOON + HOUR, -0.9), *TOMORROW])
    await set_up()
    assert worth(hass) == "About 12 NOK on 11.06. if Charger runs 11:00–15:00: 7.4 kW"  # noqa: RUF001
    # Nobody could prove what it drew.
    assert worth(hass, UNMEASURED) is None


async def test_until_then_the_rest_of_today_is_said(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What is over earns nothing any more; what has begun earns from now on."""
    deltas = {-1: -0.1, 0: -0.1, 2: -0.2, 3: 0.3}
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON + hour * HOUR, deltas[hour]) for hour in deltas])
    freezer.tick(timedelta(minutes=30))
    await set_up()
    said = "About 1.85 NOK on 10.06. if Charger runs 14:30–15:00, 16:00–17:00: 7.4 kW"  # noqa: RUF001
    assert worth(hass) == said


@pytest.mark.parametrize(("hours", "day"), [(0, "10.06."), (1.5, "11.06.")])
async def test_a_day_without_favourable_hours_is_said_to_be_one(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, hours: float, day: str
) -> None:
    """From three o'clock on silence about tomorrow is an answer; until then it is about today only."""
    freezer.move_to(NOON + hours * HOUR)
    await set_up()
    assert worth(hass) == f"Nothing more to earn with Charger on {day}: no favourable hours"


async def test_what_is_not_known_is_worth_nothing_yet(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A sentence about a day that nobody has heard of would be made up."""
    await set_up()
    fake_spark.fail("GET", ".", Fault(status=503), times=None)
    await move_to(hass, freezer, MIDNIGHT + HOUR)
    assert shown(hass, STATUS).state == "curve_unknown"
    assert worth(hass) is None


async def test_it_is_no_reason_to_write_and_is_not_recorded(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Each write is a row in the recorder, and nobody looks up afterwards what might have been earned."""
    await set_up()
    seen = written(hass, STATUS)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], TOMORROW)
    for minutes in (15, 130):
        await move_to(hass, freezer, NOON + timedelta(minutes=minutes))
    assert shown(hass, "sensor.charger_price_delta").attributes["curve"]
    assert seen == []
    await move_to(hass, freezer, ELEVEN)
    assert (seen, worth(hass) is not None) == (["use_power_now"], True)
    await async_wait_recording_done(hass)
    recorded = await get_instance(hass).async_add_executor_job(attributes_of, hass)
    assert any("Charger Status" in text for text in recorded)
    assert not any("worth" in text for text in recorded)


def attributes_of(hass: HomeAssistant) -> list[str]:
    """Return all attributes that the recorder holds."""
    with session_scope(hass=hass, read_only=True) as session:
        return [row.shared_attrs or "" for row in session.query(StateAttributes)]

"""Energy in favourable hours and its worth as long-term statistics, at the hours in which it was drawn."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
from sqlalchemy.exc import OperationalError

from custom_components.volue_spark.spark.models import ResourceId
from custom_components.volue_spark.spark.proof import Unproved
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, SetUp
from tests.shell.hours import DAY, HOUR, METER, at, counted, drew, loaded, minutes_later, publish, settle

ENERGY = "volue_spark:resource_tank_favourable_energy"
CHARGED = "volue_spark:resource_charger_favourable_energy"
MONEY = "volue_spark:location_1_estimate_nok"

type Rows = dict[float, tuple[float, float]]


async def rows(hass: HomeAssistant, statistic_id: str) -> Rows:
    """Return what the recorder holds, by hour of the day: the hour's own amount, and the sum."""
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period, hass, DAY - 90 * 24 * HOUR, None, {statistic_id}, "hour", None, {"state", "sum"}
    )
    return {
        (dt_util.utc_from_timestamp(row["start"]) - DAY) / HOUR: (
            round(row["state"] or 0, 6),
            round(row["sum"] or 0, 6),
        )
        for row in found.get(statistic_id, ())
    }


async def test_energy_and_money_stand_at_the_hours_in_which_they_were_drawn(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The report leaves in the evening; whoever looks at the night wants to see the night."""
    fake_spark.publish_price_curve(
        [(TANK, LOCATION), (CHARGER, LOCATION)],
        [(at(10), -0.5), (at(11), 0.4), (at(12), -0.25)],
        created_at=at(-11),
    )
    await counted(hass, {9: 9, 10: 2, 11: 1, 12: 4})
    await drew(hass, {9: 1, 10: 3, 11: 1, 12: 0})
    await loaded(hass, set_up)
    assert await rows(hass, ENERGY) == {10: (2, 2), 12: (4, 6)}
    assert await rows(hass, CHARGED) == {10: (3, 3)}
    assert await rows(hass, MONEY) == {10: (2.5, 2.5), 12: (1, 3.5)}


async def test_an_hour_that_is_proved_late_is_written_where_it_belongs(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The sum must rise from hour to hour whatever came first: a step down would be energy that flows back."""
    publish(fake_spark, 12, both=False)
    await counted(hass, {9: 9, 10: 2, 11: 1, 12: 4})
    await loaded(hass, set_up)
    assert await rows(hass, ENERGY) == {12: (4, 4)}
    publish(fake_spark, 10, both=False, created=-10)
    await minutes_later(hass, freezer, 125)
    assert await rows(hass, ENERGY) == {10: (2, 2), 12: (4, 6)}
    assert await rows(hass, MONEY) == {10: (1, 1), 12: (2, 3)}


async def test_an_hour_that_another_curve_has_taken_counts_no_more(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The newest curve that was made before the hour holds it; what follows keeps its own energy."""
    publish(fake_spark, 10, 11, both=False)
    await counted(hass, {9: 9, 10: 2, 11: 1})
    await loaded(hass, set_up)
    assert await rows(hass, ENERGY) == {10: (2, 2), 11: (1, 3)}
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(at(10), 0.4)], created_at=at(-10))
    await minutes_later(hass, freezer, 125)
    assert await rows(hass, ENERGY) == {10: (0, 0), 11: (1, 1)}


async def test_a_report_that_spark_refused_is_worth_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The energy was drawn all the same."""
    publish(fake_spark, 10, both=False)
    fake_spark.fail("POST", "reports", Fault(status=400))
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    assert await rows(hass, ENERGY) == {10: (2, 2)}
    assert await rows(hass, MONEY) == {}


async def test_the_sum_goes_on_when_the_ledger_has_forgotten(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It is pruned after two months; a sum that begins again would show all that was drawn before as given back."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    later = 70 * 24
    freezer.tick(timedelta(hours=later - 4))
    publish(fake_spark, later + 10, both=False, created=later - 11)
    await counted(hass, {later + 9: 9, later + 10: 3})
    await minutes_later(hass, freezer, 60)
    await minutes_later(hass, freezer, 181)
    assert len(entry.runtime_data.reporter.ledger.entries) == 1
    assert await rows(hass, ENERGY) == {10: (2, 2), later + 10: (3, 5)}


async def test_a_ledger_that_is_lost_takes_nothing_back(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """The recorder forgets rows of five minutes: what it cannot prove again was proved once."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    await hass.config_entries.async_unload(entry.entry_id)
    del hass_storage[f"volue_spark.{entry.entry_id}.reports"]
    get_instance(hass).async_clear_statistics([METER])
    await settle(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await minutes_later(hass, freezer, 30 * 60)
    [again] = entry.runtime_data.reporter.ledger.entries.values()
    assert list(again.proofs[ResourceId(TANK)].values()) == [Unproved.NO_STATISTICS]
    assert await rows(hass, ENERGY) == {10: (2, 2)}
    assert await rows(hass, MONEY) == {10: (1, 1)}


async def test_what_a_person_mended_by_hand_is_left_alone(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Home Assistant offers it in its developer tools; each start looks at all hours again."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    get_instance(hass).async_adjust_statistics(ENERGY, at(10), 100.0, "kWh")
    await settle(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert await rows(hass, ENERGY) == {10: (2, 102)}


async def test_a_database_that_is_away_is_asked_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Many keep their history in MariaDB, which is restarted now and then."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    away = OperationalError("SELECT", None, Exception("server has gone away"))
    with patch("custom_components.volue_spark.statistics.get_last_statistics", side_effect=away):
        await loaded(hass, set_up)
    assert len(fake_spark.reports) == 1
    assert await rows(hass, ENERGY) == {}
    await minutes_later(hass, freezer, 26 * 60)
    assert await rows(hass, ENERGY) == {10: (2, 2)}


async def test_the_energy_dashboard_takes_it_as_a_part_of_the_device(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_ws_client: WebSocketGenerator
) -> None:
    """What was drawn in favourable hours is a part of what the device draws anyway: counted apart it would be twice."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    meter = {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "Wh"}
    hass.states.async_set(METER, "9000", meter)
    assert await async_setup_component(hass, "energy", {})
    devices = [
        {"stat_consumption": METER},
        {"stat_consumption": ENERGY, "name": "In favourable hours", "included_in_stat": METER},
    ]
    client = await hass_ws_client(hass)
    saved = await call(client, "energy/save_prefs", energy_sources=[], device_consumption=devices)
    assert saved["device_consumption"] == devices
    assert (await call(client, "energy/validate"))["device_consumption"] == [[], []]
    listed = {found["statistic_id"]: found for found in await call(client, "recorder/list_statistic_ids")}
    facts = ("name", "source", "has_sum", "unit_class", "statistics_unit_of_measurement")
    assert [listed[ENERGY][fact] for fact in facts] == [
        "Hot water tank in favourable hours", "volue_spark", True, "energy", "kWh",
    ]  # fmt: skip
    assert [listed[MONEY][fact] for fact in facts] == ["Test home estimate", "volue_spark", True, None, "NOK"]


async def call(client: Any, command: str, **details: object) -> Any:
    """Ask Home Assistant as its pages do."""
    await client.send_json_auto_id({"type": command, **details})
    answer = await client.receive_json()
    assert answer["success"], answer
    return answer["result"]

"""Hours through a real recorder: proved while its rows are there, told by whom they belong to."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.purge import purge_old_data
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.reporting.entry import LedgerEntry
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.hours import (
    DAY,
    HOUR,
    METER,
    MINUTE,
    POWER,
    at,
    counted,
    drew,
    loaded,
    minutes_later,
    publish,
    ran,
    reported as told_to,
    settle,
)

CAR = "device_tracker.car"


def entry_of(entry: MockConfigEntry) -> LedgerEntry:
    """Return the one event in the ledger."""
    [found] = entry.runtime_data.reporter.ledger.entries.values()
    assert isinstance(found, LedgerEntry)
    return found


def reasons(entry: MockConfigEntry, resource: str) -> list[object]:
    """Return what is told of a resource's hours, in their order."""
    hours = {str(key): proofs for key, proofs in entry_of(entry).proofs.items()}[resource]
    return [hours[hour] for hour in sorted(hours)]


async def test_hours_are_proved_although_spark_is_away(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The recorder forgets its rows after ten days, and Spark may be away for longer."""
    publish(fake_spark, 10, both=False)
    publish(fake_spark, 22, both=False, created=-10)
    await counted(hass, {9: 5, 10: 2, 11: 0, 21: 0, 22: 3, 23: 0})
    entry = await loaded(hass, set_up)
    fake_spark.fail("*", "/v1/", Fault(status=500), times=None)
    await minutes_later(hass, freezer, 5 * 60)
    await hass.async_add_executor_job(_purge, hass)
    await settle(hass)
    fake_spark.clear_faults()
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    await minutes_later(hass, freezer, 121)
    assert told_to(fake_spark) == [{TANK: {10: 2}}, {TANK: {22: 3}}]


def _purge(hass: HomeAssistant) -> None:
    """Let the recorder forget all rows of five minutes, as it does after ten days."""
    instance = get_instance(hass)
    while not purge_old_data(instance, DAY + 40 * HOUR, repack=False):
        pass


async def test_a_proof_stands_whatever_is_edited_later(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The tank waits for the charger, of which nothing is known, and somebody tidies up meanwhile."""
    publish(fake_spark, 10)
    await counted(hass, {9: 5, 10: 2, 11: 0})
    entry = await loaded(hass, set_up)
    assert entry_of(entry).settlement == "waiting"
    get_instance(hass).async_adjust_statistics(METER, at(10.5), 3000.0, "Wh")
    await settle(hass)
    await minutes_later(hass, freezer, 24 * 60)
    assert told_to(fake_spark) == [{TANK: {10: 2}}]


async def test_an_edit_before_the_proof_is_no_consumption(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Home Assistant lets everybody add to a sum by hand."""
    publish(fake_spark, 10, 12, both=False)
    await counted(hass, {9: 5, 10: 2, 11: 0, 12: 1, 13: 0})
    get_instance(hass).async_adjust_statistics(METER, at(10.5), 400.0, "Wh")
    await settle(hass)
    entry = await loaded(hass, set_up)
    assert reasons(entry, TANK) == ["jumped", 1.0]
    assert told_to(fake_spark) == [{TANK: {12: 1}}]


async def test_hours_without_home_assistant_are_no_hours(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The recorder fills them with rows that look like all others."""
    await ran(hass, (-24, 10.5), (11.1, 19.9))
    publish(fake_spark, 9, 10, 11, 12, both=False)
    await counted(hass, {8: 5, 9: 1, 10: 2, 11: 3, 12: 4, 13: 0})
    entry = await loaded(hass, set_up)
    assert reasons(entry, TANK) == [1.0, "not_running", "not_running", 4.0]


async def test_only_whole_hours_are_told_and_the_others_are_kept_with_their_reason(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark takes one hour at present; a person who asks gets an answer."""
    points = [(at(10 + number / 4), -0.5) for number in range(4)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, resolution=15 * MINUTE, created_at=at(-11))
    await counted(hass, {9: 5, 10: 2, 11: 0})
    entry = await loaded(hass, set_up)
    assert (entry_of(entry).settlement, reasons(entry, TANK)) == ("empty", ["not_whole_hours"] * 4)
    assert fake_spark.reports == []


async def test_a_device_that_is_not_to_be_reported_is_in_no_report(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It may be somebody else's car."""
    account.entities[CHARGER]["reported"] = False
    publish(fake_spark, 10)
    await counted(hass, {9: 5, 10: 2, 11: 0})
    await drew(hass, {10: 7})
    entry = await loaded(hass, set_up)
    assert told_to(fake_spark) == [{TANK: {10: 2}}]
    assert reasons(entry, CHARGER) == ["not_wanted"]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ({19.98: "home"}, {20: 2.0, 21: 3.0}),
        ({19.98: "home", 21.5: "not_home"}, {20: 2.0}),
        ({19.98: "Work", 20.9: "home"}, {21: 3.0}),
        ({19.98: "home", 20.5: "unavailable", 20.6: "home"}, {21: 3.0}),
        ({}, {}),
    ],
    ids=["home", "left", "came", "lost for a while", "nobody knows"],
)
async def test_a_vehicle_is_paid_for_what_it_draws_at_home(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    places: dict[float, str],
    told: dict[int, float],
) -> None:
    """What it charges elsewhere is drawn from another grid."""
    account.devices = {TANK: "vehicle"}
    account.entities = {TANK: {"usage_entity_id": METER, "presence_entity_id": CAR}}
    publish(fake_spark, 20, 21, both=False)
    await counted(hass, {19: 1, 20: 2, 21: 3, 22: 0})
    if 19.98 in places:
        hass.states.async_set(CAR, places.pop(19.98))
    await loaded(hass, set_up)
    for hour, place in places.items():
        freezer.move_to(at(hour))
        hass.states.async_set(CAR, place)
        await settle(hass)
    freezer.move_to(at(23) + 3 * MINUTE)
    await minutes_later(hass, freezer, 24 * 60)
    assert told_to(fake_spark) == ([{TANK: told}] if told else [])


async def test_what_charger_and_vehicle_both_measure_is_told_once(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The energy flowed once; both are sensors of the same cable."""
    account.devices = {CHARGER: "charger", TANK: "vehicle"}
    account.entities = {
        TANK: {"usage_entity_id": METER, "presence_entity_id": CAR},
        CHARGER: {"usage_entity_id": POWER},
    }
    hass.states.async_set(CAR, "home")
    publish(fake_spark, 20, 21)
    await counted(hass, {19: 1, 20: 2, 21: 3, 22: 0})
    await drew(hass, {20: 2.2, 21: 0})
    entry = await loaded(hass, set_up)
    freezer.move_to(at(23) + 3 * MINUTE)
    await minutes_later(hass, freezer, 1)
    assert told_to(fake_spark) == [{CHARGER: {20: 2.2}, TANK: {21: 3}}]
    assert reasons(entry, TANK) == ["charger_counts", 3.0]

"""What stands in a report, and what it earns."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.hours import (
    METER,
    counted,
    drew,
    loaded,
    minutes_later,
    publish,
    reported,
    settle,
)
from tests.shell.reports.shown import EARNED, LAST, state

CAR = "device_tracker.car"


async def test_an_event_that_is_over_is_reported_once_with_all_its_devices(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It is what the household is paid for: kWh by the hour, whatever the sensors' units."""
    event_id = publish(fake_spark, 10, 11, 12)
    await counted(hass, {9: 5, 10: 2, 11: 0, 12: 1.25, 13: 5})
    await drew(hass, {9: 7, 10: 7.4, 11: 3.7, 12: 0, 13: 7})
    entry = await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {10: 2, 11: 0, 12: 1.25}, CHARGER: {10: 7.4, 11: 3.7}}]
    assert fake_spark.reports[0].event_id == event_id
    assert state(hass, LAST) == "accepted"
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    for _ in range(4):
        await minutes_later(hass, freezer, 61)
    assert len(fake_spark.reports) == 1


async def test_a_paused_home_is_reported_all_the_same(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """What its devices drew is a fact, whoever switched them; a pause must not cost what was earned before it."""
    await counted(hass, {9: 9, 10: 2, 11: 1})
    entry = await loaded(hass, set_up)
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "paused": True})
    publish(fake_spark, 10, 11, both=False)
    await settle(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2, 11: 1}}]


@pytest.mark.parametrize(
    ("kind", "meter_point", "named"),
    [
        ("vehicle", "707057500000000000", {"meterPointId": "707057500000000000"}),
        ("vehicle", "a meter that the home had before", {}),
        ("vehicle", None, {}),
        ("hot_water_tank", "707057500000000000", {}),
    ],
)
async def test_a_vehicle_names_its_meter_and_nothing_else_does(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    kind: str,
    meter_point: str | None,
    named: dict[str, str],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Of several meters it decides which one is paid; one that the home has not would hold the money back."""
    account.devices = {TANK: kind}
    account.entities = {TANK: {"usage_entity_id": METER} | ({"meter_point_id": meter_point} if meter_point else {})}
    account.entities[TANK]["presence_entity_id"] = CAR
    hass.states.async_set(CAR, "home")
    publish(fake_spark, 22, both=False)
    await counted(hass, {21: 1, 22: 2, 23: 0})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 4 * 60 + 5)
    [sent] = [seen.json for seen in fake_spark.requests if seen.path.endswith("/reports")]
    [payload] = sent["payloads"]
    assert {name: value for name, value in payload.items() if name == "meterPointId"} == named


async def test_what_was_earned_is_what_spark_says(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """2 kWh at -0.50 are one krone, held back because the location has no meter point."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    assert (state(hass, EARNED), state(hass, "sensor.test_home_held_back_this_month")) == ("0.0", "1.0")
    found = hass.states.get(EARNED)
    assert found
    assert found.attributes["unit_of_measurement"] == "NOK"


async def test_an_event_is_reported_when_the_hour_after_it_is_compiled(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A counter that comes late would show it only then, and the last hour would be told as nothing."""
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1, 19: 1, 20: 2})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 121.5)
    assert reported(fake_spark) == []
    await minutes_later(hass, freezer, 1)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2}}]


async def test_the_hour_after_a_gap_is_not_reported(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """It holds the energy of the whole gap; hours that nobody measured are not invented."""
    publish(fake_spark, 10, 11, 12, 13, both=False)
    await counted(hass, {9: 9, 10: 1, 12: 5, 13: 1})
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {10: 1, 13: 1}}]


async def test_an_event_that_is_seen_late_does_not_tell_an_hour_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark pays each event for itself: told twice, the hour would be paid twice."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2, 11: 3})
    entry = await loaded(hass, set_up)
    publish(fake_spark, 10, 11, both=False, created=-1)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2}}, {TANK: {11: 3}}]


async def test_where_nothing_was_drawn_nothing_is_sent(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Only report if you reacted, say the guides."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 0})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 61)
    assert not [seen for seen in fake_spark.requests if seen.path.endswith("/reports")]
    assert state(hass, LAST) == "unknown"


async def test_what_was_earned_is_asked_for_seldom(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Once a day is enough where nothing was reported, once an hour while Spark does not tell."""
    await loaded(hass, set_up)
    fake_spark.fail("GET", "compensation$", Fault(status=404), times=1)
    fake_spark.requests.clear()
    asked = []
    for hour in range(1, 51):
        before = len(fake_spark.requests)
        await minutes_later(hass, freezer, 61)
        if any("compensation" in seen.path for seen in fake_spark.requests[before:]):
            asked.append(hour)
    assert asked == [24, 25, 49]

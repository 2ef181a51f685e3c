"""Yesterday's energy out of a real recorder, reported once."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.hours import (
    DAY,
    HOUR,
    METER,
    POWER,
    at,
    counted,
    drew,
    loaded,
    minutes_later,
    publish,
    reported,
    settle,
)

EARNED, LAST = "sensor.test_home_earned_this_month", "sensor.test_home_last_report"


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
async def yesterday(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory
) -> None:
    """Stand after the hours of an event, with a counter in Wh and a power sensor in W."""
    freezer.move_to(DAY + 20 * HOUR)
    await hass.config.async_set_time_zone("Europe/Oslo")
    account.entities = {TANK: {"usage_entity_id": METER}, CHARGER: {"usage_entity_id": POWER}}


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found
    return found.state


async def test_an_event_that_is_over_is_reported_once_with_all_its_devices(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It is what the household is paid for: kWh by the hour, whatever the sensors' units."""
    event_id = publish(fake_spark, 10, 11, 12)
    await counted(hass, {9: 9, 10: 2, 11: 0, 12: 1.25, 13: 9})
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
) -> None:
    """Of several meters it decides which one is paid; one that the home has not would hold the money back."""
    account.devices = {TANK: kind}
    account.entities = {TANK: {"usage_entity_id": METER} | ({"meter_point_id": meter_point} if meter_point else {})}
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
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


async def test_an_event_is_reported_when_its_last_hour_is_compiled(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Sent a minute too early, the last hour would be lost for ever."""
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1, 19: 1, 20: 2})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 60.5)
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


@pytest.mark.parametrize(
    ("fault", "state_after", "reports"),
    [
        (Fault(status=400, body='"too late"'), "rejected", 0),
        (Fault(drop="after"), "uncertain", 1),
        (Fault(status=502), "uncertain", 0),
        (Fault(status=200, body="{"), "uncertain", 0),
    ],
    ids=["declined", "answer lost", "gateway", "unreadable answer"],
)
async def test_what_may_have_arrived_is_never_sent_again(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    fault: Fault,
    state_after: str,
    reports: int,
) -> None:
    """Spark has no key that tells a repetition from a second report."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    fake_spark.fail("POST", "/reports$", fault)
    entry = await loaded(hass, set_up)
    assert (state(hass, LAST), len(fake_spark.reports)) == (state_after, reports)
    await hass.config_entries.async_reload(entry.entry_id)
    for _ in range(3):
        await minutes_later(hass, freezer, 61)
    assert (state(hass, LAST), len(fake_spark.reports)) == (state_after, reports)


@pytest.mark.parametrize("fault", [Fault(status=429), Fault(status=401), Fault(status=403)], ids=str)
async def test_what_cannot_have_arrived_is_sent_again_by_itself(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, fault: Fault
) -> None:
    """Nobody should lose a day's money to a minute's trouble."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    fake_spark.fail("POST", "/reports$", fault, times=2)
    await loaded(hass, set_up)
    assert (state(hass, LAST), reported(fake_spark)) == ("waiting", [])
    await minutes_later(hass, freezer, 16)
    if not fake_spark.reports:
        await minutes_later(hass, freezer, 16)
    assert (state(hass, LAST), reported(fake_spark)) == ("accepted", [{TANK: {10: 2}}])


async def test_a_login_that_fails_leaves_the_report_waiting(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The report was not sent, whatever became of the login."""
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    publish(fake_spark, 10, both=False)
    freezer.tick(timedelta(minutes=59))
    fake_spark.fail("POST", "/reports$", Fault(status=401))
    fake_spark.fail("POST", "token$", Fault(status=200, body="{"), times=1)
    await minutes_later(hass, freezer, 1.1)
    await minutes_later(hass, freezer, 61)
    await minutes_later(hass, freezer, 16)
    assert (state(hass, LAST), reported(fake_spark)) == ("accepted", [{TANK: {10: 2}}])


async def test_a_report_is_on_disk_before_it_is_sent(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """Killed while sending, the next start must know that it may have arrived."""
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    on_disk: list[Any] = []

    def look(exchange: Any) -> None:
        if exchange.request.path.endswith("/reports"):
            [stored] = [content for key, content in hass_storage.items() if key.endswith(".reports")]
            on_disk.append(stored["data"][event_id]["settlement"])

    fake_spark.observers.append(look)
    await loaded(hass, set_up)
    assert on_disk == ["sending"]


async def test_a_report_that_was_on_its_way_when_home_assistant_ended_is_uncertain(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """It may have been paid already."""
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = account.entry()
    key = f"volue_spark.{entry.entry_id}.reports"
    sending = {"settlement": "sending", "at": at(13).timestamp(), "body": {}, "hours": {}, "answer": None}
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": {event_id: sending}}
    account.register()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    await minutes_later(hass, freezer, 61)
    assert (state(hass, LAST), reported(fake_spark)) == ("uncertain", [])


async def test_no_report_of_the_past_is_lost_by_a_restart_in_the_middle_of_one(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Two starts in a row must know of all reports, or one would be sent again."""
    ids = [publish(fake_spark, hour, both=False, created=created) for hour, created in ((10, -11), (12, -10))]
    await counted(hass, {9: 9, 10: 2, 11: 1, 12: 3})
    entry = account.entry()
    key = f"volue_spark.{entry.entry_id}.reports"
    kept: dict[str, dict[str, Any]] = {
        event_id: {"settlement": settlement, "at": at(13).timestamp(), "body": {}, "hours": {}, "answer": None}
        for event_id, settlement in zip(ids, ("sending", "accepted"), strict=True)
    }
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": kept}
    account.register()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert set(hass_storage[key]["data"]) == set(ids)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == []


async def test_nothing_is_sent_while_it_cannot_be_written_down(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After a restart nobody would know that it was sent."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        await loaded(hass, set_up)
    assert reported(fake_spark) == []
    assert "No report is sent while it cannot be written down" in caplog.text
    await minutes_later(hass, freezer, 16)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_nothing_is_sent_while_home_assistant_stops(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It could be cut off between sending and remembering."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    hass.set_state(CoreState.stopping)
    await loaded(hass, set_up)
    hass.set_state(CoreState.running)
    assert reported(fake_spark) == []


async def test_a_stop_between_looking_and_writing_loses_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """Written down as sent in the last moment, the report would never be sent."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})

    def stop(*args: Any) -> Any:
        hass.set_state(CoreState.stopping)
        return statistics_during_period(*args)

    with patch("custom_components.volue_spark.statistics.statistics_during_period", stop):
        await loaded(hass, set_up)
    hass.set_state(CoreState.running)
    assert reported(fake_spark) == []
    assert not [key for key in hass_storage if key.endswith(".reports")]


async def test_a_sensor_the_recorder_does_not_know_is_waited_for(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing known is no zero: it may have been renamed, or its rows come late."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    assert reported(fake_spark) == []
    await drew(hass, {9: 1, 10: 3})
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2}, CHARGER: {10: 3}}]


async def test_a_sensor_that_stays_unknown_holds_up_the_others_for_a_day(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One broken sensor must not cost the money of all the other devices."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 14 * 60)
    assert reported(fake_spark) == []
    await minutes_later(hass, freezer, 2 * 60)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_a_sensor_chosen_later_still_tells_what_it_measured(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark takes reports until the month ends; a day without a sensor is no day without use."""
    account.entities = {}
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    subentry = entry.subentries["device-hot_water_tank"]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, "usage_entity_id": METER})
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_a_recorder_that_does_not_answer_is_not_waited_for_ever(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One that failed to start never does, and an unload would hang with it."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    with patch("homeassistant.components.recorder.Recorder.async_block_till_done", side_effect=TimeoutError):
        await set_up()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert reported(fake_spark) == []
    await minutes_later(hass, freezer, 16)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_a_reporter_does_not_outlive_its_account(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Two reporters with two ledgers would send everything twice."""
    await counted(hass, {9: 9, 10: 2, 21: 1, 22: 3})
    publish(fake_spark, 22, both=False)
    entry = await loaded(hass, set_up)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(*args: Any) -> list[Any]:
        asked.set()
        await go_on.wait()
        return []

    with patch("custom_components.volue_spark.spark.client.SparkClient.compensations", slow):
        freezer.tick(timedelta(hours=24))
        async_fire_time_changed(hass)
        await asked.wait()
        unload = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
        await asyncio.sleep(0)
        async_fire_time_changed(hass)
        go_on.set()
        assert await unload
    requests = len(fake_spark.requests)
    await minutes_later(hass, freezer, 24 * 60)
    assert len(fake_spark.requests) == requests


async def test_unloading_waits_for_a_report_under_way(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A reload in the middle of it must not make it uncertain."""
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    publish(fake_spark, 10, both=False)
    arrived = asyncio.Event()
    fake_spark.observers.append(lambda exchange: arrived.set() if exchange.request.path.endswith("/reports") else None)
    freezer.tick(timedelta(hours=1, seconds=1))
    async_fire_time_changed(hass)
    await arrived.wait()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert (state(hass, LAST), len(fake_spark.reports)) == ("accepted", 1)


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

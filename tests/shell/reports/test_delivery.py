"""A report on its way: written down, sent once, and never twice by itself."""

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
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.hours import (
    at,
    counted,
    loaded,
    minutes_later,
    publish,
    reported,
    settle,
)
from tests.shell.reports.shown import LAST, state


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
    assert (state(hass, LAST), reported(fake_spark)) == ("ready", [])
    for minutes in (16, 31):
        if not fake_spark.reports:
            await minutes_later(hass, freezer, minutes)
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
            on_disk.append(stored["data"]["entries"][event_id]["settlement"])

    fake_spark.observers.append(look)
    await loaded(hass, set_up)
    assert on_disk == ["sent"]


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
    data = {"since": 0, "entries": {event_id: {"settlement": "sent", "at": at(13).timestamp(), "body": {}}}}
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": data}
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
        event_id: {"settlement": settlement, "at": at(13).timestamp(), "body": {}}
        for event_id, settlement in zip(ids, ("sent", "accepted"), strict=True)
    }
    data = {"since": 0, "entries": kept}
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": data}
    account.register()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert set(hass_storage[key]["data"]["entries"]) == set(ids)
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
    [stored] = [content["data"] for key, content in hass_storage.items() if key.endswith(".reports")]
    assert stored["entries"] == {}


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
    freezer.tick(timedelta(hours=2, seconds=1))
    async_fire_time_changed(hass)
    await arrived.wait()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert (state(hass, LAST), len(fake_spark.reports)) == ("accepted", 1)

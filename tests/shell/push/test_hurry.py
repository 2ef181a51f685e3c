"""The poll that a notification brings forward: at once, once, and not against Spark's wish."""

import asyncio
import json
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.util import dt as dt_util
import pytest

from tests.fake_spark import Fault
from tests.fake_spark.curves import Terms, price_curve
from tests.shell.conftest import CHARGER, LOCATION, Account
from tests.shell.push.caller import Caller, notification
from tests.shell.push.house import House

type Server = TestClient[Any, Any]


async def begun(caller: Caller, polls: int) -> None:
    """Wait until Spark was asked once more."""
    for _ in range(100):
        if caller.polls() > polls:
            return
        await asyncio.sleep(0.01)


@pytest.fixture
async def told(lived_in: House, server: Server) -> Caller:
    """Return somebody who calls a house."""
    return Caller(server, lived_in.spark)


async def test_an_event_that_is_listed_late_is_found_without_another_word(house: House, told: Caller) -> None:
    """Spark may tell of a curve before its own list shows it."""
    polls = told.polls()
    assert await told.call(notification("late", dt_util.utcnow())) == 200
    await house.settle()
    assert told.polls() == polls + 1
    payload = price_curve([(CHARGER, LOCATION)], [(dt_util.utcnow(), -0.5)], Terms())
    made = json.dumps(payload, default=str)
    house.spark.publish_raw({"id": "late", "createdAt": dt_util.utcnow().isoformat(), "payload": json.loads(made)})
    await house.later(seconds=21)
    assert "late" in {event.event_id for event in house.entry.runtime_data.coordinator.data.events}
    await house.later(minutes=10)
    assert told.polls() == polls + 2


async def test_polls_that_find_something_make_no_pause_longer(house: House, told: Caller) -> None:
    """On a lively day each curve is here ten seconds later at most."""
    for _ in range(4):
        await house.tell()
        polls = told.polls()
        await house.tell()
        await house.later(seconds=11)
        assert told.polls() == polls + 1


async def test_an_event_that_never_comes_is_given_up_after_five_minutes(house: House, told: Caller) -> None:
    """Somebody deleted it; the next poll of the day finds whatever there is."""
    polls = told.polls()
    await told.call(notification("gone", dt_util.utcnow()))
    await house.settle()
    for _ in range(60):
        await house.later(seconds=10)
    assert polls + 4 <= told.polls() <= polls + 5  # after 0, 20, 60, 140 seconds


async def test_while_spark_is_down_what_it_told_of_is_not_forgotten(house: House, told: Caller) -> None:
    """It tells and falls over: the curve must not wait for the poll of a quarter of an hour later."""
    house.spark.fail("GET", "/events", Fault(status=503), times=2)
    await house.tell()
    await house.later(seconds=21)
    await house.later(seconds=41)
    assert house.entry.runtime_data.coordinator.last_update_success
    assert house.push.state == "working"


@pytest.mark.parametrize("is_pushed", [True, False], ids=["a poll that was pushed", "any other poll"])
async def test_spark_is_left_alone_as_long_as_it_asked_for(house: House, told: Caller, is_pushed: bool) -> None:
    """Whoever asks on after a 429 is shut out altogether."""
    house.spark.fail("GET", "/events", Fault(status=429, headers={"Retry-After": "3600"}))
    if is_pushed:
        await told.call(notification("1", dt_util.utcnow()))
        await house.settle()
    else:
        await house.entry.runtime_data.coordinator.async_refresh()
    polls = told.polls()
    for number in range(2, 30):
        await told.call(notification(str(number), dt_util.utcnow()))
        await house.later(minutes=2)
    assert told.polls() == polls
    await house.later(minutes=5)
    assert polls < told.polls() <= polls + 2


async def test_a_poll_that_is_under_way_may_have_begun_too_early(caller: Caller, account: Account) -> None:
    """Its answer was made before the curve was: once more, as soon as it is done."""
    [entry] = account.hass.config_entries.async_entries("volue_spark")
    polls = caller.polls()
    account.spark.fail("GET", "/events", Fault(delay=0.3))
    under_way = account.hass.async_create_task(entry.runtime_data.coordinator.async_refresh())
    await begun(caller, polls)
    assert await caller.call(notification("1")) == 200
    await under_way
    await account.hass.async_block_till_done(wait_background_tasks=True)
    assert caller.polls() == polls + 2


async def test_an_account_that_is_unloaded_amid_a_poll_asks_no_more(caller: Caller, account: Account) -> None:
    """A timer that outlives it would ask with credentials that a person has just removed."""
    [entry] = account.hass.config_entries.async_entries("volue_spark")
    polls = caller.polls()
    account.spark.fail("GET", "/events", Fault(delay=0.3))
    assert await caller.call(notification("1")) == 200
    assert await caller.call(notification("2")) == 200
    await begun(caller, polls)
    assert await account.hass.config_entries.async_unload(entry.entry_id)
    await account.hass.async_block_till_done(wait_background_tasks=True)
    await asyncio.sleep(0.4)
    assert caller.polls() == polls + 1

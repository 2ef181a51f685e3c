"""A flood of calls, counted: whatever arrives, Spark is asked once per pause, and pauses grow."""

import asyncio
from itertools import pairwise
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.util import dt as dt_util
import pytest

from tests.shell.push.caller import SIGNATURE, Caller, notification
from tests.shell.push.house import House

type Server = TestClient[Any, Any]
CALLS = 500


@pytest.fixture
async def flooder(lived_in: House, server: Server) -> Caller:
    """Return somebody who calls a house."""
    return Caller(server, lived_in.spark)


async def flood(flooder: Caller, bodies: list[bytes], headers: dict[str, str] | None = None) -> set[int]:
    """Send all of them, fifty at a time; return what was answered."""
    at_once = asyncio.Semaphore(50)

    async def call(body: bytes) -> int:
        async with at_once:
            return await flooder.call(body, headers)

    return set(await asyncio.gather(*map(call, bodies)))


async def test_forged_calls_ask_spark_for_nothing(house: House, flooder: Caller) -> None:
    """Whoever finds out the address could have Spark shut us out."""
    polls = flooder.polls()
    bodies = [notification(str(number)) for number in range(CALLS)]
    assert await flood(flooder, bodies, {SIGNATURE: "forged"}) == {401}
    await house.later(minutes=30)
    assert (flooder.polls(), house.push.last) == (polls, None)


async def test_one_notification_sent_five_hundred_times_is_one_poll(house: House, flooder: Caller) -> None:
    """Repeats are no news, however many."""
    polls = flooder.polls()
    house.spark.publish_price_curve([], [])
    event_id = list(house.spark.events)[-1]
    assert await flood(flooder, [notification(event_id, dt_util.utcnow())] * CALLS) == {200}
    await house.later(minutes=1)
    assert flooder.polls() == polls + 1


async def test_five_hundred_that_are_new_are_one_poll_and_one_after_the_pause(house: House, flooder: Caller) -> None:
    """Each is signed and may be true; one answer of Spark holds them all."""
    polls = flooder.polls()
    bodies = [notification(str(number), dt_util.utcnow()) for number in range(CALLS)]
    assert await flood(flooder, bodies) == {200}
    await house.settle()
    assert flooder.polls() == polls + 1
    await house.later(seconds=19)
    assert flooder.polls() == polls + 1
    await house.later(seconds=2)
    assert flooder.polls() == polls + 2


async def test_who_never_stops_is_asked_about_ever_more_seldom_and_at_once_after_a_rest(
    house: House, flooder: Caller
) -> None:
    """Half an hour of calls that lead to nothing costs seven requests, and what comes later is not punished."""
    found, polls = [], flooder.polls()
    for second in range(0, 1800, 5):
        await flooder.call(notification(f"{second}", dt_util.utcnow()))
        await house.later(seconds=5)
        found += [second] * (flooder.polls() - polls)
        polls = flooder.polls()
    pauses = [later - earlier for earlier, later in pairwise(found)]
    assert found[0] == 0
    assert pauses == sorted(pauses)
    assert 6 <= len(found) <= 8
    for _ in range(8):
        await house.later(minutes=11)
    await flooder.call(notification("after the rest", dt_util.utcnow()))
    await house.settle()
    polls = flooder.polls()
    await house.later(seconds=21)
    assert flooder.polls() == polls + 1

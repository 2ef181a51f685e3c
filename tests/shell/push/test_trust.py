"""Polls become seldom only where Spark is known to tell by itself, and close again when it did not."""

from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.util import dt as dt_util
import pytest

from tests.fake_spark.mischief import Mischief
from tests.shell.push.caller import Caller, notification
from tests.shell.push.house import House

STEP = 5


async def polls_in(house: House, *, hours: float) -> int:
    """Let hours pass; return how often Spark was asked for events in them."""
    house.spark.requests.clear()
    for _ in range(round(hours * 60 / STEP)):
        await house.later(minutes=STEP)
    return sum(seen.path.endswith("/events") for seen in house.spark.requests)


async def miss_one(house: House) -> None:
    """Let Spark publish a curve and tell nobody, and let a poll find it."""
    house.spark.meddle(Mischief(lost=True))
    await house.tell()
    house.spark.behave()
    await house.entry.runtime_data.coordinator.async_refresh()
    await house.settle()


@pytest.fixture
async def trusted(lived_in: House) -> House:
    """Return a house, at a quarter to nine, in which a notification has arrived."""
    assert await lived_in.tell() == [200]
    assert lived_in.push.state == "working"
    await lived_in.later(minutes=1)
    return lived_in


async def test_a_webhook_alone_makes_no_poll_rarer(lived_in: House) -> None:
    """That it was registered does not say that anything will ever arrive."""
    assert lived_in.push.state == "waiting"
    assert await polls_in(lived_in, hours=4) == 2
    assert await polls_in(lived_in, hours=2) >= 10


async def test_after_a_notification_has_arrived_spark_is_asked_seldom(trusted: House) -> None:
    """Nine of ten requests that find nothing are spared; what gets lost is found at three all the same."""
    assert await polls_in(trusted, hours=6) == 0
    assert await polls_in(trusted, hours=0.75) == 1
    assert await polls_in(trusted, hours=24) <= 4


async def test_a_curve_that_nobody_told_of_brings_the_polls_back_and_the_next_one_ends_them(trusted: House) -> None:
    """A proxy, a certificate or a router may break on any day."""
    await miss_one(trusted)
    assert trusted.push.state == "waiting"
    assert await polls_in(trusted, hours=4) == 2
    assert await trusted.tell() == [200]
    assert trusted.push.state == "working"
    assert await polls_in(trusted, hours=2) == 0


async def test_a_curve_that_a_poll_found_first_was_not_missed(trusted: House) -> None:
    """Somebody pressed a button in the second between the curve and its notification."""
    trusted.spark.meddle(Mischief(late=timedelta(seconds=20)))
    await trusted.tell()
    await trusted.entry.runtime_data.coordinator.async_refresh()
    assert trusted.push.state == "waiting"
    await trusted.later(seconds=21)
    await trusted.spark.deliver()
    await trusted.settle()
    assert trusted.spark.deliveries[-1].status == 200
    assert trusted.push.state == "working"


@pytest.mark.parametrize(("is_missed", "polls"), [(False, 0), (True, 2)], ids=["told", "missed"])
async def test_a_restart_goes_on_as_it_was(trusted: House, is_missed: bool, polls: int) -> None:
    """Neither costs each restart a day of polls, nor is it forgotten that something was missed."""
    if is_missed:
        await miss_one(trusted)
    await trusted.later(seconds=30)
    await trusted.reload()
    assert trusted.push.state == ("waiting" if is_missed else "working")
    assert await polls_in(trusted, hours=4) == polls


async def test_what_is_known_of_it_is_on_disk_before_a_power_cut(
    trusted: House, hass_storage: dict[str, object]
) -> None:
    """Home Assistant is seldom unloaded before it ends."""

    def is_proved() -> object:
        kept = hass_storage[f"volue_spark.{trusted.entry.entry_id}.push"]
        assert isinstance(kept, dict)
        return kept["data"]["is_proved"]

    await trusted.later(seconds=30)
    assert is_proved() is True
    await miss_one(trusted)
    await trusted.later(seconds=30)
    assert is_proved() is False


async def test_nothing_that_is_sent_again_makes_polls_rarer(trusted: House, server: TestClient[Any, Any]) -> None:
    """Who breaks the way to us could also send what was signed long ago, and hide that curves are missing."""
    caller = Caller(server, trusted.spark)
    old = [delivery.body.encode() for delivery in trusted.spark.deliveries]
    old.append(notification("of-last-month", dt_util.utcnow() - timedelta(days=40)))
    await miss_one(trusted)
    await trusted.later(seconds=30)
    for _ in range(2):
        assert [await caller.call(body) for body in old] == [200, 200]
        await trusted.later(seconds=30)
        assert trusted.push.state == "waiting"
        await trusted.reload()
    assert await polls_in(trusted, hours=4) == 2


async def test_where_spark_calls_it_unwell_spark_is_asked_closely_again(trusted: House) -> None:
    """It has given up on us, perhaps because it could not reach us while we were away."""
    trusted.webhook.status = "Unhealthy"
    await trusted.reload()
    assert trusted.push.state == "unwell"
    assert await polls_in(trusted, hours=4) >= 2

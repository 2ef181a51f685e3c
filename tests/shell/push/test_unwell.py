"""A webhook that Spark calls unwell: enabled again at once, looked at, not relied on, and remembered."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from tests.fake_spark import Fault
from tests.shell.push.house import House


def polls(house: House) -> int:
    """Return how many polls there were since the last question."""
    found = [seen for seen in house.spark.requests if seen.path.endswith("/events")]
    house.spark.requests.clear()
    return len(found)


async def fall_ill(house: House, status: str) -> None:
    """Let Spark find that it cannot reach us, and let us see it."""
    if status == "disabled":
        house.webhook.enabled = False
    else:
        house.webhook.status = status
    await house.later(hours=25)


@pytest.mark.parametrize("status", ["Unhealthy", "TimeOut", "disabled"])
async def test_what_spark_calls_unwell_is_enabled_and_no_longer_relied_on(house: House, status: str) -> None:
    """Nobody would notice that Spark has stopped calling, and curves would come hours late."""
    await house.begin()
    await house.tell()
    assert house.push.state == "working"
    await fall_ill(house, status)
    assert house.webhook.enabled
    assert house.push.state == "unwell"
    assert house.push.unwell_since == dt_util.utcnow()
    assert not house.push.notified.is_proved


async def test_polling_is_close_again_at_once(house: House) -> None:
    """The next poll was put off for half a day because push worked."""
    await house.begin()
    await house.tell()
    house.webhook.status = "Unhealthy"
    await house.later(hours=12)
    polls(house)
    await house.later(hours=13)
    assert house.push.state == "unwell"
    polls(house)
    for _ in range(6):
        await house.later(hours=1)
    assert polls(house) >= 3


async def test_it_is_looked_at_again_within_the_hour_and_ever_more_seldom(house: House) -> None:
    """The household may have mended it by then; or nobody will ever reach it."""
    await house.begin()
    await fall_ill(house, "Unhealthy")
    house.asked()
    since = house.push.unwell_since
    for hours in (1, 2, 4):
        for _ in range(hours):
            await house.later(hours=1)
        assert house.asked() == ["GET"]
    assert house.push.unwell_since == since
    house.webhook.status = "Healthy"
    for _ in range(8):
        await house.later(hours=1)
    assert (house.push.state, house.push.unwell_since) == ("waiting", None)
    house.asked()
    for _ in range(17):
        await house.later(hours=1)
    assert house.asked() == []


async def test_since_when_it_is_unwell_outlives_a_restart(house: House) -> None:
    """Else a repair that is due after a day never comes where Home Assistant restarts each night."""
    await house.begin()
    await fall_ill(house, "TimeOut")
    since = house.push.unwell_since
    await house.later(hours=2)
    # Also before Spark has been asked.
    house.spark.fail("*", "/webhooks", Fault(status=500), times=1)
    for _ in range(2):
        await house.reload()
        assert (house.push.state, house.push.unwell_since) == ("unwell", since)


async def test_a_spark_that_cannot_be_asked_says_nothing_about_the_webhook(house: House) -> None:
    """A Spark that is away is no reason to look for a mistake at home."""
    await house.begin()
    await house.tell()
    await house.spark.stop()
    await house.later(hours=25)
    await house.later(hours=25)
    assert house.push.unwell_since is None
    await house.spark.start(house.spark.port)
    await house.later(hours=1)
    assert house.push.state == "working"


async def test_where_it_is_no_longer_wanted_or_there_it_is_not_unwell(house: House) -> None:
    """A repair about something that is gone can never be mended."""
    await house.begin()
    await fall_ill(house, "Unhealthy")
    house.spark.webhooks.clear()
    await house.later(hours=1)
    assert (house.push.state, house.push.unwell_since) == ("waiting", None)
    await fall_ill(house, "Unhealthy")
    await house.change_mind(is_allowed=False)
    assert (house.push.state, house.push.unwell_since) == ("not_allowed", None)


async def test_what_arrives_while_it_is_unwell_shows_that_it_works(house: House) -> None:
    """Spark's word about it may be older than what it just delivered."""
    await house.begin()
    await fall_ill(house, "Unhealthy")
    assert await house.tell() == [200]
    await house.later(hours=1)
    assert (house.push.state, house.webhook.status) == ("working", "Healthy")


async def test_a_refusal_of_ours_makes_spark_call_it_unwell_and_a_new_secret_mends_that(house: House) -> None:
    """Whoever changed the secret at Spark, the household can change it back without knowing it."""
    await house.begin()
    house.webhook.secret = "changed by hand"
    assert await house.tell() == [401]
    # Three repetitions.
    for seconds in (5, 30, 180):
        house.freezer.tick(timedelta(seconds=seconds))
        await house.spark.deliver()
    assert house.webhook.status == "Unhealthy"
    await house.later(hours=27)
    assert house.push.state == "unwell"
    await house.push.renew_secret()
    assert await house.tell() == [200]
    await house.later(hours=1)
    assert house.push.unwell_since is None

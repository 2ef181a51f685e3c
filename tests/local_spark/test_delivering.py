"""The post in the background and in real time; and whom it never calls."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
import time
from unittest.mock import patch

from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import Delivery, FakeSpark, Mischief

from .partner import Partner
from .receiver import Receiver

CURVE = {"payload": {"payloadType": "PriceCurve"}}


@pytest.fixture
async def spark(socket_enabled: None) -> AsyncGenerator[FakeSpark]:
    """Return a Spark in real time that delivers in the background."""
    spark = FakeSpark(eligibility_delay=timedelta(milliseconds=50))
    await spark.start()
    spark.start_delivering()
    yield spark
    await spark.stop()


async def first_delivery(spark: FakeSpark) -> Delivery:
    """Wait until something is in the log."""
    while not spark.deliveries:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return spark.deliveries[0]


async def test_an_event_arrives_at_once(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """A webhook that is slower than a poll would be no use; the machine may be slow once, not five times."""
    await partner.subscribe(receiver.url)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        spark.publish_raw(CURVE)
        await receiver.next_letter()
        took.append(time.perf_counter() - began)
    assert min(took) < 0.2


async def test_a_simulated_event_arrives_too(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """The demo's events come from requests."""
    await partner.subscribe(receiver.url)
    arrived = asyncio.create_task(receiver.next_letter())
    reply = await partner.post("/simulation/events/pricecurve", {})
    assert (await arrived).json["eventId"] == reply.json["simulatedEvent"]["id"]


async def test_an_event_of_a_tick_arrives_too(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """And the others come from the passing of time."""
    await partner.subscribe(receiver.url, "UserEligibilityUpdated")
    await partner.settle("first")
    await asyncio.sleep(0.06)
    spark.tick()
    assert (await receiver.next_letter()).json["payload"]["addedUsers"] == ["first"]


async def test_a_repetition_comes_when_it_is_due(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """Nothing else happens meanwhile that could wake the post."""
    await partner.subscribe(receiver.url)
    spark.post_office.retry_pauses = (timedelta(milliseconds=100), timedelta(milliseconds=200))
    receiver.statuses = [503, 503]
    spark.publish_raw(CURVE)
    arrivals = []
    for _ in range(3):
        await receiver.next_letter()
        arrivals.append(time.perf_counter())
    assert 0.1 <= arrivals[1] - arrivals[0] < 1
    assert 0.2 <= arrivals[2] - arrivals[1] < 1


async def test_nobody_waits_for_a_slow_webhook(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """One that never answers must not keep the news from the others, nor the next news from itself."""
    async with Receiver(is_deaf=True) as deaf:
        await partner.subscribe(deaf.url)
        await partner.subscribe(receiver.url)
        for count in (1, 2):
            spark.publish_raw(CURVE)
            await receiver.next_letter()
            while len(deaf.letters) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        began = time.perf_counter()
        await spark.stop()
        assert time.perf_counter() - began < 1


async def test_what_is_late_comes_when_its_time_has_come(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """The background sleeps until then and no longer."""
    await partner.subscribe(receiver.url)
    spark.meddle(Mischief(late=timedelta(milliseconds=200)))
    began = time.perf_counter()
    spark.publish_raw(CURVE)
    await receiver.next_letter()
    assert 0.2 <= time.perf_counter() - began < 1


async def test_the_background_wakes_when_spark_behaves(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """What was kept back for a day must not take a day after all."""
    await partner.subscribe(receiver.url)
    spark.meddle(Mischief(late=timedelta(days=1)))
    spark.publish_raw(CURVE)
    await asyncio.sleep(0.05)
    assert not receiver.letters
    arrived = asyncio.create_task(receiver.next_letter())
    await asyncio.sleep(0)
    spark.behave()
    await arrived


async def test_a_stopped_spark_tells_nobody_until_it_is_started_again(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """What is published meanwhile waits."""
    await partner.subscribe(receiver.url)
    await spark.stop()
    spark.publish_raw(CURVE)
    await asyncio.sleep(0.05)
    assert not receiver.letters
    await spark.start(spark.port)
    spark.start_delivering()
    await receiver.next_letter()


async def test_deliveries_need_no_timer(
    session: ClientSession, receiver: Receiver, freezer: FrozenDateTimeFactory
) -> None:
    """Timers do not ring while a test holds the clock, and moving it is enough for a repetition."""
    spark = FakeSpark()
    await spark.start()
    partner = Partner(spark.api_url, spark.token_url, session)
    await partner.log_in()
    await partner.subscribe(receiver.url.replace("127.0.0.1", "localhost"))
    receiver.statuses = [503]
    spark.publish_raw(CURVE)
    await spark.deliver()
    freezer.tick(timedelta(seconds=5))
    await spark.deliver()
    assert [delivery.status for delivery in spark.deliveries] == [503, 200]
    await spark.stop()


@pytest.mark.parametrize(
    "url", ["https://partner.example/x", "http://192.0.2.1/", "http://127.0.0.1.example/", "http://me@192.0.2.1/"]
)
async def test_nobody_outside_this_machine_is_called(spark: FakeSpark, partner: Partner, url: str) -> None:
    """Such an attempt fails as if nobody listened, without a question to the network."""
    await partner.subscribe(url)
    with patch("tests.fake_spark.carrier.ClientSession", side_effect=AssertionError) as session:
        spark.publish_raw(CURVE)
        delivery = await first_delivery(spark)
    assert not session.called
    assert (delivery.webhook_url, delivery.status, delivery.is_timeout) == (url, None, False)


async def test_an_address_where_nobody_listens_is_a_failed_attempt(spark: FakeSpark, partner: Partner) -> None:
    """A restart of the receiver must not stop the post."""
    await partner.subscribe(f"http://127.0.0.1:{unused_port()}/")
    spark.publish_raw(CURVE)
    delivery = await first_delivery(spark)
    assert (delivery.status, delivery.is_timeout) == (None, False)


async def test_another_carrier_can_take_the_post(spark: FakeSpark, partner: Partner) -> None:
    """Tests of addresses in the cloud stand in for the network here, and nowhere else."""
    carried = []

    async def carrier(url: str, headers: Mapping[str, str], body: bytes) -> int:
        carried.append((url, headers["Content-Type"], body))
        return 202

    spark.post_office.carrier = carrier
    await partner.subscribe("https://partner.example/x")
    spark.publish_raw(CURVE)
    delivery = await first_delivery(spark)
    assert delivery.status == 202
    assert carried == [("https://partner.example/x", "application/json", delivery.body.encode())]

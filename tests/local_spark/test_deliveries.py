"""What leaves for a webhook, when, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.fake_spark import FakeSpark

from .partner import Clock, Partner
from .receiver import Receiver

CURVE: dict[str, Any] = {"payloadType": "PriceCurve", "targets": []}


def publish(spark: FakeSpark, event_id: str = "e-1", payload: Any = None) -> None:
    """Publish an event; a price curve unless said otherwise."""
    created = "2026-03-03T12:00:00.1234567+00:00"
    spark.publish_raw({"id": event_id, "createdAt": created, "payload": CURVE if payload is None else payload})


async def test_a_notification_has_an_envelope_of_its_own(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """Names differ from those of the list of events; a client that mixes them up reads nothing."""
    await partner.subscribe(receiver.url)
    publish(spark)
    await spark.deliver()
    (letter,) = receiver.letters
    assert (letter.method, letter.path, letter.content_type) == ("POST", "/notify", "application/json")
    body = letter.json
    assert isinstance(body.pop("notificationId"), str)
    assert body == {
        "eventId": "e-1",
        "eventCreatedAtUtc": "2026-03-03T12:00:00.1234567+00:00",
        "notificationSentUtc": "2026-03-04T07:30:00+00:00",
        "notificationType": "PriceCurveCreated",
        "payload": CURVE,
    }


@pytest.mark.parametrize(
    ("payload_type", "notification_type"),
    [
        ("PriceCurve", "PriceCurveCreated"),
        ("UserEligibility", "UserEligibilityUpdated"),
        ("LocationLPC", "LocationLPCRequested"),
        ("ResourceLPC", "ResourceLPCRequested"),
        ("LPCReservation", "LPCReservationCreated"),
        ("Weather", "Unknown"),
    ],
)
async def test_a_webhook_is_told_of_the_types_it_asked_for_alone(
    spark: FakeSpark, partner: Partner, receiver: Receiver, payload_type: str, notification_type: str
) -> None:
    """Payloads and notifications have different names for the same thing."""
    await partner.subscribe(receiver.url + "/all", "PriceCurveCreated", notification_type)
    await partner.subscribe(receiver.url + "/nothing", notificationTypes=[])
    publish(spark, payload={"payloadType": payload_type})
    await spark.deliver()
    assert [(each.path, each.json["notificationType"]) for each in receiver.letters] == [
        ("/notify/all", notification_type)
    ]


async def test_what_has_no_payload_is_told_to_nobody(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """A test that publishes nonsense must not stop the post."""
    await partner.subscribe(receiver.url, "Unknown")
    spark.publish_raw({"payload": None})
    spark.publish_raw({"id": 7})
    spark.publish_raw({"payload": {"payloadType": ["PriceCurve"]}})
    await spark.deliver()
    assert [letter.json["notificationType"] for letter in receiver.letters] == ["Unknown"]


async def test_only_who_is_on_when_it_happens_is_told(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """Nothing is kept for a webhook that is off, and none that comes later hears of the past."""
    publish(spark, "too early")
    webhook_id = await partner.subscribe(receiver.url)
    await partner.ask("PUT", f"/webhooks/{webhook_id}/enabled?enabled=false")
    publish(spark, "while off")
    await partner.ask("PUT", f"/webhooks/{webhook_id}/enabled?enabled=true")
    publish(spark, "while on")
    await spark.deliver()
    assert receiver.events == ["while on"]


async def test_every_webhook_is_told_under_an_id_of_its_own(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """Two webhooks at the same address get the same event twice; only the event's id says so."""
    await partner.subscribe(receiver.url)
    await partner.subscribe(receiver.url)
    publish(spark)
    await spark.deliver()
    await spark.deliver()
    assert receiver.events == ["e-1", "e-1"]
    assert len({letter.json["notificationId"] for letter in receiver.letters}) == 2


async def test_events_arrive_in_their_order(spark: FakeSpark, partner: Partner, receiver: Receiver) -> None:
    """Out of order is a mischief, not the rule."""
    await partner.subscribe(receiver.url)
    for event_id in "abc":
        publish(spark, event_id)
    await spark.deliver()
    assert receiver.events == ["a", "b", "c"]


@pytest.mark.parametrize("status", [400, 404, 500, 302])
async def test_three_repetitions_with_growing_pauses_and_then_no_more(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock, status: int
) -> None:
    """A receiver has to know the same notification again, byte for byte, and must not wait for a fifth."""
    webhook_id = await partner.subscribe(receiver.url)
    receiver.statuses = [status] * 9
    publish(spark)
    seen = []
    for _ in range(400):
        await spark.deliver()
        seen.append(len(receiver.letters))
        clock.advance(seconds=1)
    assert [seen.index(count) for count in (1, 2, 3, 4)] == [0, 5, 35, 215]
    assert seen[-1] == 4
    assert len({letter.body for letter in receiver.letters}) == 1
    assert spark.webhooks[webhook_id].status == "Unhealthy"
    assert spark.webhooks[webhook_id].enabled


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_an_acknowledgement(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock, status: int
) -> None:
    """Older documents want exactly 200, newer ones any 2xx."""
    webhook_id = await partner.subscribe(receiver.url)
    receiver.statuses = [503, status]
    publish(spark)
    await spark.deliver()
    assert spark.webhooks[webhook_id].status == "New"
    clock.advance(minutes=5)
    await spark.deliver()
    clock.advance(minutes=5)
    await spark.deliver()
    assert [delivery.status for delivery in spark.deliveries] == [503, status]
    assert spark.webhooks[webhook_id].status == "Healthy"
    assert spark.webhooks[webhook_id].analyzed_at == clock() - timedelta(minutes=5)


async def test_who_does_not_answer_in_time_has_not_been_told(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """Slow receivers are repeated to, and end as TimeOut; one success makes them healthy again."""
    webhook_id = await partner.subscribe(receiver.url)
    spark.post_office.time_limit = timedelta(milliseconds=50)
    receiver.is_deaf = True
    publish(spark)
    for _ in range(4):
        await spark.deliver()
        clock.advance(minutes=5)
    assert [(each.status, each.is_timeout) for each in spark.deliveries] == [(None, True)] * 4
    assert spark.webhooks[webhook_id].status == "TimeOut"
    receiver.is_deaf = False
    spark.post_office.time_limit = timedelta(seconds=10)
    publish(spark)
    await spark.deliver()
    assert spark.webhooks[webhook_id].status == "Healthy"


async def put_off(partner: Partner, webhook_id: str) -> None:
    """Switch a webhook off by the path that it has for that, and on again."""
    for word in ("false", "true"):
        await partner.ask("PUT", f"/webhooks/{webhook_id}/enabled", enabled=word)


async def patch_off(partner: Partner, webhook_id: str) -> None:
    """Switch a webhook off and on again by a PATCH."""
    for is_on in (False, True):
        await partner.ask("PATCH", f"/webhooks/{webhook_id}", {"enabled": is_on})


async def delete(partner: Partner, webhook_id: str) -> None:
    """Delete a webhook."""
    await partner.delete(f"/webhooks/{webhook_id}")


type Farewell = Callable[[Partner, str], Awaitable[None]]


@pytest.mark.parametrize("farewell", [put_off, patch_off, delete])
async def test_what_a_webhook_waits_for_is_forgotten_with_it(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock, farewell: Farewell
) -> None:
    """Another webhook at the same address keeps waiting for its own."""
    webhook_id = await partner.subscribe(receiver.url + "/first")
    await partner.subscribe(receiver.url + "/second")
    receiver.statuses = [503, 503]
    publish(spark)
    await spark.deliver()
    await farewell(partner, webhook_id)
    clock.advance(seconds=5)
    await spark.deliver()
    assert sorted(letter.path for letter in receiver.letters[2:]) == ["/notify/second"]


@pytest.mark.parametrize("farewell", [put_off, patch_off, delete])
async def test_a_webhook_may_go_while_it_is_told(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock, farewell: Farewell
) -> None:
    """People delete a webhook because it hangs; that must not end in a crash or a repetition."""
    webhook_id = await partner.subscribe(receiver.url)
    spark.post_office.time_limit = timedelta(milliseconds=200)
    receiver.is_deaf = True
    publish(spark, "a")
    publish(spark, "b")
    telling = asyncio.create_task(spark.deliver())
    await receiver.next_letter()
    await farewell(partner, webhook_id)
    await telling
    clock.advance(minutes=5)
    await spark.deliver()
    assert receiver.events == ["a"]


async def test_tests_may_switch_and_delete_without_a_request(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """Spark may do so by itself one day, with something still waiting."""
    first = await partner.subscribe(receiver.url)
    second = await partner.subscribe(receiver.url)
    publish(spark)
    spark.webhooks[first].enabled = False
    del spark.webhooks[second]
    await spark.deliver()
    spark.webhooks[first].enabled = True
    await spark.deliver()
    assert not receiver.letters


async def test_a_repetition_goes_to_the_new_address(
    spark: FakeSpark, partner: Partner, receiver: Receiver, clock: Clock
) -> None:
    """A wrong address that is put right still gets what it missed; the log keeps the old one."""
    webhook_id = await partner.subscribe(receiver.url + "/wrong")
    receiver.statuses = [404]
    publish(spark)
    await spark.deliver()
    await partner.ask("PATCH", f"/webhooks/{webhook_id}", {"webhookUrl": receiver.url + "/right"})
    clock.advance(seconds=5)
    await spark.deliver()
    assert [letter.path for letter in receiver.letters] == ["/notify/wrong", "/notify/right"]
    assert [each.webhook_url for each in spark.deliveries] == [f"{receiver.url}/wrong", f"{receiver.url}/right"]

"""Deliveries as no partner wants them."""

from datetime import timedelta
import json
from typing import Any

import pytest

from tests.fake_spark import FakeSpark, Mischief
from tests.fake_spark.notifications import signature

from .partner import Clock, Partner
from .receiver import Letter, Receiver

SECRET = "between-us"


@pytest.fixture
async def webhook_id(partner: Partner, receiver: Receiver) -> str:
    """Return a webhook with a secret that wants price curves."""
    return await partner.subscribe(receiver.url, webhookSecret=SECRET)


def publish(spark: FakeSpark, *event_ids: str) -> None:
    """Publish price curves."""
    for event_id in event_ids:
        spark.publish_raw({"id": event_id, "payload": {"payloadType": "PriceCurve"}})


def verifies(letter: Letter, secret: str = SECRET) -> bool:
    """Tell whether a letter is signed with a secret."""
    return letter.signature == signature(secret, letter.body.decode())


async def test_a_wrong_signature_looks_like_a_right_one(spark: FakeSpark, webhook_id: str, receiver: Receiver) -> None:
    """It has the same length and alphabet, so that only computing tells."""
    spark.meddle(Mischief(signature="wrong"))
    publish(spark, "a")
    await spark.deliver()
    spark.behave()
    publish(spark, "b")
    await spark.deliver()
    assert [(verifies(letter), len(letter.signature or "")) for letter in receiver.letters] == [(False, 44), (True, 44)]


async def test_a_wrong_signature_comes_even_without_a_secret(
    spark: FakeSpark, partner: Partner, receiver: Receiver
) -> None:
    """Who has no secret may still be sent a header."""
    await partner.subscribe(receiver.url)
    spark.meddle(Mischief(signature="wrong"))
    publish(spark, "a")
    await spark.deliver()
    assert receiver.letters[0].signature


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_the_former_secret_is_the_one_before_the_last_change(
    spark: FakeSpark, partner: Partner, webhook_id: str, receiver: Receiver, method: str
) -> None:
    """Spark may take a while to learn a new secret; a change of something else is no new secret."""
    whole = {"webhookUrl": receiver.url, "notificationTypes": ["PriceCurveCreated"], "enabled": True}
    for name in ("Home", "Cabin"):
        change = whole | {"webhookSecret": "newer", "name": name}
        await partner.ask(method, f"/webhooks/{webhook_id}", change)
    publish(spark, "a")
    await spark.deliver()
    spark.meddle(Mischief(signature="former"))
    publish(spark, "b")
    await spark.deliver()
    assert [verifies(letter, "newer") for letter in receiver.letters] == [True, False]
    assert verifies(receiver.letters[1], SECRET)


async def test_copies_are_the_same_notification(spark: FakeSpark, webhook_id: str, receiver: Receiver) -> None:
    """The same id and the same bytes, and the log has both."""
    spark.meddle(Mischief(copies=2))
    publish(spark, "a")
    await spark.deliver()
    await spark.deliver()
    assert len(receiver.letters) == 2
    assert receiver.letters[0] == receiver.letters[1]
    assert [delivery.status for delivery in spark.deliveries] == [200, 200]


async def test_a_late_notification_says_when_it_was_sent(
    spark: FakeSpark, webhook_id: str, receiver: Receiver, clock: Clock
) -> None:
    """The world's clock decides, and the event is as old as it is."""
    spark.meddle(Mischief(late=timedelta(minutes=90)))
    publish(spark, "a")
    clock.advance(minutes=89)
    await spark.deliver()
    assert not receiver.letters
    clock.advance(minutes=1)
    await spark.deliver()
    body = receiver.letters[0].json
    assert (body["eventCreatedAtUtc"], body["notificationSentUtc"]) == (
        "2026-03-04T07:30:00+00:00",
        "2026-03-04T09:00:00+00:00",
    )


async def test_what_was_kept_back_comes_when_spark_behaves(
    spark: FakeSpark, webhook_id: str, receiver: Receiver
) -> None:
    """Late is not lost."""
    spark.meddle(Mischief(late=timedelta(days=1)))
    publish(spark, "a")
    await spark.deliver()
    spark.behave()
    await spark.deliver()
    assert receiver.events == ["a"]


async def test_the_newest_can_come_first(spark: FakeSpark, webhook_id: str, receiver: Receiver) -> None:
    """Nobody promises an order."""
    spark.meddle(Mischief(newest_first=True))
    publish(spark, "a", "b", "c")
    await spark.deliver()
    assert receiver.events == ["c", "b", "a"]


async def test_a_lost_notification_never_comes(
    spark: FakeSpark, partner: Partner, webhook_id: str, receiver: Receiver, clock: Clock
) -> None:
    """The event stays in the list, which is where a client has to look for it."""
    spark.meddle(Mischief(lost=True))
    publish(spark, "a")
    await spark.deliver()
    spark.behave()
    publish(spark, "b")
    await spark.deliver()
    clock.advance(hours=1)
    await spark.deliver()
    assert receiver.events == ["b"]
    assert [delivery.event_id for delivery in spark.deliveries] == ["b"]
    assert [event["id"] for event in await partner.events()] == ["b", "a"]


@pytest.mark.parametrize(("kind", "is_signed"), [("right", True), ("wrong", False)])
async def test_half_a_body_is_no_json_and_may_be_signed(
    spark: FakeSpark, webhook_id: str, receiver: Receiver, clock: Clock, kind: Any, *, is_signed: bool
) -> None:
    """A good signature proves who sent something, not that it can be read; the repetition is whole again."""
    receiver.statuses = [400]
    spark.meddle(Mischief(is_cut=True, signature=kind))
    publish(spark, "a")
    await spark.deliver()
    spark.behave()
    clock.advance(seconds=5)
    await spark.deliver()
    half, whole = receiver.letters
    with pytest.raises(json.JSONDecodeError):
        _ = half.json
    assert verifies(half) is is_signed
    assert whole.body.startswith(half.body)
    assert whole.json["eventId"] == "a"

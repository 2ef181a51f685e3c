"""The signature, against vectors that another tool computed (``openssl dgst -sha256 -hmac``)."""

from typing import Any

import pytest

from tests.fake_spark import FakeSpark, Mischief
from tests.fake_spark.notifications import signature

from .partner import Clock
from .receiver import Receiver

BODY = (
    '{"notificationId":"n-1","eventId":"e-1","eventCreatedAtUtc":"2026-03-03T12:00:00+00:00",'
    '"notificationSentUtc":"2026-03-04T07:30:00+00:00","notificationType":"PriceCurveCreated",'
    '"payload":{"note":"blåbær","payloadType":"PriceCurve"}}\n'
)
OF_BODY = "z3sMzTU/IrS1A4w7rGl8cfvpNRG2ssTs2XDyQm9sy7I="
OF_BODY_BY_FORMER = "uDCny+bJ0KiR9swFYU8KjSm6X2et3XwBqRVmM50nEa0="
OF_FIRST_HALF = "rAsZOK2chNUjGhJxlORlKyQshAdKYAdHPTJWpKMWyA4="


def have_one_to_send(spark: FakeSpark, clock: Clock, url: str, secret: str | None) -> None:
    """Let a Spark come back with a notification that is still to be sent, so that all its ids are known."""
    now = clock().isoformat()
    payload = {"note": "blåbær", "payloadType": "PriceCurve"}
    event = {"eventId": "e-1", "eventCreatedAtUtc": "2026-03-03T12:00:00+00:00", "payload": payload}
    notification = {"notification_id": "n-1", "webhook_id": "w-1", "notification_type": "PriceCurveCreated"}
    webhook = {"webhook_id": "w-1", "url": url, "created_at": now, "modified_at": now, "analyzed_at": now}
    secrets: dict[str, Any] = {"secret": secret, "former_secret": "former", "notification_types": []}
    waiting = {"webhooks": [webhook | secrets], "notifications": [notification | {"event": event, "due": now}]}
    spark.load_json(spark.to_json() | waiting)


@pytest.mark.parametrize(
    ("secret", "body", "expected"),
    [
        ("between-us", '{"eventId": "e-1"}', "HQvnXw6Pa5AOc3BoYEE9IfaW0xyWZloJAv/DVwu/aw4="),
        ("blåbær", '{"eventId": "e-1"}', "04gx8XUqQ9Om+VBVm0DuX9k9VG2ASeHaoKmQPA7Mix8="),
        ("between-us", '{"note": "blåbær"}\n', "BgwJUQh37t9Pi9Miu3XnD6V+gPb9cs44v/++WlyWZtc="),
    ],
    ids=["plain", "a key beyond ASCII", "a body beyond ASCII, with its newline"],
)
def test_a_signature_is_the_one_that_others_compute(secret: str, body: str, expected: str) -> None:
    """Key and message are UTF-8, and the alphabet of Base64 is the standard one, with its padding."""
    assert signature(secret, body) == expected


@pytest.mark.parametrize(
    ("secret", "expected"),
    [("between-us", OF_BODY), ("nøkkel", "ZfGoU2y58d7bPW7s0Z01qeUm2yllFcd5zVO+W6FZpRs="), (None, None)],
)
async def test_what_is_signed_are_the_bytes_that_are_sent(
    spark: FakeSpark, receiver: Receiver, clock: Clock, secret: str | None, expected: str | None
) -> None:
    """A client that reads and writes the JSON before it checks has other bytes."""
    have_one_to_send(spark, clock, receiver.url, secret)
    await spark.deliver()
    assert [(letter.body.decode(), letter.signature) for letter in receiver.letters] == [(BODY, expected)]
    assert spark.deliveries[0].signature == expected


@pytest.mark.parametrize(
    ("mischief", "expected"),
    [
        (Mischief(signature="former"), OF_BODY_BY_FORMER),
        (Mischief(signature="none"), None),
        (Mischief(is_cut=True), OF_FIRST_HALF),
    ],
    ids=["former secret", "not signed", "half a body"],
)
async def test_a_bad_signature_is_bad_in_the_way_that_was_asked_for(
    spark: FakeSpark, receiver: Receiver, clock: Clock, mischief: Mischief, expected: str | None
) -> None:
    """A mischief that is bad by accident would let a client pass for the wrong reason."""
    have_one_to_send(spark, clock, receiver.url, "between-us")
    spark.meddle(mischief)
    await spark.deliver()
    assert [letter.signature for letter in receiver.letters] == [expected]

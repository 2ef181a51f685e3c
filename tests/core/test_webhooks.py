"""Webhooks and notifications on the wire, and the client's methods against a local Spark."""

from datetime import UTC, datetime
import json
from typing import Any

import pytest

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.errors import SparkDataError, SparkRequestError
from custom_components.volue_spark.spark.models import EventId, Notification, NotificationId, Webhook, WebhookId
from tests.core.samples import answering, paths
from tests.fake_spark import FakeSpark, Fault

URL = "https://home.example/api/webhook/abc"
TYPES = ["PriceCurveCreated", "UserEligibilityUpdated", "LocationLPCRequested", "ResourceLPCRequested"]
ALL = [*TYPES, "LPCReservationCreated"]
NOTHING = Notification(None, None, None)


def listed(**changed: object) -> dict[str, object]:
    """Return a webhook as Spark lists it, with some members changed."""
    usual = {"webhookId": "hook-1", "webhookUrl": URL, "notificationTypes": ALL, "enabled": True, "status": "Healthy"}
    return usual | changed


def test_a_webhook_is_read_with_all_that_we_look_after() -> None:
    """What is read wrongly is changed at Spark again and again."""
    ours = Webhook(WebhookId("hook-1"), URL, frozenset(ALL), is_enabled=True, is_healthy=True)
    assert wire.webhooks({"webhooks": [listed(name="other", webhookSecret="never shown", more=1)]}) == (ours,)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        1,
        "hook",
        [],
        {},
        listed(webhookId=None),
        listed(webhookId=""),
        listed(webhookUrl=5),
        listed(notificationTypes=5),
    ],
)
def test_what_another_customer_has_there_never_hides_ours(broken: object) -> None:
    """Others on the account may keep what we cannot read: ours would be registered again every day."""
    assert [found.webhook_id for found in wire.webhooks({"webhooks": [broken, listed()]})] == ["hook-1"]


@pytest.mark.parametrize("body", [None, [], {}, {"webhooks": None}, {"webhooks": {}}, "webhooks"])
def test_an_answer_without_a_list_is_not_an_empty_list(body: object) -> None:
    """A gateway's page would let us register a second webhook."""
    with pytest.raises(SparkDataError):
        wire.webhooks(body)


@pytest.mark.parametrize(
    ("status", "is_healthy"),
    [
        ("New", True),
        ("Healthy", True),
        ("Unhealthy", False),
        ("TimeOut", False),
        ("Paused", True),
        (None, True),
        (3, True),
    ],
)
def test_only_a_status_that_says_so_is_bad(status: object, *, is_healthy: bool) -> None:
    """A word that Spark invents tomorrow must not make a repair."""
    assert wire.webhook(listed(status=status)).is_healthy is is_healthy


@pytest.mark.parametrize(("enabled", "is_enabled"), [(True, True), (False, False), (None, True)])
def test_a_webhook_is_off_only_where_spark_says_so(enabled: object, *, is_enabled: bool) -> None:
    """The answer to a creation need not say it."""
    assert wire.webhook(listed(enabled=enabled)).is_enabled is is_enabled


@pytest.mark.parametrize(
    ("found", "secret", "changes"),
    [
        ({}, None, {}),
        ({"notificationTypes": [*ALL[::-1], "PriceCurveCreated"]}, None, {}),
        ({}, "new", {"webhookSecret": "new"}),
        ({"webhookUrl": "https://old.example/api/webhook/abc"}, None, {"webhookUrl": URL}),
        ({"enabled": False}, None, {"enabled": True}),
        ({"notificationTypes": TYPES[:1]}, None, {"notificationTypes": ALL}),
        ({"notificationTypes": None}, None, {"notificationTypes": ALL}),
        ({"notificationTypes": [*ALL, "Unknown"]}, None, {"notificationTypes": ALL}),
        ({"notificationTypes": [*ALL, 5]}, None, {}),
        ({"status": "Unhealthy"}, None, {}),
    ],
)
def test_only_what_differs_is_changed(found: dict[str, object], secret: str | None, changes: dict[str, object]) -> None:
    """What a person set on Spark's own pages, such as the name, stays."""
    assert wire.webhook_changes(wire.webhook(listed(**found)), URL, secret) == changes


NAMED: dict[str, Any] = {"notificationId": "n-1", "eventId": "e-1"}


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (
            NAMED | {"eventCreatedAtUtc": "2027-06-01T10:00:00.1234567+00:00", "notificationType": "PriceCurveCreated"},
            Notification(NotificationId("n-1"), EventId("e-1"), datetime(2027, 6, 1, 10, 0, 0, 123456, UTC)),
        ),
        (
            NAMED | {"notificationType": "SomethingNew", "payload": 5},
            Notification(NotificationId("n-1"), EventId("e-1")),
        ),
        (NAMED | {"eventCreatedAtUtc": "soon"}, Notification(NotificationId("n-1"), EventId("e-1"))),
        (NAMED | {"notificationId": None}, Notification(None, EventId("e-1"))),
        (NAMED | {"eventId": 5}, Notification(NotificationId("n-1"), None)),
        (NAMED | {"eventId": ""}, Notification(NotificationId("n-1"), None)),
        ({}, NOTHING),
        ([], NOTHING),
        ("n-1", NOTHING),
        (None, NOTHING),
    ],
)
def test_of_a_notification_only_its_names_are_read(body: object, read: Notification) -> None:
    """What it says of the curve is asked for: a payload in a new form must not cost the news."""
    assert wire.notification(json.dumps(body).encode()) == read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"eventId":"e-1"} and more',
        b'{"eventId":"\xe6"}',
        json.dumps(NAMED).encode("utf-8-sig"),
        json.dumps(NAMED).encode("utf-16"),
        b"[" * 200_000,
        b'{"eventId":' + b"9" * 10_000 + b"}",
    ],
    ids=["empty", "cut", "with more behind", "latin-1", "with a BOM", "UTF-16", "deep", "a huge number"],
)
def test_what_is_no_json_in_utf_8_is_said_to_be_none(body: bytes) -> None:
    """Spark's bodies are; nothing else may raise anything else."""
    with pytest.raises(SparkDataError):
        wire.notification(body)


async def test_a_webhook_is_made_found_changed_and_deleted(client: SparkClient, fake_spark: FakeSpark) -> None:
    """All that the shell asks for, and no request more."""
    made = await client.create_webhook(URL, "secret 1")
    [there] = fake_spark.webhooks.values()
    assert (there.url, there.secret, set(there.notification_types)) == (URL, "secret 1", set(ALL))
    assert await client.webhooks() == (made,)
    await client.change_webhook(made, URL)
    await client.change_webhook(made, f"{URL}d", "secret 2")
    assert (there.url, there.secret, there.enabled) == (f"{URL}d", "secret 2", True)
    await client.delete_webhook(made.webhook_id)
    await client.delete_webhook(made.webhook_id)
    assert await client.webhooks() == ()
    path = f"/energy-coordination/v1/webhooks/{made.webhook_id}"
    changing = [asked for asked in paths(fake_spark) if "GET" not in asked]
    assert [asked.replace(path, "…") for asked in changing[1:]] == ["PATCH …", "DELETE …", "DELETE …"]


async def test_a_spark_without_webhooks_is_told_from_an_account_without_any(
    client: SparkClient, fake_spark: FakeSpark
) -> None:
    """Polling is the answer to the one, registering to the other."""
    fake_spark.fail("GET", "/webhooks", Fault(status=404))
    with pytest.raises(SparkRequestError) as refused:
        await client.webhooks()
    assert refused.value.status == 404
    fake_spark.fail("GET", "/webhooks", answering({"webhooks": []}))
    assert await client.webhooks() == ()

"""Webhooks as Spark lists and wants them, and the notifications that it sends there."""

from collections.abc import Iterator
from datetime import datetime
import json

from ..errors import SparkDataError
from ..models import EventId, Notification, NotificationId, Webhook, WebhookId
from .values import instant, items, members, required_items, text

# Shown by Spark's own pages; it tells nothing about the household.
_NAME = "Home Assistant"
# Specified: the types of notifications; all that we read events of.
_TYPES = (
    "PriceCurveCreated",
    "UserEligibilityUpdated",
    "LocationLPCRequested",
    "ResourceLPCRequested",
    "LPCReservationCreated",
)
# Specified: New, Healthy, Unhealthy, TimeOut. A status that we do not know is no reason to worry.
_UNHEALTHY = {"Unhealthy", "TimeOut"}


def webhooks(body: object) -> tuple[Webhook, ...]:
    """Read all webhooks of the account; one that cannot be read is not ours."""
    return tuple(_readable(required_items(members(body, "the answer").get("webhooks"), "webhooks")))


def _readable(listed: list[object]) -> Iterator[Webhook]:
    for item in listed:
        try:
            yield webhook(item)
        except SparkDataError:
            continue


def webhook(body: object) -> Webhook:
    """Read one webhook; one that does not say otherwise is enabled (assumed)."""
    told = members(body, "the webhook")
    return Webhook(
        WebhookId(text(told, "webhookId")),
        text(told, "webhookUrl"),
        frozenset(kind for kind in items(told.get("notificationTypes"), "types") if isinstance(kind, str)),
        is_enabled=told.get("enabled") is not False,
        is_healthy=told.get("status") not in _UNHEALTHY,
    )


def webhook_request(url: str, secret: str) -> dict[str, object]:
    """Return the body of ``POST /webhooks``."""
    return {"name": _NAME, "webhookUrl": url, "webhookSecret": secret, "notificationTypes": list(_TYPES)}


def webhook_changes(found: Webhook, url: str, secret: str | None) -> dict[str, object]:
    """Return the body that changes what differs; empty where nothing does.

    A ``secret`` is always sent: Spark never shows the one it has (specified).
    """
    changes: dict[str, object] = {}
    if found.url != url:
        changes["webhookUrl"] = url
    if secret is not None:
        changes["webhookSecret"] = secret
    if found.types != set(_TYPES):
        changes["notificationTypes"] = list(_TYPES)
    if not found.is_enabled:
        changes["enabled"] = True
    return changes


def notification(body: bytes) -> Notification:
    """Read what a notification is about: its own id, its event's, and when that was made.

    Nothing else in it is used: the events are asked for. What is in it that
    cannot be read is None. Raises SparkDataError where it is no JSON in UTF-8.
    """
    try:
        told = json.loads(body.decode())
    except (ValueError, RecursionError) as err:
        raise SparkDataError("the notification is not JSON") from err
    named = told if isinstance(told, dict) else {}
    notification_id, event_id = _id(named.get("notificationId")), _id(named.get("eventId"))
    return Notification(
        NotificationId(notification_id) if notification_id else None,
        EventId(event_id) if event_id else None,
        _made_at(named.get("eventCreatedAtUtc")),
    )


def _id(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _made_at(value: object) -> datetime | None:
    try:
        return instant(value)
    except SparkDataError:
        return None

"""Whom an event is told to, and the letter that is written to them."""

import base64
import hmac
import json
from uuid import uuid4

from .assumptions import is_told
from .state import Notification, StoredEvent, World
from .wire import JsonObject, to_wire

UNKNOWN = "Unknown"
TYPE_OF_PAYLOAD = {
    "PriceCurve": "PriceCurveCreated",
    "UserEligibility": "UserEligibilityUpdated",
    "LocationLPC": "LocationLPCRequested",
    "ResourceLPC": "ResourceLPCRequested",
    "LPCReservation": "LPCReservationCreated",
}
NOTIFICATION_TYPES = (UNKNOWN, *TYPE_OF_PAYLOAD.values())


def notify(world: World, event: StoredEvent) -> None:
    """Have every webhook that wants the event told of it; one without a payload is told to nobody."""
    payload = event.body.get("payload")
    if not isinstance(payload, dict):
        return
    notification_type = TYPE_OF_PAYLOAD.get(str(payload.get("payloadType")), UNKNOWN)
    for webhook in world.webhooks.values():
        if is_told(webhook, notification_type):
            new = Notification(str(uuid4()), webhook.webhook_id, notification_type, content_of(event), world.now())
            world.notifications[new.notification_id] = new


def content_of(event: StoredEvent) -> JsonObject:
    """Return what a notification takes over from its event."""
    return {
        "eventId": event.event_id,
        "eventCreatedAtUtc": event.body.get("createdAt", to_wire(event.created_at)),
        "payload": event.body["payload"],
    }


def forget_notifications(world: World, webhook_id: str) -> None:
    """Let a webhook never hear of what was still to be sent to it."""
    waiting = [each.notification_id for each in world.notifications.values() if each.webhook_id == webhook_id]
    for notification_id in waiting:
        del world.notifications[notification_id]


def written(notification: Notification, sent: str) -> str:
    """Return a notification as it is sent."""
    body = {
        "notificationId": notification.notification_id,
        "eventId": notification.event["eventId"],
        "eventCreatedAtUtc": notification.event["eventCreatedAtUtc"],
        "notificationSentUtc": sent,
        "notificationType": notification.notification_type,
        "payload": notification.event["payload"],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"


def signature(secret: str, body: str) -> str:
    """Return Base64 of the HMAC-SHA256 of a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body.encode(), "sha256")).decode()

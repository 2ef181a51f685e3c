"""The endpoints of the log: every attempt to deliver a notification."""

from .answers import Answer, Call, MissingError, ok
from .assumptions import TENANT_ID
from .paging import page_of
from .state import Delivery, World
from .wire import JsonObject, to_wire


def delivery_json(delivery: Delivery) -> JsonObject:
    """Return an attempt as Spark answers it."""
    return {
        "webhookId": delivery.webhook_id,
        "tenantId": TENANT_ID,
        "partnerEventId": delivery.event_id,
        "notificationId": delivery.notification_id,
        "notificationType": delivery.notification_type,
        "notificationSent": to_wire(delivery.sent_at),
        "sparkSignature": delivery.signature,
        "webhookUrl": delivery.webhook_url,
        "requestTimeout": delivery.is_timeout,
        "responseStatusCode": delivery.status,
        "requestDurationMs": delivery.duration_ms,
    }


def list_log(world: World, call: Call) -> Answer:
    """GET /webhooks/logs, newest first."""
    asked = call.query.get("webhookId")
    found = [each for each in reversed(world.deliveries) if asked in (None, each.webhook_id)]
    return ok(page_of("webhookNotificationLogs", [delivery_json(each) for each in found], call.query))


def get_log(world: World, call: Call) -> Answer:
    """GET /webhooks/logs/{notificationId}."""
    asked = call.ids["notification_id"]
    last = next((each for each in reversed(world.deliveries) if each.notification_id == asked), None)
    if last is None:
        raise MissingError(about="notificationId", why="is not known")
    return ok({"webhookNotificationLog": delivery_json(last), "notificationContent": last.body})

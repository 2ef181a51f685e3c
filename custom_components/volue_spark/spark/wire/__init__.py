"""JSON <-> models, both directions; the only room that knows Spark's spelling."""

from .curves import price_curve_body
from .events import events_kept, events_page, simulated_event_id
from .homes import (
    is_eligible,
    is_enrolled,
    location_changes,
    location_request,
    locations,
    resource_request,
    resources,
    user_request,
    users,
)
from .ids import ids_in
from .kept import event_body, event_kept, kept_body, kept_events
from .reports import (
    compensations,
    encoded,
    held_back_by,
    hours_told,
    is_report,
    locations_told,
    report_id,
    report_request,
    usages_told,
)
from .webhooks import notification, webhook, webhook_changes, webhook_request, webhooks

__all__ = [
    "compensations",
    "encoded",
    "event_body",
    "event_kept",
    "events_kept",
    "events_page",
    "held_back_by",
    "hours_told",
    "ids_in",
    "is_eligible",
    "is_enrolled",
    "is_report",
    "kept_body",
    "kept_events",
    "location_changes",
    "location_request",
    "locations",
    "locations_told",
    "notification",
    "price_curve_body",
    "report_id",
    "report_request",
    "resource_request",
    "resources",
    "simulated_event_id",
    "usages_told",
    "user_request",
    "users",
    "webhook",
    "webhook_changes",
    "webhook_request",
    "webhooks",
]

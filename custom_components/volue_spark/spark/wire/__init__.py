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
from .reports import compensations, energy_told, is_report, locations_told, report_id, report_request

__all__ = [
    "compensations",
    "energy_told",
    "events_kept",
    "events_page",
    "ids_in",
    "is_eligible",
    "is_enrolled",
    "is_report",
    "location_changes",
    "location_request",
    "locations",
    "locations_told",
    "price_curve_body",
    "report_id",
    "report_request",
    "resource_request",
    "resources",
    "simulated_event_id",
    "user_request",
    "users",
]

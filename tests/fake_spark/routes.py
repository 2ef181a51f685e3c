"""Every endpoint in one table, with the shape of its refusals."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPMethod, HTTPStatus

from . import (
    assumptions,
    compensation,
    delivery_log,
    events,
    locations,
    programme,
    reports,
    resources,
    simulation,
    users,
    webhooks,
)
from .answers import Answer, Endpoint, MissingError, RefusedError, as_nothing, as_problem, as_text

type Shape = Callable[[RefusedError], Answer]

GET, POST, PUT, PATCH, DELETE = HTTPMethod.GET, HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.PATCH, HTTPMethod.DELETE

USER = "/users/{user_id}"
LOCATION = USER + "/locations/{location_id}"
ENROLLMENT = USER + "/enrollment"
RESOURCE = "/resources/{resource_id}"
WEBHOOK = "/webhooks/{webhook_id}"


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint; ``bad`` is the shape of a 400, ``missing`` that of a 404."""

    method: HTTPMethod
    path: str
    endpoint: Endpoint
    bad: Shape = as_text
    missing: Shape = as_nothing
    reads_body: bool = False

    def refuse(self, refused: RefusedError) -> Answer:
        """Return a refusal in the shape that this endpoint gives it."""
        if refused.status == HTTPStatus.BAD_REQUEST:
            return self.bad(refused)
        return self.missing(refused) if isinstance(refused, MissingError) else as_nothing(refused)


def vehicle_of_nobody(refused: RefusedError) -> Answer:
    """Return the refusal of a vehicle whose user does not exist."""
    return replace(as_problem(refused), status=assumptions.VEHICLE_OF_NOBODY)


def unknown_notification(refused: RefusedError) -> Answer:
    """Return the refusal of a notification that is not in the log."""
    return replace(as_problem(refused), status=assumptions.NOTIFICATION_UNKNOWN)


def with_body(method: HTTPMethod, path: str, endpoint: Endpoint, bad: Shape = as_text) -> Route:
    """Return a route that reads a JSON body."""
    return Route(method, path, endpoint, bad, reads_body=True)


ROUTES = (
    Route(GET, "/events", events.list_events, bad=as_problem),
    Route(GET, "/events/{event_id}", events.get_event, bad=as_problem),
    with_body(POST, "/reports", reports.post_report),
    Route(GET, RESOURCE, resources.get_resource, missing=as_text),
    Route(DELETE, RESOURCE, resources.delete_resource),
    with_body(POST, "/simulation/events/pricecurve", simulation.post_price_curve),
    Route(POST, "/simulation/events/usereligibility", simulation.post_user_eligibility),
    Route(POST, "/simulation/partner", simulation.post_partner),
    Route(DELETE, "/simulation/partner", simulation.delete_partner),
    Route(GET, "/users", users.list_users),
    with_body(POST, "/users", users.post_user),
    with_body(POST, "/users/batch", users.post_users),
    # A user whose id is "eligible" is shadowed by this one, as at Spark.
    Route(GET, "/users/eligible", programme.list_eligible, bad=as_problem),
    with_body(POST, "/users/locations/batch", locations.post_locations),
    Route(GET, USER, users.get_user),
    Route(DELETE, USER, users.delete_user),
    Route(GET, USER + "/locations", locations.list_locations),
    with_body(POST, USER + "/locations", locations.post_location),
    Route(GET, LOCATION, locations.get_location),
    with_body(PUT, LOCATION, locations.put_location),
    with_body(PATCH, LOCATION, locations.patch_location),
    Route(DELETE, LOCATION, locations.delete_location),
    Route(GET, LOCATION + "/resources", resources.list_bound),
    Route(POST, LOCATION + "/resources", resources.post_resource, missing=as_text, reads_body=True),
    Route(POST, USER + "/vehicles", resources.post_vehicle, as_problem, vehicle_of_nobody, reads_body=True),
    Route(GET, USER + "/resources", resources.list_of_user),
    Route(GET, ENROLLMENT, programme.get_enrollment),
    Route(POST, ENROLLMENT, programme.post_enrollment),
    Route(DELETE, ENROLLMENT, programme.delete_enrollment),
    Route(GET, USER + "/eligibility", programme.get_eligibility),
    Route(GET, USER + "/compensation", compensation.get_compensation),
    Route(GET, "/meters/{meter_point_id}/eligible", programme.get_meter_point),
    Route(GET, "/webhooks", webhooks.list_webhooks),
    with_body(POST, "/webhooks", webhooks.post_webhook, bad=as_problem),
    # No webhook is ever called "logs", but a client could ask for it.
    Route(GET, "/webhooks/logs", delivery_log.list_log, bad=as_problem),
    Route(GET, "/webhooks/logs/{notification_id}", delivery_log.get_log, bad=as_problem, missing=unknown_notification),
    Route(GET, WEBHOOK, webhooks.get_webhook, bad=as_problem),
    with_body(PUT, WEBHOOK, webhooks.put_webhook, bad=as_problem),
    with_body(PATCH, WEBHOOK, webhooks.patch_webhook, bad=as_problem),
    Route(DELETE, WEBHOOK, webhooks.delete_webhook, bad=as_problem, missing=as_text),
    Route(PUT, WEBHOOK + "/enabled", webhooks.put_enabled, bad=as_problem),
)

"""Events: what Spark tells us, read from its answers and written to our own disk in the same form."""

from collections.abc import Iterable

from ..errors import SparkDataError
from ..models import (
    EventId,
    EventsPage,
    Ours,
    Payload,
    PowerLimitPayload,
    PriceCurvePayload,
    SparkEvent,
    UnknownPayload,
    UserEligibilityPayload,
    UserId,
)
from .curves import Remark, price_curve_body, price_curve_payload
from .limits import LIMIT_TYPES, power_limit_body, power_limit_payload
from .values import instant, items, members, text


def events_page(body: object, ours: Ours) -> EventsPage:
    """Read one page; what is unreadable or unknown becomes a remark, not an error.

    Targets and users that are not ours are dropped here, so that other customers
    of the same account are never held. A bare array is a page without a next one.
    """
    page = {"events": body} if isinstance(body, list) else members(body, "the events page")
    remarks: list[str] = []
    events: list[SparkEvent] = []
    for item in items(page.get("events"), "events"):
        said: list[str] = []
        try:
            events.append(_event(item, ours, said.append))
        except SparkDataError as err:
            said.append(f"skipped, {err}")
        name = item.get("id") if isinstance(item, dict) else "without id"
        remarks += [f"event {name}: {remark}" for remark in said]
    return EventsPage(tuple(events), tuple(remarks), _next_page(page.get("pagination")))


def _next_page(pagination: object) -> int | None:
    found = members(pagination or {}, "pagination").get("nextPage")
    return found if isinstance(found, int) and found > 0 else None


def _event(item: object, ours: Ours, remark: Remark) -> SparkEvent:
    body = members(item, "the event")
    return SparkEvent(
        EventId(text(body, "id")),
        instant(body.get("createdAt")),
        _payload(members(body.get("payload"), "the payload"), ours, remark),
    )


def _payload(body: dict[str, object], ours: Ours, remark: Remark) -> Payload:
    match text(body, "payloadType"):
        case "PriceCurve":
            return price_curve_payload(body, ours, remark)
        case "UserEligibility":
            return UserEligibilityPayload(_users(body.get("addedUsers"), ours), _users(body.get("removedUsers"), ours))
        case payload_type if payload_type in LIMIT_TYPES:
            return power_limit_payload(payload_type, body, ours, remark)
        case payload_type:
            remark(f"payload type {payload_type} is not known, nothing is done about it")
            return UnknownPayload(payload_type)


def _users(value: object, ours: Ours) -> tuple[UserId, ...] | None:
    """Return which of ours are listed, nobody where all are others; None where there is no list."""
    if value is None:
        return None
    listed = items(value, "the list of users")
    return tuple(UserId(user) for user in listed if isinstance(user, str) and user in ours.users)


def events_kept(events: Iterable[SparkEvent]) -> list[object]:
    """Return events as ``events_page`` reads them, with nothing in them that it dropped."""
    return [
        {"id": event.event_id, "createdAt": event.created_at.isoformat(), "payload": _payload_body(event.payload)}
        for event in events
    ]


def _payload_body(payload: Payload) -> dict[str, object]:
    match payload:
        case PriceCurvePayload():
            return {"payloadType": "PriceCurve"} | price_curve_body(payload)
        case UserEligibilityPayload():
            lists = {"addedUsers": payload.added_users, "removedUsers": payload.removed_users}
            return {"payloadType": "UserEligibility"} | {
                key: list(users) for key, users in lists.items() if users is not None
            }
        case PowerLimitPayload():
            return power_limit_body(payload)
    return {"payloadType": payload.payload_type}


def simulated_event_id(body: object) -> EventId:
    """Return the id of the event that the sandbox made."""
    return EventId(text(members(members(body, "the answer").get("simulatedEvent"), "simulatedEvent"), "id"))

"""Events: what Spark tells us, and the price curve that a sandbox is asked to make up."""

from collections.abc import Callable

from ..errors import SparkDataError
from ..models import (
    CurvePoint,
    EventId,
    EventsPage,
    LocationId,
    Ours,
    Payload,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
    UnknownPayload,
    UserEligibilityPayload,
    UserId,
)
from .values import instant, items, length, members, number, span, text

_KWH_PER_UNIT = {"kWh": 1.0, "MWh": 1000.0}
# Assumed: nobody pays this much for one kWh; Volue's own examples stay below 1,000.
_ABSURD_PRICE_PER_KWH = 10_000.0

type Remark = Callable[[str], None]


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
            return _price_curve_payload(body, ours, remark)
        case "UserEligibility":
            return UserEligibilityPayload(_users(body.get("addedUsers"), ours), _users(body.get("removedUsers"), ours))
        case payload_type:
            remark(f"payload type {payload_type} is not known, nothing is done about it")
            return UnknownPayload(payload_type)


def _users(value: object, ours: Ours) -> tuple[UserId, ...] | None:
    """Return which of ours are listed, nobody where all are others; None where there is no list."""
    if value is None:
        return None
    listed = items(value, "the list of users")
    return tuple(UserId(user) for user in listed if isinstance(user, str) and user in ours.users)


def _price_curve_payload(body: dict[str, object], ours: Ours, remark: Remark) -> PriceCurvePayload:
    return PriceCurvePayload(
        tuple(_targets(items(body.get("targets"), "targets"), ours, remark)),
        _price_curve(members(body.get("priceCurveDelta"), "priceCurveDelta"), remark),
        str(body.get("priceArea") or "Unknown"),
    )


def _targets(listed: list[object], ours: Ours, remark: Remark) -> list[Target]:
    targets = []
    for item in listed:
        try:
            targets.append(_target(members(item, "a target")))
        except SparkDataError as err:
            remark(f"a target is left out, {err}")
    return [target for target in targets if target.resource_id in ours.resources]


def _target(body: dict[str, object]) -> Target:
    return Target(ResourceId(text(body, "resourceId")), LocationId(text(body, "locationId")))


def _price_curve(body: dict[str, object], remark: Remark) -> PriceCurve:
    # Unit and resolution are optional in Volue's file; both have one documented value.
    unit = body.get("energyUnit") or "kWh"
    if unit not in _KWH_PER_UNIT:
        raise SparkDataError(f"energy unit {unit} is not known")
    points = tuple(_points(items(body.get("points"), "points"), _KWH_PER_UNIT[str(unit)], remark))
    return PriceCurve(points, length(body.get("resolution") or "01:00:00"), text(body, "currency"))


def _points(listed: list[object], kwh_per_unit: float, remark: Remark) -> list[CurvePoint]:
    points = []
    for item in listed:
        try:
            points.append(_point(members(item, "a point"), kwh_per_unit))
        except SparkDataError as err:
            problem = err
    if left_out := len(listed) - len(points):
        remark(f"{left_out} of {len(listed)} points left out, the last because {problem}")
    return points


def _point(body: dict[str, object], kwh_per_unit: float) -> CurvePoint:
    price = number(body.get("price")) / kwh_per_unit
    if abs(price) > _ABSURD_PRICE_PER_KWH:
        raise SparkDataError("a price is absurd")
    return CurvePoint(instant(body.get("timestamp")), price)


def price_curve_simulation(payload: PriceCurvePayload) -> dict[str, object]:
    """Return the body of ``simulation/events/pricecurve``, prices per kWh."""
    curve = payload.curve
    return {
        "targets": [{"resourceId": target.resource_id, "locationId": target.location_id} for target in payload.targets],
        "priceCurveDelta": {
            "points": [{"price": point.price, "timestamp": point.start.isoformat()} for point in curve.points],
            "energyUnit": "kWh",
            "currency": curve.currency,
            "resolution": span(curve.resolution),
        },
        "priceArea": payload.price_area,
    }


def simulated_event_id(body: object) -> EventId:
    """Return the id of the event that the sandbox made."""
    return EventId(text(members(members(body, "the answer").get("simulatedEvent"), "simulatedEvent"), "id"))

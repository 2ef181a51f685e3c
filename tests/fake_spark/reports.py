"""The endpoint of reports."""

from uuid import uuid4

from . import assumptions
from .answers import Answer, Call, RefusedError, ok
from .published import PublishedCurve, published_curve
from .reading import Fields
from .state import Report, StoredEvent, Usage, World
from .wire import JsonObject, from_time_span, from_wire, to_wire

REPORT_TYPES = (
    "EnergyUsage",
    "LocationEnergyUsage",
    "LocationEnergyUsagePlan",
    "ResourceLPCAcknowledgement",
    "LocationLPCAcknowledgement",
)


def post_report(world: World, call: Call) -> Answer:
    """POST /reports: all of its payloads or none."""
    fields = Fields.of(call.body)
    event = reported_event(world, fields.text("eventId"))
    payloads = fields.children("payloads")
    if not payloads:
        raise RefusedError(about="payloads", why="are required", status=assumptions.EMPTY_REPORT)
    usages = tuple(usage for payload in payloads for usage in read_payload(payload, event))
    report = Report(str(uuid4()), event.event_id, world.now(), fields.members, usages)
    world.reports.append(report)
    return ok(report_json(report))


def report_json(report: Report) -> JsonObject:
    """Return a report as Spark answers it: not a word of what was in it."""
    return {"id": report.report_id, "eventId": report.event_id, "createdAt": to_wire(report.created_at)}


def reported_event(world: World, event_id: str) -> StoredEvent:
    """Return the event that a report is about; an unknown one is a bad request, not a missing one."""
    if event_id not in world.events:
        raise RefusedError(about="eventId", why="is not known")
    return world.events[event_id]


def read_payload(fields: Fields, event: StoredEvent) -> list[Usage]:
    """Return the usages of one payload, if it may answer the event."""
    kind = fields.choice("payloadType", REPORT_TYPES)
    if kind is None:
        raise RefusedError(about="payloadType", why="is required")
    curve = published_curve(event)
    if curve is None or kind not in assumptions.ANSWERS_TO_A_CURVE:
        raise RefusedError(about="payloadType", why="does not answer this event")
    check_resolution(fields, curve)
    resource_id = fields.text("resourceId")
    location_id = read_location(fields, resource_id, curve)
    return [read_usage(point, resource_id, location_id) for point in read_points(fields)]


def check_resolution(fields: Fields, curve: PublishedCurve) -> None:
    """Refuse a payload that is not measured as the event is."""
    written = fields.time_span("resolution")
    if written is None or from_time_span(written) != curve.resolution:
        raise RefusedError(about="resolution", why="must be the event's")


def read_location(fields: Fields, resource_id: str, curve: PublishedCurve) -> str:
    """Return where the energy was drawn, if the event asked for that resource there."""
    given = fields.maybe_text("locationId")
    targeted = [place for resource, place in curve.targets if resource == resource_id]
    found = [place for place in targeted if given in (None, place)]
    if not found:
        raise RefusedError(about="locationId" if targeted else "resourceId", why="is not a target of the event")
    return assumptions.location_of_usage(found)


def read_points(fields: Fields) -> list[Fields]:
    """Return the points of a payload; the deprecated list is read where the other is missing."""
    points = fields.children("points")
    points = fields.children("curvePoints") if points is None else points
    if points is None:
        raise RefusedError(about="points", why="are required", status=assumptions.EMPTY_REPORT)
    return points


def read_usage(point: Fields, resource_id: str, location_id: str) -> Usage:
    """Return one point; whether the event has such an hour is asked when it is paid."""
    energy_kwh = point.number("kiloWattHours")
    if energy_kwh < 0:
        raise RefusedError(about="kiloWattHours", why="must not be negative")
    return Usage(resource_id, location_id, from_wire(point.instant("timestamp")), energy_kwh)

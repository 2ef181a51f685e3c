"""Which event is due for a report, and what stands in it."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from .deadlines import end_of
from .models import (
    EnergyPoint,
    EnergyUsage,
    EventId,
    MeterPointId,
    PriceCurvePayload,
    Report,
    ResourceId,
    SparkEvent,
    Target,
)
from .proof import Proof, Unproved
from .usage import HOUR, Measured

# Home Assistant compiles an hour ten seconds after its end and writes it soon after (observed).
COMPILED_AFTER = timedelta(minutes=1)
# Everybody's curve ends at the same midnight: over this time the reports are spread, each home at its own moment.
SPREAD = timedelta(hours=1)

# One hour of one resource: it is paid once.
type ResourceHour = tuple[ResourceId, datetime]

_NEVER = datetime.max.replace(tzinfo=UTC)


def reportable_hours(event: SparkEvent) -> frozenset[datetime]:
    """Return the starts of the hours (UTC) that a report on this event can be about.

    None for an event that allows no report, that targets nobody of ours, or whose
    points are not whole hours: only those does the recorder keep.
    Specified: points start on the hour and last one; others have been seen.
    """
    payload = event.payload
    if not isinstance(payload, PriceCurvePayload) or not payload.targets or payload.curve.resolution != HOUR:
        return frozenset()
    starts = frozenset(point.start for point in payload.curve.points)
    on_the_hour = all(start == start.replace(minute=0, second=0, microsecond=0) for start in starts)
    return starts if on_the_hour else frozenset()


def curve_hours(event: SparkEvent) -> frozenset[datetime]:
    """Return the starts (UTC) of an event's points, whole hours or not; none where it targets nobody of ours."""
    payload = event.payload
    if not isinstance(payload, PriceCurvePayload) or not payload.targets:
        return frozenset()
    return frozenset(point.start for point in payload.curve.points)


def provable_at(event: SparkEvent) -> datetime | None:
    """Return when (UTC) the hours of an event can be proved, None for one that has none.

    One hour after its end: what a counter tells too late is told by then.
    """
    return end_of(event) + HOUR + COMPILED_AFTER if curve_hours(event) else None


def sent_at(event: SparkEvent, share: float) -> datetime | None:
    """Return when (UTC) an event is reported by a home with this ``share`` (0 to 1), None where it never is.

    Specified: a report is sent when the event has ended and consumption is known.
    """
    proved_at = provable_at(event)
    return proved_at + share * SPREAD if proved_at and reportable_hours(event) else None


def sharing(event: SparkEvent, events: Iterable[SparkEvent]) -> list[SparkEvent]:
    """Return the events that are about any of an event's hours, itself among them: all that decides whose they are."""
    hours = curve_hours(event)
    return [other for other in events if not hours.isdisjoint(curve_hours(other))]


def over(events: Iterable[SparkEvent], now: datetime) -> list[SparkEvent]:
    """Return the events whose last hour is compiled, oldest first."""
    found = [event for event in events if curve_hours(event) and now >= end_of(event) + COMPILED_AFTER]
    return sorted(found, key=lambda event: (event.created_at, event.event_id))


def energy_of(proofs: Mapping[ResourceId, Mapping[datetime, Proof]]) -> dict[ResourceId, list[EnergyPoint]]:
    """Return the hours of which the energy is proved, ascending."""
    return {
        resource: [EnergyPoint(hour, proof) for hour, proof in sorted(hours.items()) if not isinstance(proof, Unproved)]
        for resource, hours in proofs.items()
    }


def report_on(
    event: SparkEvent,
    events: Sequence[SparkEvent],
    energy: Mapping[ResourceId, Sequence[EnergyPoint]],
    told: Container[ResourceHour] = (),
    meter_points: Mapping[Target, MeterPointId] = MappingProxyType({}),
) -> Report | None:
    """Return the one report on an event, or None where there is nothing to tell.

    ``events`` are all that is known, for an hour belongs to one event only;
    ``energy`` holds the known hours of each resource; ``told`` those that stand
    in reports already, for an event may be seen late; ``meter_points`` through
    which meter a vehicle draws, where that is known. Hours without energy at the
    beginning and the end are left out, those between are told.
    Specified: hours without consumption may be left out, one report for all
    resources. Assumed: zeros in between are welcome, so that a gap is a gap.
    """
    usages: dict[ResourceId, EnergyUsage] = {}
    for target in _targets(event):
        resource_id = target.resource_id
        points = [
            point
            for point in energy.get(resource_id, ())
            if (resource_id, point.start) not in told and _owner(point.start, target, events) == event.event_id
        ]
        # At two locations at once the same energy would be told twice: the first counts.
        if (points := _trimmed(points)) and resource_id not in usages:
            usages[resource_id] = EnergyUsage(resource_id, target.location_id, tuple(points), meter_points.get(target))
    return Report(event.event_id, tuple(usages.values())) if usages else None


def each_hour_once(
    energy: Mapping[ResourceId, Sequence[EnergyPoint]],
    measured: Mapping[ResourceId, Measured],
    events: Sequence[SparkEvent],
) -> dict[ResourceId, list[EnergyPoint]]:
    """Leave each hour of a sensor to one of the resources that it measures.

    What is registered anew has two resources and one sensor until the events of
    the old one are reported. Assumed: of those for which an event covers the
    hour, it counts for the one that had the device when the hour began.

        old resource   | covered | covered |         |
        new resource             v | covered | covered |
        counts for     |  old    |  old    |  new    |
    """
    alike: dict[str, list[ResourceId]] = {}
    for resource_id, meter in sorted(measured.items(), key=lambda item: (item[1].retired_at or _NEVER, item[0])):
        alike.setdefault(meter.sensor, []).append(resource_id)
    return {
        resource_id: [
            point
            for point in points
            if _holder(point.start, alike[measured[resource_id].sensor], measured, events) == resource_id
        ]
        for resource_id, points in energy.items()
    }


def _holder(
    hour: datetime, alike: list[ResourceId], measured: Mapping[ResourceId, Measured], events: Sequence[SparkEvent]
) -> ResourceId | None:
    """Return the resource that an hour counts for, of those that one sensor measures, the first to retire first."""
    covered = [each for each in alike if _is_covered(each, hour, events)]
    had_it = [each for each in covered if (measured[each].retired_at or _NEVER) > hour]
    return next(iter(had_it or covered[-1:]), None)


def _is_covered(resource_id: ResourceId, hour: datetime, events: Sequence[SparkEvent]) -> bool:
    return any(resource_id in targeted(event) and hour in reportable_hours(event) for event in events)


def concerning(
    events: Sequence[SparkEvent], resource_id: ResourceId, retired_at: datetime, *, goes_on: bool
) -> list[SparkEvent]:
    """Return the reportable events that are about a resource which lost its device at ``retired_at`` (UTC).

    Assumed: one that had not begun then is about it no more, unless the device
    ``goes_on`` as another resource: what was made before names only the old one.
    """
    return [
        event
        for event in events
        if resource_id in targeted(event)
        and (hours := reportable_hours(event))
        and (min(hours) < retired_at or (goes_on and event.created_at < retired_at))
    ]


def targeted(event: SparkEvent) -> list[ResourceId]:
    """Return the resources that an event addresses."""
    return [target.resource_id for target in _targets(event)]


def _targets(event: SparkEvent) -> tuple[Target, ...]:
    return event.payload.targets if isinstance(event.payload, PriceCurvePayload) else ()


def _owner(hour: datetime, target: Target, events: Sequence[SparkEvent]) -> EventId | None:
    """Return the event that an hour of a resource counts for."""
    owner = counts_for(
        hour, [event for event in events if hour in reportable_hours(event) and target in _targets(event)]
    )
    return owner.event_id if owner else None


def counts_for(hour: datetime, covering: Iterable[SparkEvent]) -> SparkEvent | None:
    """Return which of the events that cover an hour it counts for, None where there is none.

    Assumed: the newest that was made before the hour began, for the household
    could act on no other; else the oldest that covers it.
    """
    events = sorted(covering, key=lambda event: (event.created_at, event.event_id))
    before = [event for event in events if event.created_at <= hour]
    chosen = before[-1:] or events[:1]
    return chosen[0] if chosen else None


def _trimmed(points: list[EnergyPoint]) -> list[EnergyPoint]:
    drawing = [index for index, point in enumerate(points) if point.energy_kwh > 0]
    return points[drawing[0] : drawing[-1] + 1] if drawing else []

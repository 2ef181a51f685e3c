"""Which price curves are news to somebody, and what they say in a few figures."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from .merging import timeline_of
from .models import PriceCurve, PriceCurvePayload, ResourceId, SparkEvent
from .timeline import Interval

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CurveNews:
    """A price curve that was not known before; it speaks of ``[start, end)``, UTC.

    ``day`` is the local day on which it begins; deltas in ``currency`` per kWh.
    ``is_revision`` where one of its devices had a curve for that day already.
    """

    day: date
    is_revision: bool
    currency: str
    lowest: float
    highest: float
    favourable_hours: float
    start: datetime
    end: datetime


def new_curves(
    before: Collection[SparkEvent],
    events: Iterable[SparkEvent],
    resources: Collection[ResourceId],
    now: datetime,
    zone: tzinfo,
) -> list[CurveNews]:
    """Return the curves for some resources that were not there ``before``, in the order they were made.

    A curve that changed under its id is news as well. One that is over at
    ``now`` is none: after an outage nobody wants to hear of yesterday's.
    """
    known = {event.event_id: _curve(event) for event in before}
    fresh = [event for event in events if (curve := _curve(event)) and known.get(event.event_id) != curve]
    told = {wish for event in before for wish in _days(event, resources, zone)} if fresh else set()
    found: list[CurveNews] = []
    for event in sorted(fresh, key=lambda event: (event.created_at, event.event_id)):
        wishes = set(_days(event, resources, zone))
        intervals = timeline_of([event], resources, event.created_at, zone).intervals
        if intervals and intervals[-1].end > now:
            found.append(_news(intervals, zone, is_revision=bool(wishes & told)))
        told |= wishes
    return found


def _news(intervals: Sequence[Interval], zone: tzinfo, *, is_revision: bool) -> CurveNews:
    first, deltas = intervals[0], [interval.delta for interval in intervals]
    favourable = sum((i.end - i.start for i in intervals if i.is_favourable), timedelta())
    day, hours = first.start.astimezone(zone).date(), round(favourable / _HOUR, 2)
    figures = (first.currency, min(deltas), max(deltas), hours)
    return CurveNews(day, is_revision, *figures, first.start, intervals[-1].end)


def _curve(event: SparkEvent) -> PriceCurve | None:
    return event.payload.curve if isinstance(event.payload, PriceCurvePayload) else None


def _days(event: SparkEvent, resources: Collection[ResourceId], zone: tzinfo) -> Iterator[tuple[ResourceId, date]]:
    """Yield for which of the resources an event has a curve, and on which local days."""
    if isinstance(event.payload, PriceCurvePayload):
        days = {point.start.astimezone(zone).date() for point in event.payload.curve.points}
        targets = {target.resource_id for target in event.payload.targets} & set(resources)
        yield from ((resource, day) for resource in targets for day in days)

"""Events -> the timeline of one device."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import pairwise

from .models import PriceCurve, PriceCurvePayload, ResourceId, SparkEvent
from .timeline import Interval, Timeline

# Specified: curves are made "around 13"; from 15:00 on no more is expected for tomorrow (assumed).
PUBLISHED_BY = time(15)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one event wants for a while; of two pieces the smaller rank holds."""

    rank: int
    interval: Interval


def timeline_of(
    events: Iterable[SparkEvent], resources: Collection[ResourceId], answered_at: datetime, zone: tzinfo
) -> Timeline:
    """Merge all that Spark said about one device, in whatever order it arrived.

    Its ``resources`` are one, or several where it was registered anew.

        older   |  a  |  a  |  a  |
        newer         |  b  |        |  b  |
        result  |  a  |  b  |  a  |  |  b  |

    ``answered_at`` is when Spark last answered (UTC), ``zone`` that of its days.
    """
    curves = list(_newest_first(events, resources))
    # Of two points with the same start in one event the one listed later is taken.
    wanted = [
        Interval(point.start, point.start + curve.resolution, point.price, curve.currency, event.event_id)
        for event, curve in curves
        for point in reversed(curve.points)
    ]
    merged = _merged([_Piece(rank, interval) for rank, interval in enumerate(wanted)])
    return Timeline(tuple(merged), *_known(curves, answered_at, zone))


def _known(
    curves: Iterable[tuple[SparkEvent, PriceCurve]], answered_at: datetime, zone: tzinfo
) -> tuple[datetime, tuple[tuple[datetime, datetime], ...]]:
    """Return until when, and which later days, are known: answered about in time, or covered by a curve."""
    until = _day_after(answered_at, zone)
    later: list[date] = []
    for day in sorted({day for event, curve in curves for day in _days(event, curve, _midnight(until, zone), zone)}):
        if day == until:
            until += _A_DAY
        elif day > until:
            later.append(day)
    return _midnight(until, zone), tuple((_midnight(day, zone), _midnight(day + _A_DAY, zone)) for day in later)


def spoken_until(answered_at: datetime, zone: tzinfo) -> datetime:
    """Return the midnight (UTC) until which an answer without any curve says that there is no wish."""
    return _midnight(_day_after(answered_at, zone), zone)


def end_of_today(now: datetime, zone: tzinfo) -> datetime:
    """Return the midnight (UTC) that ends the local day of ``now``."""
    return _midnight(now.astimezone(zone).date() + _A_DAY, zone)


def end_of_tomorrow(now: datetime, zone: tzinfo) -> datetime:
    """Return the midnight (UTC) that ends the local day after ``now``'s."""
    return _midnight(now.astimezone(zone).date() + 2 * _A_DAY, zone)


def _day_after(answered_at: datetime, zone: tzinfo) -> date:
    answered = answered_at.astimezone(zone)
    return answered.date() + _A_DAY * (2 if answered.time() >= PUBLISHED_BY else 1)


def _days(event: SparkEvent, curve: PriceCurve, since: datetime, zone: tzinfo) -> Iterator[date]:
    """Yield the local days after an instant about which a curve tells all, as far as it touches them.

    Specified: a curve is about the day after it was made. One that is counted in
    another zone's days reaches a few hours into the next, about which it says no more.
    """
    latest = event.created_at.astimezone(zone).date() + _A_DAY
    for start, end in ((point.start, point.start + curve.resolution) for point in curve.points):
        if end > since:
            day, last = (edge.astimezone(zone).date() for edge in (start, end - timedelta.resolution))
            while day <= min(last, latest):
                yield day
                day += _A_DAY


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _newest_first(
    events: Iterable[SparkEvent], resources: Collection[ResourceId]
) -> Iterator[tuple[SparkEvent, PriceCurve]]:
    """Yield the curves for a device; what one lists hides what the following ones say about that time.

    Specified: a change comes as a new event with a new id. Assumed: the newest
    ``created_at`` holds, ties by id, and an hour that it does not list keeps the
    older value; if wrong, a withdrawn hour would still be followed. Two contents
    under one id and instant have an order too, so that every restart agrees.
    """
    curves = [
        (event, event.payload.curve)
        for event in events
        if isinstance(event.payload, PriceCurvePayload)
        and any(target.resource_id in resources for target in event.payload.targets)
    ]
    yield from sorted(curves, key=lambda found: (found[0].created_at, found[0].event_id, found[1]), reverse=True)


def _merged(pieces: list[_Piece]) -> list[Interval]:
    """Return the stretches in order; what one piece holds without a break is one interval."""
    merged: list[Interval] = []
    holder: _Piece | None = None
    for start, end, piece in _stretches(pieces):
        if piece is holder and merged[-1].end == start:
            merged[-1] = _cut(piece.interval, merged[-1].start, end)
        else:
            merged.append(_cut(piece.interval, start, end))
        holder = piece
    return merged


def _cut(whole: Interval, start: datetime, end: datetime) -> Interval:
    """Return a part of an interval; most are not cut at all, and stay the same object."""
    if (whole.start, whole.end) == (start, end):
        return whole
    return Interval(start, end, whole.delta, whole.currency, whole.event_id)


def _stretches(pieces: list[_Piece]) -> Iterator[tuple[datetime, datetime, _Piece]]:
    """Sweep over all edges and tell who holds between each two of them."""
    waiting = sorted(pieces, key=lambda piece: piece.interval.start, reverse=True)
    edges = sorted({edge for piece in pieces for edge in (piece.interval.start, piece.interval.end)})
    holding: list[tuple[int, _Piece]] = []
    for start, end in pairwise(edges):
        while waiting and waiting[-1].interval.start == start:
            piece = waiting.pop()
            heappush(holding, (piece.rank, piece))
        while holding and holding[0][1].interval.end <= start:
            heappop(holding)
        if holding:
            yield start, end, holding[0][1]

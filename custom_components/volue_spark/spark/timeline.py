"""Events -> the ordered, half-open intervals of one device."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import pairwise

from .models import EventId, PriceCurvePayload, ResourceId, SparkEvent

# Specified: curves are made "around 13"; from 15:00 on no more is expected for tomorrow (assumed).
PUBLISHED_BY = time(15)


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of a price curve: ``[start, end)``, both UTC.

    ``delta`` is money per kWh, in ``currency``, on top of the spot price. Below
    zero Spark asks for more consumption, above zero for less. Where there is no
    interval there is no wish. Specified: docs/spark-api.md "Sign of the delta".
    """

    start: datetime
    end: datetime
    delta: float
    currency: str
    event_id: EventId

    @property
    def is_favourable(self) -> bool:
        """Tell whether Spark asks for more consumption."""
        return self.delta < 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Intervals of one device: ascending, never overlapping, gaps allowed.

    ``known_until`` (UTC) ends the last local day about which Spark has spoken:
    before it a gap means "no wish", after it a gap means "not known yet".
    """

    intervals: tuple[Interval, ...]
    known_until: datetime

    def at(self, now: datetime) -> Interval | None:
        """Return the interval that covers ``now``, or None where there is no wish."""
        index = bisect_right(self.intervals, now, key=_start) - 1
        return self.intervals[index] if index >= 0 and now < self.intervals[index].end else None

    def delta(self, now: datetime) -> float | None:
        """Return the delta: 0 where there is no wish, None where nothing is known."""
        if current := self.at(now):
            return current.delta
        return 0.0 if now < self.known_until else None

    def next_change(self, now: datetime) -> datetime | None:
        """Return the first instant after ``now`` at which any of the answers may differ."""
        if current := self.at(now):
            return current.end
        index = bisect_right(self.intervals, now, key=_start)
        coming = [interval.start for interval in self.intervals[index : index + 1]]
        return min((at for at in [*coming, self.known_until] if at > now), default=None)

    def favourable_until(self, now: datetime) -> datetime | None:
        """Return the end of the favourable hours around ``now``, None outside of them."""
        end = None
        while (current := self.at(end or now)) and current.is_favourable:
            end = current.end
        return end

    def currency(self, now: datetime) -> str | None:
        """Return the currency of the interval at or before ``now``, else of the first one."""
        index = bisect_right(self.intervals, now, key=_start) - 1
        return self.intervals[max(index, 0)].currency if self.intervals else None


def _start(interval: Interval) -> datetime:
    return interval.start


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

    Specified: a change comes as a new event with a new id. Assumed: the newest
    ``created_at`` holds, ties by id, and an hour that it does not list keeps the
    older value; if wrong, a withdrawn hour would still be followed.
    """
    curves = [
        (event, event.payload.curve)
        for event in sorted(events, key=lambda event: (event.created_at, event.event_id), reverse=True)
        if isinstance(event.payload, PriceCurvePayload)
        and any(target.resource_id in resources for target in event.payload.targets)
    ]
    # Of two points with the same start in one event the one listed later is taken.
    wanted = [
        Interval(point.start, point.start + curve.resolution, point.price, curve.currency, event.event_id)
        for event, curve in curves
        for point in reversed(curve.points)
    ]
    merged = _merged([_Piece(rank, interval) for rank, interval in enumerate(wanted)])
    ends = [_end_of_day(answered_at, zone, 1 if answered_at.astimezone(zone).time() >= PUBLISHED_BY else 0)]
    ends += [_end_of_day(interval.end - timedelta.resolution, zone) for interval in merged[-1:]]
    return Timeline(tuple(merged), max(ends))


def _end_of_day(instant: datetime, zone: tzinfo, days_later: int = 0) -> datetime:
    """Return in UTC the midnight that ends the local day of an instant."""
    day = instant.astimezone(zone).date() + timedelta(days=1 + days_later)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _merged(pieces: list[_Piece]) -> list[Interval]:
    """Return the stretches in order; what one piece holds without a break is one interval."""
    merged: list[Interval] = []
    holder: _Piece | None = None
    for start, end, piece in _stretches(pieces):
        if piece is holder and merged[-1].end == start:
            merged[-1] = replace(merged[-1], end=end)
        else:
            merged.append(replace(piece.interval, start=start, end=end))
        holder = piece
    return merged


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

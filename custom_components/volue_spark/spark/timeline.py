"""The ordered, half-open intervals of one device, and what they say at an instant."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .models import EventId

# When Spark was asked about a device that it was never asked about.
NEVER = datetime(1970, 1, 2, tzinfo=UTC)
_A_WEEK = timedelta(days=7)


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

    ``known_until`` (UTC) ends the days without a break about which Spark has
    spoken; ``known_days`` are later ones, each as start and end, UTC. In them a
    gap means "no wish", elsewhere "not known yet".
    """

    intervals: tuple[Interval, ...]
    known_until: datetime
    known_days: tuple[tuple[datetime, datetime], ...] = ()

    def at(self, now: datetime) -> Interval | None:
        """Return the interval that covers ``now``, or None where there is no wish."""
        index = bisect_right(self.intervals, now, key=_start) - 1
        return self.intervals[index] if index >= 0 and now < self.intervals[index].end else None

    @property
    def ends(self) -> datetime:
        """Return when its last interval ends, UTC; long ago where it has none."""
        return self.intervals[-1].end if self.intervals else NEVER

    def delta(self, now: datetime) -> float | None:
        """Return the delta: 0 where there is no wish, None where nothing is known."""
        if current := self.at(now):
            return current.delta
        return 0.0 if self._is_known(now) else None

    def _is_known(self, now: datetime) -> bool:
        return now < self.known_until or any(start <= now < end for start, end in self.known_days)

    def next_change(self, now: datetime) -> datetime | None:
        """Return the first instant after ``now`` at which any of the answers may differ."""
        if current := self.at(now):
            return current.end
        index = bisect_right(self.intervals, now, key=_start)
        coming = [interval.start for interval in self.intervals[index : index + 1]]
        known = [self.known_until, *(edge for day in self.known_days for edge in day)]
        return min((at for at in [*coming, *known] if at > now), default=None)

    def within(self, start: datetime, end: datetime) -> Timeline:
        """Return the same with those intervals only of which a part lies in ``[start, end)``."""
        first = max(bisect_right(self.intervals, start, key=_start) - 1, 0)
        last = bisect_left(self.intervals, end, key=_start)
        found = (interval for interval in self.intervals[first:last] if interval.end > start)
        return Timeline(tuple(found), self.known_until, self.known_days)

    def favourable_until(self, now: datetime) -> datetime | None:
        """Return the end of the favourable hours around ``now``, None outside of them."""
        end = None
        while (current := self.at(end or now)) and current.is_favourable:
            end = current.end
        return end

    def next_favourable(self, now: datetime) -> datetime | None:
        """Return the start of the next favourable hours after ``now``, those that run apart."""
        end = self.favourable_until(now) or now
        starts = (interval.start for interval in self.intervals if interval.is_favourable and interval.start >= end)
        return next((start for start in starts if start > now), None)

    def next_favourable_end(self, now: datetime) -> datetime | None:
        """Return the end of the favourable hours around ``now``, else of the next ones."""
        start = now if self.favourable_until(now) else self.next_favourable(now)
        return self.favourable_until(start) if start else None

    def currency(self, now: datetime) -> str | None:
        """Return the currency of the interval at or before ``now``, else of the first one."""
        index = bisect_right(self.intervals, now, key=_start) - 1
        return self.intervals[max(index, 0)].currency if self.intervals else None


def valid_until(timelines: Iterable[Timeline]) -> datetime | None:
    """Return until when (UTC) all of them are known, None where one never was."""
    until = min((timeline.known_until for timeline in timelines), default=NEVER)
    # The day that begins with "never" may end some days later.
    return until if until > NEVER + _A_WEEK else None


def _start(interval: Interval) -> datetime:
    return interval.start

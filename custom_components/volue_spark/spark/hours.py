"""Favourable hours and hours to avoid, one after the other: when they begin, and when they are over."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .stretches import Wish
from .timeline import Timeline


@dataclass(frozen=True, slots=True)
class Hours:
    """``[start, end)``, UTC, in which Spark wishes the same throughout, at whatever price.

    ``delta`` is the strongest one in them, furthest from zero, in ``currency`` per kWh.
    """

    start: datetime
    end: datetime
    delta: float
    currency: str

    def joined(self, other: Hours) -> Hours:
        """Return both as one, where they touch or overlap."""
        strongest = max(self, other, key=lambda hours: abs(hours.delta))
        return replace(strongest, start=min(self.start, other.start), end=max(self.end, other.end))


def hours_of(timelines: Iterable[Timeline], wish: Wish) -> tuple[Hours, ...]:
    """Return the hours in which at least one of the timelines has the wish, ascending and apart."""
    wished = [interval for timeline in timelines for interval in timeline.intervals if wish(interval)]
    found: list[Hours] = []
    for interval in sorted(wished, key=lambda interval: interval.start):
        hours = Hours(interval.start, interval.end, interval.delta, interval.currency)
        if found and hours.start <= found[-1].end:
            found[-1] = found[-1].joined(hours)
        else:
            found.append(hours)
    return tuple(found)


def hours_at(hours: Sequence[Hours], now: datetime) -> Hours | None:
    """Return the hours around ``now``, None outside of all."""
    index = bisect_right(hours, now, key=_start) - 1
    return hours[index] if index >= 0 and now < hours[index].end else None


def coming(hours: Sequence[Hours], now: datetime) -> Sequence[Hours]:
    """Return the hours that begin after ``now``."""
    return hours[bisect_right(hours, now, key=_start) :]


@dataclass(frozen=True, slots=True)
class Turn:
    """The start or the end of hours."""

    is_start: bool
    hours: Hours


def running(told: Hours | None, present: Hours | None, now: datetime) -> Hours | None:
    """Return the hours of which the start is told and the end is not, after the turns of ``now`` were told.

    A clock that steps back across a start is still in the hours that it told.
    """
    return told if told and now < told.start else present


def turns(told: Hours | None, present: Hours | None, now: datetime) -> Iterator[Turn]:
    """Yield what is to be told: ``told`` are the hours of which the start was told and the end was not.

    Hours that a revised curve prolonged, shortened or moved are the same as
    long as they overlap. Hours that came and went unseen are not told, and
    nothing as long as a clock that stepped back is before the start it told.
    """
    if told and now < told.start:
        return
    if told and (present is None or present.start >= told.end):
        yield Turn(is_start=False, hours=replace(told, end=min(told.end, now)))
        told = None
    if present and told is None:
        yield Turn(is_start=True, hours=present)


def _start(hours: Hours) -> datetime:
    return hours.start

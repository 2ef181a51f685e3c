"""Hours that belong together: what several resources are asked for at a time, as a person would say it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from .models import ResourceId
from .timeline import Interval, Timeline

_HOUR = timedelta(hours=1)

type Wish = Callable[[Interval], bool]


def is_favourable(interval: Interval) -> bool:
    """Tell whether Spark asks for more consumption."""
    return interval.is_favourable


def is_to_avoid(interval: Interval) -> bool:
    """Tell whether Spark asks for less consumption."""
    return interval.delta > 0


class Lasting(Protocol):
    """Whatever lasts from ``start`` until ``end``, which is not in it any more; both UTC."""

    @property
    def start(self) -> datetime:
        """Return its first instant."""

    @property
    def end(self) -> datetime:
        """Return the first instant after it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``[start, end)``, UTC, in which the same resources are asked for the same: more power, or less.

    ``lowest`` and ``highest`` delta in ``currency`` per kWh; ``worth_per_kw`` is
    what one kW throughout would earn (above zero) or cost, for each resource.
    """

    start: datetime
    end: datetime
    lowest: float
    highest: float
    currency: str
    worth_per_kw: Mapping[ResourceId, float]

    @property
    def resources(self) -> tuple[ResourceId, ...]:
        """Return who is asked, in a stable order."""
        return tuple(sorted(self.worth_per_kw))

    def joined(self, other: Stretch) -> Stretch:
        """Return this and the one that follows as one."""
        worth = {resource: worth + other.worth_per_kw[resource] for resource, worth in self.worth_per_kw.items()}
        lowest, highest = min(self.lowest, other.lowest), max(self.highest, other.highest)
        return Stretch(self.start, other.end, lowest, highest, self.currency, worth)


def stretches(timelines: Mapping[ResourceId, Timeline], wish: Wish) -> list[Stretch]:
    """Return all hours of a wish in order; those that differ in price only are one stretch."""
    found: list[Stretch] = []
    for piece in _pieces(timelines, wish):
        last = found[-1] if found else None
        if last and (last.end, last.currency, last.resources) == (piece.start, piece.currency, piece.resources):
            found[-1] = last.joined(piece)
        else:
            found.append(piece)
    return found


def overlapping[LastingT: Lasting](found: Iterable[LastingT], start: datetime, end: datetime) -> list[LastingT]:
    """Return those of which a part lies in ``[start, end)``."""
    return [lasting for lasting in found if lasting.start < end and lasting.end > start]


def _pieces(timelines: Mapping[ResourceId, Timeline], wish: Wish) -> Iterator[Stretch]:
    """Yield what lies between each two edges, one for each currency."""
    wanted = {resource: [i for i in timeline.intervals if wish(i)] for resource, timeline in timelines.items()}
    edges = sorted({edge for intervals in wanted.values() for i in intervals for edge in (i.start, i.end)})
    for start, end in pairwise(edges):
        asked = {resource: i for resource in wanted if (i := timelines[resource].at(start)) and wish(i)}
        for currency in sorted({interval.currency for interval in asked.values()}):
            deltas = {resource: i.delta for resource, i in asked.items() if i.currency == currency}
            hours = (end - start) / _HOUR
            worth = {resource: -delta * hours for resource, delta in deltas.items()}
            yield Stretch(start, end, min(deltas.values()), max(deltas.values()), currency, worth)

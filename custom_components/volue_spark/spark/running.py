"""When Home Assistant ran: what a recorder writes about the time between is made up afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Home Assistant ran without a break in ``[start, until)``, UTC.

    ``is_closed`` tells that it ended there by being stopped: nothing went on from
    its files. Otherwise it was killed later, or these files are a copy of then.
    """

    start: datetime
    until: datetime
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs that are remembered, ascending; none reaches into the next."""

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, runs: Iterable[Run], now: datetime) -> Runs:
        """Return them in order, cut where they reach into the next or, by a clock that was set back, beyond now."""
        ordered = sorted(replace(run, until=min(run.until, now)) for run in runs)
        ends = [*(run.start for run in ordered[1:]), now]
        cut = (replace(run, until=min(run.until, end)) for run, end in zip(ordered, ends, strict=True))
        return cls(tuple(run for run in cut if run.start < run.until))

    def was_up(self, instant: datetime) -> bool:
        """Tell whether Home Assistant ran before and after an instant."""
        return any(run.start < instant < run.until for run in self.runs)

    def was_up_throughout(self, start: datetime, end: datetime) -> bool:
        """Tell whether one run holds all of ``[start, end)``."""
        return any(run.start <= start and end <= run.until for run in self.runs)

    def downtime(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long of ``[start, end)`` nobody knows that Home Assistant ran."""
        up = (min(run.until, end) - max(run.start, start) for run in self.runs)
        return end - start - sum((length for length in up if length > _NOTHING), _NOTHING)

    def open_breaks(self) -> list[tuple[datetime, datetime]]:
        """Return the times ``[end of one run, start of the next)`` after runs that were not stopped, ascending."""
        return [(before.until, after.start) for before, after in pairwise(self.runs) if not before.is_closed]

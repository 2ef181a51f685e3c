"""When Home Assistant ran: what a recorder writes about the time between is made up afterwards."""

from collections.abc import Sequence
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
    def of(cls, runs: Sequence[Run], now: datetime) -> Runs:
        """Return runs, in the order in which they were written, without what a wrong clock counted.

        That is what lies beyond now, or beyond the start of a run that came later.
        """
        kept: list[Run] = []
        end = now
        for run in reversed(runs):
            # One that was never marked again ended too, and not by a stop.
            if run.start <= min(run.until, end):
                kept.append(replace(run, until=min(run.until, end)))
            end = min(end, run.start)
        return cls(tuple(reversed(kept)))

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

"""When Home Assistant ran: what a recorder writes about the time between is made up afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Home Assistant ran without a break in ``[start, until)``, UTC; what came after is not known."""

    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs that are remembered, ascending, none of which touches the next."""

    runs: tuple[Run, ...] = ()

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

    def breaks(self) -> list[tuple[datetime, datetime]]:
        """Return the times ``[end of one run, start of the next)``, ascending."""
        return [(before.until, after.start) for before, after in pairwise(self.runs)]

    def since(self, instant: datetime) -> Runs:
        """Leave out the runs that ended before an instant."""
        return Runs(tuple(run for run in self.runs if run.until >= instant))

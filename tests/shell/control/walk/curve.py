"""What Spark has published, as anybody can read it: instant by instant, the newest word counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=2)


@dataclass
class Published:
    """Curves of quarters, oldest first; where none speaks there is no wish."""

    quarters: dict[datetime, float] = field(default_factory=dict)
    created_at: datetime | None = None

    def publish(self, start: datetime, deltas: Sequence[float], now: datetime) -> list[tuple[datetime, float]]:
        """Take note of a newer curve; return its points."""
        later = self.created_at + timedelta(seconds=1) if self.created_at else now
        self.created_at = max(now, later)
        points = [(start + number * QUARTER, delta) for number, delta in enumerate(deltas)]
        self.quarters |= dict(points)
        return points

    def is_favourable(self, now: datetime) -> bool:
        """Tell whether Spark asks for more consumption."""
        return self.quarters.get(quarter_of(now), 0.0) < 0

    def began(self, now: datetime) -> datetime:
        """Return when the favourable hours around ``now`` began."""
        start = quarter_of(now)
        while self.is_favourable(start - QUARTER):
            start -= QUARTER
        return start

    def ends(self, now: datetime) -> datetime:
        """Return when the favourable hours around ``now`` end; ``now`` itself outside of them."""
        while self.is_favourable(now):
            now = quarter_of(now) + QUARTER
        return now

    def next_start(self, now: datetime) -> datetime | None:
        """Return when the next favourable hours begin that are not around ``now``."""
        return next(
            (start for start in self._starts(self.ends(now)) if start > now and self.is_favourable(start)), None
        )

    def edges(self, now: datetime) -> Iterator[datetime]:
        """Yield where something changes after ``now``."""
        for start in self._starts(now):
            if self.quarters.get(start, 0.0) != self.quarters.get(start - QUARTER, 0.0) and start > now:
                yield start

    def _starts(self, now: datetime) -> Iterator[datetime]:
        start = quarter_of(now)
        for number in range(int(AHEAD / QUARTER)):
            yield start + number * QUARTER


def quarter_of(now: datetime) -> datetime:
    """Return the start of the quarter around an instant."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)

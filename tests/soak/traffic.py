"""Counts what the home asks of Spark."""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from homeassistant.util import dt as dt_util

from tests.fake_spark import Exchange, FakeSpark
from tests.soak.house import OSLO
from tests.soak.story import MINUTE, Story

QUARTER = timedelta(minutes=15)


@dataclass
class Traffic:
    """Every request with its instant; those for a token apart."""

    story: Story
    requests: list[tuple[datetime, str]] = field(default_factory=list)

    def listen(self, spark: FakeSpark) -> None:
        """Note every request, also those that get no answer."""
        spark.observers.append(self._note)

    def _note(self, exchange: Exchange) -> None:
        self.requests.append((dt_util.utcnow(), exchange.request.path.rsplit("/", 1)[-1]))

    def by_day(self, but: Container[date] = ()) -> dict[date, Counter[str]]:
        """Return what was asked on each whole day ``but`` some, on which Spark was there all the time."""
        days: dict[date, Counter[str]] = {}
        for at, what in self.requests:
            day = at.astimezone(OSLO).date()
            if day >= self.story.first_day and day not in but and not self._is_out_on(day) and what != "token":
                days.setdefault(day, Counter())[what] += 1
        return days

    def _is_out_on(self, day: date) -> bool:
        begins, ends = (edge.astimezone(OSLO).date() for edge in self.story.outage)
        return begins <= day <= ends

    def longest_pause(self, since: datetime, until: datetime) -> timedelta:
        """Return how long at most Spark was not asked for events."""
        polls = [since, *(at for at, what in self.requests if what == "events" and since <= at < until), until]
        return max(later - earlier for earlier, later in pairwise(polls))

    def most_tries(self) -> int:
        """Return how often at most Spark was tried within a quarter of an hour while it was gone.

        What is asked at once after the restart is not counted: somebody started it by hand.
        """
        tries = [
            at
            for at, _ in self.requests
            if self.story.is_out(at) and not self.story.restart <= at < self.story.restart + MINUTE
        ]
        return max(sum(at <= other < at + QUARTER for other in tries) for at in tries)

"""The last requests, remembered without a word of what they were about."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
import time

_KEPT = 50
# What of a path is Spark's own word; all else is an id, and an id says who lives where.
_WORDS = {
    "compensation",
    "eligibility",
    "eligible",
    "enrollment",
    "events",
    "locations",
    "meters",
    "pricecurve",
    "reports",
    "resources",
    "simulation",
    "users",
    "vehicles",
    "webhooks",
}

_KINDS = {
    "users": "user",
    "locations": "location",
    "resources": "resource",
    "meters": "meter point",
    "webhooks": "webhook",
}


def ids_in_path(path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (kind, id) for every id in a path."""
    for word, part in pairwise(path):
        if word in _KINDS and part not in _WORDS:
            yield _KINDS[word], part


@dataclass(slots=True)
class Exchange:
    """One request: when it began (seconds since 1970), its path without ids, and what came back.

    ``status`` is the last one, None where nothing came back, or where the login
    granted no token to ask with; ``seconds`` is how long it took, the login included.
    """

    at: float
    method: str
    path: str
    status: int | None = None
    seconds: float = 0.0


class Exchanges(deque[Exchange]):
    """The newest requests, oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(maxlen=_KEPT)
        self._per_day: Counter[date] = Counter()

    @property
    def per_day(self) -> dict[date, int]:
        """Return how many requests began today and yesterday, by UTC day; the login's are not among them."""
        return dict(self._per_day)

    @contextmanager
    def remember(self, method: str, path: tuple[str, ...]) -> Iterator[Exchange]:
        """Remember a request from its beginning, however it ends; set its ``status`` meanwhile."""
        shown = "/".join(part if part in _WORDS else "{id}" for part in path)
        exchange = Exchange(time.time(), method, shown)
        self.append(exchange)
        self._count(datetime.fromtimestamp(exchange.at, UTC).date())
        began = time.monotonic()
        try:
            yield exchange
        finally:
            exchange.seconds = time.monotonic() - began

    def _count(self, today: date) -> None:
        self._per_day[today] += 1
        for day in [day for day in self._per_day if day < today - timedelta(days=1)]:
            del self._per_day[day]

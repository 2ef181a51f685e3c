"""The last requests, remembered without a word of what they were about."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
}


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

    @contextmanager
    def remember(self, method: str, path: tuple[str, ...]) -> Iterator[Exchange]:
        """Remember a request from its beginning, however it ends; set its ``status`` meanwhile."""
        shown = "/".join(part if part in _WORDS else "{id}" for part in path)
        exchange = Exchange(time.time(), method, shown)
        self.append(exchange)
        began = time.monotonic()
        try:
            yield exchange
        finally:
            exchange.seconds = time.monotonic() - began

"""Counts what is asked of the recorder's database from outside of its own thread."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
import re
import threading
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from sqlalchemy import event

# One statement that reads five-minute rows is one look at one event.
_USAGE = "FROM statistics_short_term"
# What is asked to go on with our own hourly sums.
_HOURLY, _OUR_SUMS = re.compile(r"FROM statistics\b"), "volue_spark:"


@dataclass
class Queries:
    """Every statement with its instant."""

    asked: list[tuple[datetime, str]] = field(default_factory=list)

    def listen(self, hass: HomeAssistant) -> None:
        """Note what Home Assistant's other threads ask to prove hours; our own sums are no part of that."""
        event.listen(get_instance(hass).engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        is_of_our_sums = _HOURLY.search(statement) or _OUR_SUMS in str(parameters)
        if threading.current_thread().name.startswith("DbWorker") and not is_of_our_sums:
            self.asked.append((dt_util.utcnow(), statement))

    def looks_since(self, index: int) -> int:
        """Return how often rows of usage sensors were read since so many statements."""
        return sum(_USAGE in statement for _, statement in self.asked[index:])

    def by_instant(self) -> dict[datetime, int]:
        """Return how much was asked at each instant."""
        return Counter(at for at, _ in self.asked)

    def looks_at(self, instant: datetime) -> int:
        """Return how many events were looked at in an instant."""
        return sum(at == instant and _USAGE in statement for at, statement in self.asked) or 1

"""Counts what is asked of the recorder's database from outside of its own thread."""

from dataclasses import dataclass, field
from datetime import datetime
import threading
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from sqlalchemy import event


@dataclass
class Queries:
    """Every statement with its instant."""

    asked: list[tuple[datetime, str]] = field(default_factory=list)

    def listen(self, hass: HomeAssistant) -> None:
        """Note what Home Assistant's other threads ask: only what looks back does."""
        event.listen(get_instance(hass).engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name.startswith("DbWorker"):
            self.asked.append((dt_util.utcnow(), statement))

    def within(self, start: datetime, end: datetime) -> list[str]:
        """Return what was asked in a time."""
        return [statement for at, statement in self.asked if start <= at < end]

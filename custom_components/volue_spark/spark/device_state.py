"""What is known about a device when it is decided what to do with it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from .reasons import Reason
from .spans import Span
from .waiting import Past

_NOTHING_PAST = Past()


class Task(StrEnum):
    """What a device is held for: to use power, or to wait with it."""

    RUN = "run"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Held:
    """A device that is held: for what, since when (UTC), and whether it was found using power."""

    task: Task
    since: datetime
    was_running: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Why a device cannot start just now; ``until`` (UTC) is when to ask again, None where the house will tell."""

    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One device; ``is_running`` is what its switch says, and None where it says nothing.

    ``turned_at`` is when that changed last, ``starts`` are the instants at which
    we turned it on; ``run`` and ``left`` are what a person asked for: to run, or
    to be left alone. ``aside_until`` is when a person's own switching ends to
    count. It ``is_silent`` that cannot be switched now, or did
    not answer however often it was asked. ``is_drawing`` is None where nobody
    measures its power.
    """

    is_running: bool | None = None
    held: Held | None = None
    turned_at: datetime | None = None
    starts: tuple[datetime, ...] = ()
    run: Span | None = None
    left: Span | None = None
    aside_until: datetime | None = None
    is_silent: bool = False
    is_drawing: bool | None = None
    gate: Gate | None = None
    past: Past = _NOTHING_PAST

    @property
    def waits_since(self) -> datetime | None:
        """Return when its wait began, None where it does not wait."""
        return self.held.since if self.held and self.held.task is Task.WAIT else None

    def starts_on(self, now: datetime, zone: tzinfo) -> int:
        """Return how often it was started in the local day of ``now``."""
        today = now.astimezone(zone).date()
        return sum(start.astimezone(zone).date() == today for start in self.starts)

"""Who may start: one device after the other, and only as far as the house has power left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .device_state import Gate
from .reasons import Reason

# A power sensor of the house shows a device some seconds after it began to draw.
PAUSE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class House:
    """The most that a home may draw, and what it draws now, in kW; None where nobody can tell."""

    limit_kw: float
    power_kw: float | None

    def has_room(self, rated_kw: float) -> bool:
        """Tell whether a device that draws so much stays below the limit."""
        return self.power_kw is not None and self.power_kw + rated_kw < self.limit_kw


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that would start, of a home with or without a limit."""

    rated_kw: float
    house: House | None

    @property
    def fits(self) -> bool:
        """Tell whether its home has room for it."""
        return self.house is None or self.house.has_room(self.rated_kw)


def gate(own: Candidate, before: Sequence[Candidate], other_started_at: datetime | None, now: datetime) -> Gate | None:
    """Return why a device cannot start now, None where it can.

    ``before`` are those that wait and come before it in the list: who has no
    room holds up nobody. What another one started in the future was noted by a
    clock that stepped back.
    """
    if not own.fits:
        return Gate(Reason.HOUSE_LIMIT)
    if other_started_at and other_started_at <= now < other_started_at + PAUSE:
        return Gate(Reason.OTHER_STARTED, other_started_at + PAUSE)
    return Gate(Reason.OTHER_STARTED) if any(candidate.fits for candidate in before) else None

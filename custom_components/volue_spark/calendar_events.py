"""Calendar events that are right on the days of a change of the clocks, too."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import override

from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .spark.stretches import Lasting, overlapping


class StretchEvent(CalendarEvent):
    """A calendar event that stays right in the hour that comes twice.

    Home Assistant compares the times of one zone by the clock on the wall: in
    autumn 02:30 before the change seems to come after 02:15 behind it, the event
    is refused, or is on an hour too early. With an offset instead of a zone both
    are compared as instants.
    """

    @classmethod
    def of(cls, lasting: Lasting, summary: str, description: str | None = None) -> CalendarEvent:
        """Return an event for a stretch of time, in Home Assistant's zone."""
        start, end = (_with_offset(dt_util.as_local(edge)) for edge in (lasting.start, lasting.end))
        return cls(start, end, summary, description)

    @override
    def __post_init__(self) -> None:
        """Leave out the comparison that goes wrong; a stretch ends after its start."""

    @property
    @override
    def start_datetime_local(self) -> datetime:
        return _with_offset(super().start_datetime_local)

    @property
    @override
    def end_datetime_local(self) -> datetime:
        return _with_offset(super().end_datetime_local)


def _with_offset(local: datetime) -> datetime:
    offset = local.utcoffset()
    return local.replace(tzinfo=timezone(offset)) if offset is not None else local


@dataclass(frozen=True, slots=True)
class Shown[LastingT: Lasting]:
    """What runs or comes next, None where nothing is known, and whether it runs."""

    lasting: LastingT | None
    has_begun: bool

    @classmethod
    def of(cls, found: Iterable[LastingT], now: datetime) -> Shown[LastingT]:
        """Return the first of some, ascending, that is not over."""
        lasting = next((each for each in found if each.end > now), None)
        return Shown(lasting, has_begun=lasting is not None and lasting.start <= now)


class LastingCalendar[LastingT: Lasting](CalendarEntity):
    """What lasts, one after the other; what runs or comes next is the state."""

    value: Shown[LastingT]

    @abstractmethod
    def lasting(self, now: datetime) -> list[LastingT]:
        """Return all of it, ascending."""

    @abstractmethod
    def told(self, lasting: LastingT) -> CalendarEvent:
        """Put it into words."""

    def read(self, now: datetime) -> Shown[LastingT]:
        """Return what holds now."""
        return Shown.of(self.lasting(now), now)

    @property
    @override
    def event(self) -> CalendarEvent | None:
        # Home Assistant's alarm may come before our clock, which then has nothing left to write.
        self.value = self.read(dt_util.utcnow())
        return self.told(self.value.lasting) if self.value.lasting else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        start, end = dt_util.as_utc(start_date), dt_util.as_utc(end_date)
        return [self.told(found) for found in overlapping(self.lasting(dt_util.utcnow()), start, end)]

"""Favourable hours, or hours to avoid, of one home as a calendar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.calendar import CalendarEntity, CalendarEntityDescription, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .calendar_events import Shown, StretchEvent
from .coordinator import SparkCoordinator
from .data import SparkSnapshot
from .entity import HomeEntity
from .homes import Device, Home
from .spark.models import ResourceId
from .spark.stretches import Stretch, Wish, overlapping, stretches
from .words import Texts

type Words = Callable[[Stretch, Sequence[Device], Texts], str]


@dataclass(frozen=True, kw_only=True)
class HoursDescription(CalendarEntityDescription):
    """Which hours, and how they are put into words."""

    wish: Wish
    summary: Words
    explanation: Words


class HoursCalendar(HomeEntity[Shown[Stretch]], CalendarEntity):
    """The stretches of one home; on while one of them runs."""

    entity_description: HoursDescription

    def __init__(self, coordinator: SparkCoordinator, description: HoursDescription, home: Home, texts: Texts) -> None:
        """Keep the home's devices and the words."""
        self._devices: Mapping[ResourceId, Device] = {
            device.resource.resource_id: device
            for device in coordinator.devices
            if device.home.subentry_id == home.subentry_id
        }
        self._texts = texts
        self._read_from: SparkSnapshot | None = None
        self._stretches: list[Stretch] = []
        super().__init__(coordinator, description, home)

    @override
    def read(self, now: datetime) -> Shown[Stretch]:
        return Shown.of(self._all(), now)

    def _all(self) -> list[Stretch]:
        """Return all stretches, put together once for each answer of Spark."""
        if self._read_from is not (snapshot := self.coordinator.data):
            timelines = {resource: snapshot.timelines[resource] for resource in self._devices}
            self._read_from = snapshot
            self._stretches = stretches(timelines, self.entity_description.wish)
        return self._stretches

    @property
    @override
    def event(self) -> CalendarEvent | None:
        # Home Assistant's alarm may come before our clock, which then has nothing left to write.
        self.value = self.read(dt_util.utcnow())
        return self._event(self.value.lasting) if self.value.lasting else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        start, end = dt_util.as_utc(start_date), dt_util.as_utc(end_date)
        return [self._event(stretch) for stretch in overlapping(self._all(), start, end)]

    def _event(self, stretch: Stretch) -> CalendarEvent:
        devices = [device for resource, device in self._devices.items() if resource in stretch.worth_per_kw]
        return StretchEvent.of(
            stretch,
            self.entity_description.summary(stretch, devices, self._texts),
            self.entity_description.explanation(stretch, devices, self._texts),
        )

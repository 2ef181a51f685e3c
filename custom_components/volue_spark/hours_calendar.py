"""Favourable hours, or hours to avoid, of one home as a calendar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.calendar import CalendarEntityDescription, CalendarEvent

from .calendar_events import LastingCalendar, Shown, StretchEvent
from .coordinator import SparkCoordinator
from .data import SparkSnapshot
from .entity import HomeEntity
from .homes import Device, Home
from .spark.models import ResourceId
from .spark.stretches import Stretch, Wish, stretches
from .words import Texts

type Words = Callable[[Stretch, Sequence[Device], Texts], str]


@dataclass(frozen=True, kw_only=True)
class HoursDescription(CalendarEntityDescription):
    """Which hours, and how they are put into words."""

    wish: Wish
    summary: Words
    explanation: Words


class HoursCalendar(LastingCalendar[Stretch], HomeEntity[Shown[Stretch]]):
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
    def lasting(self, now: datetime) -> list[Stretch]:
        """Return all stretches, put together once for each answer of Spark."""
        if self._read_from is not (snapshot := self.coordinator.data):
            timelines = {resource: snapshot.timelines[resource] for resource in self._devices}
            self._read_from = snapshot
            self._stretches = stretches(timelines, self.entity_description.wish)
        return self._stretches

    @override
    def told(self, lasting: Stretch) -> CalendarEvent:
        devices = [device for resource, device in self._devices.items() if resource in lasting.worth_per_kw]
        return StretchEvent.of(
            lasting,
            self.entity_description.summary(lasting, devices, self._texts),
            self.entity_description.explanation(lasting, devices, self._texts),
        )

"""Favourable hours and hours to avoid of each home, as calendars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import override

from homeassistant.components.calendar import CalendarEntity, CalendarEntityDescription, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import SparkCoordinator
from .data import SparkConfigEntry, SparkSnapshot
from .entity import HomeEntity
from .homes import Device, Home, present
from .spark.models import ResourceId
from .spark.stretches import Stretch, Wish, is_favourable, is_to_avoid, overlapping, stretches
from .words import Texts, texts_of, use_less, use_power, why_use_less, worth_of_using

PARALLEL_UPDATES = 0

type Words = Callable[[Stretch, Sequence[Device], Texts], str]


@dataclass(frozen=True, kw_only=True)
class HoursDescription(CalendarEntityDescription):
    """Which hours, and how they are put into words."""

    wish: Wish
    summary: Words
    explanation: Words


HOURS = (
    HoursDescription(
        key="favourable_hours",
        translation_key="favourable_hours",
        initial_color="#4caf50",
        wish=is_favourable,
        summary=use_power,
        explanation=worth_of_using,
    ),
    HoursDescription(
        key="hours_to_avoid",
        translation_key="hours_to_avoid",
        initial_color="#ff9800",
        entity_registry_enabled_default=False,
        wish=is_to_avoid,
        summary=use_less,
        explanation=why_use_less,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the calendars of each home."""
    coordinator, texts = entry.runtime_data.coordinator, await texts_of(hass)
    for home in present(entry, coordinator.homes.values()):
        async_add_entities(
            [HoursCalendar(coordinator, description, home, texts) for description in HOURS],
            config_subentry_id=home.subentry_id,
        )


class StretchEvent(CalendarEvent):
    """A calendar event that stays right in the hour that comes twice.

    Home Assistant compares the times of one zone by the clock on the wall: in
    autumn 02:30 before the change seems to come after 02:15 behind it, the event
    is refused, or is on an hour too early. With an offset instead of a zone both
    are compared as instants.
    """

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
class Shown:
    """The stretch that runs or comes next, None where none is known, and whether it runs."""

    stretch: Stretch | None
    has_begun: bool


class HoursCalendar(HomeEntity[Shown], CalendarEntity):
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
    def read(self, now: datetime) -> Shown:
        found = next((stretch for stretch in self._all() if stretch.end > now), None)
        return Shown(found, has_begun=found is not None and found.start <= now)

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
        return self._event(self.value.stretch) if self.value.stretch else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        start, end = dt_util.as_utc(start_date), dt_util.as_utc(end_date)
        return [self._event(stretch) for stretch in overlapping(self._all(), start, end)]

    def _event(self, stretch: Stretch) -> CalendarEvent:
        devices = [device for resource, device in self._devices.items() if resource in stretch.worth_per_kw]
        return StretchEvent(
            _with_offset(dt_util.as_local(stretch.start)),
            _with_offset(dt_util.as_local(stretch.end)),
            self.entity_description.summary(stretch, devices, self._texts),
            self.entity_description.explanation(stretch, devices, self._texts),
        )

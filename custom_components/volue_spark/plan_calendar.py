"""The plan of one device as a calendar: when it runs, when it waits, and what it would do if it were left to itself."""

from datetime import datetime
from typing import override

from homeassistant.components.calendar import CalendarEntity, CalendarEntityDescription, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .calendar_events import Shown, StretchEvent
from .control.controller import Controller
from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .expected import Expected
from .homes import Device
from .plan_words import explanation, summary
from .spark.prospects import Prospect
from .spark.stretches import overlapping
from .words import Texts


class PlanCalendar(DeviceEntity[Shown[Prospect]], CalendarEntity):
    """On while the device runs or waits by its plan, and while it only would."""

    def __init__(
        self,
        coordinator: SparkCoordinator,
        description: CalendarEntityDescription,
        device: Device,
        controller: Controller,
        texts: Texts,
    ) -> None:
        """Keep who decides, and the words."""
        self._device = device
        self._controller = controller
        self._expected = Expected(controller, device)
        self._texts = texts
        super().__init__(coordinator, description, device)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._controller.listen(self._handle_coordinator_update))

    @override
    def read(self, now: datetime) -> Shown[Prospect]:
        return Shown.of(self._expected.by(self.timeline, now), now)

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
        expected = self._expected.by(self.timeline, dt_util.utcnow())
        return [self._event(found) for found in overlapping(expected, start, end)]

    def _event(self, prospect: Prospect) -> CalendarEvent:
        return StretchEvent.of(
            prospect,
            summary(prospect, self.timeline, self._device, self._texts),
            explanation(prospect, self.timeline, self._device, self._texts),
        )

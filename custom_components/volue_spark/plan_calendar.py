"""The plan of one device as a calendar: when it runs, when it waits, and what it would do if it were left to itself."""

from datetime import datetime
from typing import override

from homeassistant.components.calendar import CalendarEntityDescription, CalendarEvent

from .calendar_events import LastingCalendar, Shown, StretchEvent
from .control.controller import Controller
from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .expected import Expected
from .homes import Device
from .plan_words import explanation, summary
from .spark.prospects import Prospect
from .words import Texts


class PlanCalendar(LastingCalendar[Prospect], DeviceEntity[Shown[Prospect]]):
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
    def lasting(self, now: datetime) -> list[Prospect]:
        return self._expected.by(self.timeline, now)

    @override
    def told(self, lasting: Prospect) -> CalendarEvent:
        return StretchEvent.of(
            lasting,
            summary(lasting, self.timeline, self._device, self._texts),
            explanation(lasting, self.timeline, self._device, self._texts),
        )

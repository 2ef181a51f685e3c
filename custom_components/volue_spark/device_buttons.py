"""What a person asks of one device with a press: to run for a while, or to be left alone today."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.util import dt as dt_util

from .control.controller import Controller
from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .failures import writing
from .homes import Device

_TWO_HOURS = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class RequestDescription(ButtonEntityDescription):
    """What is asked of a controller, and when."""

    request: Callable[[Controller, datetime], Awaitable[None]]


async def run_for_two_hours(controller: Controller, now: datetime) -> None:
    """Let it run, whatever the curve says."""
    await controller.run_for(_TWO_HOURS)


async def not_today(controller: Controller, now: datetime) -> None:
    """Leave it alone for the rest of the local day, which may have 23 or 25 hours."""
    tomorrow = dt_util.as_local(now).date() + timedelta(days=1)
    await controller.leave_alone_for(dt_util.start_of_local_day(tomorrow) - now)


class RequestButton(DeviceEntity[None], ButtonEntity):
    """Pressed once more it counts from then on; "Follow price curve" switched on ends it."""

    entity_description: RequestDescription

    def __init__(
        self, coordinator: SparkCoordinator, description: RequestDescription, device: Device, controller: Controller
    ) -> None:
        """Keep who is asked."""
        self._controller = controller
        super().__init__(coordinator, description, device)

    @override
    def read(self, now: datetime) -> None:
        return None

    @override
    async def async_press(self) -> None:
        with writing():
            await self.entity_description.request(self._controller, dt_util.utcnow())

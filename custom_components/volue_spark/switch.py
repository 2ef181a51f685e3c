"""Follow price curve: one switch for each device that has something to control."""

from datetime import datetime
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .control.controller import Controller
from .coordinator import SparkCoordinator
from .data import SparkConfigEntry
from .entity import DeviceEntity
from .failures import writing
from .homes import Device, present

PARALLEL_UPDATES = 0

FOLLOW = SwitchEntityDescription(key="follow_price_curve", translation_key="follow_price_curve")


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a switch to each device that names an entity to control."""
    data = entry.runtime_data
    for device in present(entry, data.coordinator.devices):
        if controller := data.controls.by_key.get(device.key):
            async_add_entities(
                [FollowSwitch(data.coordinator, device, controller)], config_subentry_id=device.subentry_id
            )


class FollowSwitch(DeviceEntity[bool], SwitchEntity):
    """On: the device runs in favourable hours. Off: it is given back at once."""

    def __init__(self, coordinator: SparkCoordinator, device: Device, controller: Controller) -> None:
        """Keep who follows."""
        self._controller = controller
        super().__init__(coordinator, FOLLOW, device)

    @override
    def read(self, now: datetime) -> bool:
        return self._controller.memory.is_following

    @property
    @override
    def is_on(self) -> bool:
        return self.value

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._follow(wanted=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._follow(wanted=False)

    async def _follow(self, *, wanted: bool) -> None:
        with writing():
            await self._controller.follow(wanted=wanted)
        self._handle_coordinator_update()

"""Use power now, for each device."""

from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import SparkConfigEntry
from .entity import DeviceEntity
from .homes import present

PARALLEL_UPDATES = 0

USE_POWER_NOW = BinarySensorEntityDescription(key="use_power_now", translation_key="use_power_now")


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one sensor to each device."""
    coordinator = entry.runtime_data.coordinator
    for device in present(entry, coordinator.devices):
        async_add_entities(
            [UsePowerNowSensor(coordinator, USE_POWER_NOW, device)], config_subentry_id=device.subentry_id
        )


class UsePowerNowSensor(DeviceEntity[bool | None], BinarySensorEntity):
    """On while the delta is below zero, unknown while nothing is known."""

    @override
    def read(self, now: datetime) -> bool | None:
        delta = self.timeline.delta(now)
        return None if delta is None else delta < 0

    @property
    @override
    def is_on(self) -> bool | None:
        return self.value

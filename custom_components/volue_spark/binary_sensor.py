"""Use power now, for each device and for each home."""

from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import SparkConfigEntry
from .entity import DeviceEntity, HomeEntity
from .homes import present
from .spark.timeline import Timeline

PARALLEL_UPDATES = 0

USE_POWER_NOW = BinarySensorEntityDescription(key="use_power_now", translation_key="use_power_now")


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one sensor to each home and each device."""
    coordinator = entry.runtime_data.coordinator
    for home in present(entry, coordinator.homes.values()):
        async_add_entities(
            [HomeUsePowerNowSensor(coordinator, USE_POWER_NOW, home)], config_subentry_id=home.subentry_id
        )
    for device in present(entry, coordinator.devices):
        async_add_entities(
            [UsePowerNowSensor(coordinator, USE_POWER_NOW, device)], config_subentry_id=device.subentry_id
        )


def is_favourable(timeline: Timeline, now: datetime) -> bool | None:
    """Tell whether the delta is below zero, None while it is unknown."""
    delta = timeline.delta(now)
    return None if delta is None else delta < 0


class UsePowerNowSensor(DeviceEntity[bool | None], BinarySensorEntity):
    """On while the delta is below zero, unknown while nothing is known."""

    @override
    def read(self, now: datetime) -> bool | None:
        return is_favourable(self.timeline, now)

    @property
    @override
    def is_on(self) -> bool | None:
        return self.value


class HomeUsePowerNowSensor(HomeEntity[bool | None], BinarySensorEntity):
    """On while any device should use power; off where that is known of none, else unknown."""

    @override
    def read(self, now: datetime) -> bool | None:
        wishes = {is_favourable(timeline, now) for timeline in self.timelines}
        if True in wishes:
            return True
        return None if None in wishes else False

    @property
    @override
    def is_on(self) -> bool | None:
        return self.value

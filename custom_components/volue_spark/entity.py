"""What all entities share: the device they stand on, and silence while nothing changes."""

from abc import abstractmethod
from datetime import datetime
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import SparkCoordinator
from .homes import Device, Home
from .spark.timeline import Timeline

MANUFACTURER = "Volue Spark"


def home_device_info(home: Home) -> DeviceInfo:
    """Return the service device that stands for a home."""
    return DeviceInfo(
        identifiers={(DOMAIN, home.key)},
        entry_type=dr.DeviceEntryType.SERVICE,
        name=home.title,
        manufacturer=MANUFACTURER,
    )


class SparkEntity[ValueT](CoordinatorEntity[SparkCoordinator]):
    """An entity whose state is written when its value changed, and only then.

    A curve that covers now is valid whether or not the last poll worked, so
    availability does not follow the poll; what is not known is unknown.
    """

    _attr_has_entity_name = True
    value: ValueT

    def __init__(self, coordinator: SparkCoordinator, description: EntityDescription) -> None:
        """Keep the description."""
        super().__init__(coordinator)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        return True

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.value = self.read(dt_util.utcnow())

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        now = dt_util.utcnow()
        value = self.read(now)
        if self.is_news(value, now):
            self.value = value
            self.async_write_ha_state()

    def is_news(self, value: ValueT, now: datetime) -> bool:
        """Tell whether a value is worth a write."""
        return value != self.value

    @abstractmethod
    def read(self, now: datetime) -> ValueT:
        """Return the value that holds now."""


class HomeEntity[ValueT](SparkEntity[ValueT]):
    """An entity of a home."""

    def __init__(self, coordinator: SparkCoordinator, description: EntityDescription, home: Home) -> None:
        """Stand on the home's service device."""
        super().__init__(coordinator, description)
        self.home = home
        self._attr_unique_id = f"{home.key}_{description.key}"
        self._attr_device_info = home_device_info(home)
        self.value = self.read(dt_util.utcnow())

    @property
    def timelines(self) -> list[Timeline]:
        """Return the curves of the home's devices."""
        return [
            self.coordinator.data.timelines[device.resource.resource_id]
            for device in self.coordinator.devices
            if device.home.subentry_id == self.home.subentry_id
        ]


class DeviceEntity[ValueT](SparkEntity[ValueT]):
    """An entity of one resource."""

    def __init__(self, coordinator: SparkCoordinator, description: EntityDescription, device: Device) -> None:
        """Stand on a device of its own, reached by way of the home."""
        super().__init__(coordinator, description)
        self.resource_id = device.resource.resource_id
        self._attr_unique_id = f"{device.key}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, device.key)},
            name=device.title,
            manufacturer=MANUFACTURER,
            via_device_id=dr.async_get_device_id_by_identifier(
                coordinator.hass,
                (DOMAIN, device.home.key),
                config_entry_id=coordinator.config_entry.entry_id,
            ),
        )
        self.value = self.read(dt_util.utcnow())

    @property
    def timeline(self) -> Timeline:
        """Return the curve of this resource."""
        return self.coordinator.data.timelines[self.resource_id]

    def price_unit(self, now: datetime) -> str:
        """Return the unit of the delta: the curve's currency, before the first curve Home Assistant's own."""
        known = self.timeline.currency(now) or self.coordinator.currency(self.resource_id)
        currency = known or self.coordinator.hass.config.currency
        return f"{currency}/kWh"

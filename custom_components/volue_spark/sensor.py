"""The price delta of each device, as a number for automations and graphs."""

from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .data import SparkConfigEntry
from .entity import DeviceEntity

PARALLEL_UPDATES = 0

# No device class: Home Assistant has none for a price per kWh.
PRICE_DELTA = SensorEntityDescription(
    key="price_delta",
    translation_key="price_delta",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one sensor to each device."""
    coordinator = entry.runtime_data.coordinator
    for device in coordinator.devices:
        async_add_entities([PriceDeltaSensor(coordinator, PRICE_DELTA, device)], config_subentry_id=device.subentry_id)


@dataclass(frozen=True, slots=True)
class PriceDelta:
    """Money per kWh on top of spot, None while unknown, and its currency."""

    delta: float | None
    currency: str


class PriceDeltaSensor(DeviceEntity[PriceDelta], SensorEntity):
    """Below zero: please use more now."""

    @override
    def read(self, now: datetime) -> PriceDelta:
        currency = self.timeline.currency(now) or self.coordinator.hass.config.currency
        return PriceDelta(self.timeline.delta(now), currency)

    @property
    @override
    def native_value(self) -> float | None:
        return self.value.delta

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return f"{self.value.currency}/kWh"

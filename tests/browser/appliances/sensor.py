"""What an appliance draws, and what it has drawn: nothing, as long as nobody uses it."""

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import CHARGER, TANK, device_of

POWER = SensorEntityDescription(
    key="power",
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    state_class=SensorStateClass.MEASUREMENT,
)
ENERGY = SensorEntityDescription(
    key="energy",
    device_class=SensorDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    state_class=SensorStateClass.TOTAL_INCREASING,
)
# A charger counts; a plug in front of a tank often tells its power alone.
MEASURED = ((CHARGER, POWER), (CHARGER, ENERGY), (TANK, POWER))


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback) -> None:
    """Add the sensors."""
    add(ApplianceSensor(name, description) for name, description in MEASURED)


class ApplianceSensor(SensorEntity):
    """A sensor of an appliance that stands still."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _attr_native_value = 0

    def __init__(self, name: str, description: SensorEntityDescription) -> None:
        """Belong to an appliance."""
        self.entity_description = description
        self._attr_unique_id = f"{name} {description.key}"
        self._attr_device_info = device_of(name)

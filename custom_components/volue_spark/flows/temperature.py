"""What can measure how warm it is."""

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
from homeassistant.util.unit_conversion import TemperatureConverter

from .offered import OfferedEntity, is_own


def temperature_selector(hass: HomeAssistant) -> EntitySelector:
    """Return the list of temperature sensors."""
    own = [found for found in hass.states.async_entity_ids(Platform.SENSOR) if is_own(hass, found)]
    config = EntitySelectorConfig(
        filter=[{"domain": Platform.SENSOR, "device_class": SensorDeviceClass.TEMPERATURE}], exclude_entities=own
    )
    return OfferedEntity(config)


def check_temperature(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return what is wrong with an entity that shall measure how warm it is, None where nothing is."""
    state = hass.states.get(entity_id)
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    is_fit = split_entity_id(entity_id)[0] == Platform.SENSOR and not is_own(hass, entity_id)
    return None if is_fit and unit in TemperatureConverter.VALID_UNITS else "no_temperature"

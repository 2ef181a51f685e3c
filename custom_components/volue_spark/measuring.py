"""What a sensor measures, in the units that the core reckons with."""

from math import isfinite

from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorDeviceClass, SensorStateClass
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    Platform,
    UnitOfPower,
    UnitOfTemperature,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import BaseUnitConverter, EnergyConverter, PowerConverter, TemperatureConverter

# The recorder keeps a sum of these, and a mean of those; nothing else becomes kWh.
_USABLE: dict[str, tuple[set[SensorStateClass], set[str | None]]] = {
    SensorDeviceClass.ENERGY: (
        {SensorStateClass.TOTAL, SensorStateClass.TOTAL_INCREASING},
        {*EnergyConverter.VALID_UNITS},
    ),
    SensorDeviceClass.POWER: ({SensorStateClass.MEASUREMENT}, {*PowerConverter.VALID_UNITS}),
}


def measured_by(hass: HomeAssistant, entity_id: str) -> SensorDeviceClass | None:
    """Return ENERGY or POWER, None for what proves no consumption."""
    state = hass.states.get(entity_id)
    if state is None or state.domain != Platform.SENSOR:
        return None
    device_class = state.attributes.get(ATTR_DEVICE_CLASS, "")
    state_classes, units = _USABLE.get(device_class, (set(), set()))
    is_kept = state.attributes.get(ATTR_STATE_CLASS) in state_classes
    is_convertible = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) in units
    return SensorDeviceClass(device_class) if is_kept and is_convertible else None


def power_beside(hass: HomeAssistant, entity_id: str) -> State | None:
    """Return the first power sensor of the same device, as it is now."""
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id)
    beside = er.async_entries_for_device(registry, entry.device_id) if entry and entry.device_id else []
    states = [hass.states.get(found.entity_id) for found in beside]
    power = (state for state in states if state and measured_by(hass, state.entity_id) is SensorDeviceClass.POWER)
    return next(power, None)


def power_kw(state: State | None) -> float | None:
    """Return a power in kW, None where a state tells none."""
    return _converted(state, PowerConverter, UnitOfPower.KILO_WATT)


def temperature_c(state: State | None) -> float | None:
    """Return a temperature in °C, None where a state tells none."""
    return _converted(state, TemperatureConverter, UnitOfTemperature.CELSIUS)


def _converted(state: State | None, converter: type[BaseUnitConverter], unit: str) -> float | None:
    own = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    if state is None or own not in converter.VALID_UNITS:
        return None
    try:
        amount = converter.convert(float(state.state), own, unit)
    except ValueError:
        return None
    return amount if isfinite(amount) else None

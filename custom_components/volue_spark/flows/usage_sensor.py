"""Which sensors can prove what a device draws, and a look at the last days of the chosen one."""

from datetime import timedelta

from homeassistant.components.sensor import ATTR_STATE_CLASS, SensorDeviceClass, SensorStateClass
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter, PowerConverter

from ..const import CONF_USAGE_ENTITY_ID
from ..spark.models import ResourceType
from ..spark.usage import comes_in_lumps
from ..statistics import recent_usage
from .attempt import Outcome
from .offered import is_own

# Long enough for a tank or a car that is charged every other day, short enough for a form.
_LAST_DAYS = timedelta(days=3)
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


def usable_sensors(hass: HomeAssistant) -> list[str]:
    """Return all sensors that a form may offer."""
    found = hass.states.async_entity_ids(Platform.SENSOR)
    return sorted(entity_id for entity_id in found if measured_by(hass, entity_id) and not is_own(hass, entity_id))


async def check_last_days(hass: HomeAssistant, entity_id: str, resource_type: ResourceType) -> Outcome:
    """Refuse a counter that is published late, and name the power sensor to take instead."""
    if measured_by(hass, entity_id) is not SensorDeviceClass.ENERGY:
        return Outcome()
    now = dt_util.utcnow()
    rows = await recent_usage(hass, entity_id, now - _LAST_DAYS, now)
    if not comes_in_lumps(rows, resource_type):
        return Outcome()
    if power := power_beside(hass, entity_id):
        return Outcome({CONF_USAGE_ENTITY_ID: "late_counter"}, {"power_sensor": power.name})
    return Outcome({CONF_USAGE_ENTITY_ID: "late_counter_alone"})


def power_beside(hass: HomeAssistant, entity_id: str) -> State | None:
    """Return the first power sensor of the same device, as it is now."""
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id)
    beside = er.async_entries_for_device(registry, entry.device_id) if entry and entry.device_id else []
    states = [hass.states.get(found.entity_id) for found in beside]
    power = (state for state in states if state and measured_by(hass, state.entity_id) is SensorDeviceClass.POWER)
    return next(power, None)

"""Which sensors can prove what a device draws, and a look at the last days of the chosen one."""

from datetime import timedelta

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import CONF_USAGE_ENTITY_ID
from ..measuring import measured_by, power_beside
from ..spark.models import ResourceType
from ..spark.usage import comes_in_lumps
from ..statistics import recent_usage
from .attempt import Outcome
from .offered import is_own

# Long enough for a tank or a car that is charged every other day, short enough for a form.
_LAST_DAYS = timedelta(days=3)


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

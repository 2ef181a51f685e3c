"""What the whole house may draw: the sensor that shows it, and the limit."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform, UnitOfPower
from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
from homeassistant.util.unit_conversion import PowerConverter
import voluptuous as vol

from ..const import CONF_HOUSE_LIMIT_KW, CONF_HOUSE_POWER_ENTITY_ID
from .attempt import Outcome, wrong
from .offered import Amount, OfferedEntity, is_own

type Answers = Mapping[str, Any]

# A flat with one fuse of 10 A draws 2.3 kW; what is above 200 kW was meant in W.
_LIMIT = Amount(1, 200, UnitOfPower.KILO_WATT, "any")
_KEYS = (CONF_HOUSE_POWER_ENTITY_ID, CONF_HOUSE_LIMIT_KW)


def house_limit_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the page."""
    sensor = {vol.Optional(CONF_HOUSE_POWER_ENTITY_ID): house_power_selector(hass)}
    return vol.Schema({**sensor, vol.Optional(CONF_HOUSE_LIMIT_KW): _LIMIT.selector})


def house_power_selector(hass: HomeAssistant) -> EntitySelector:
    """Return the list of power sensors."""
    own = [found for found in hass.states.async_entity_ids(Platform.SENSOR) if is_own(hass, found)]
    config = EntitySelectorConfig(
        filter=[{"domain": Platform.SENSOR, "device_class": SensorDeviceClass.POWER}], exclude_entities=own
    )
    return OfferedEntity(config)


def check_house_limit(hass: HomeAssistant, answers: Answers) -> Outcome:
    """Refuse one without the other, and what is no power and no limit of a house."""
    missing = [key for key in _KEYS if answers.get(key) is None]
    if len(missing) == 1:
        return wrong("house_both", missing[0])
    if missing:
        return Outcome()
    if problem := check_house_power(hass, answers[CONF_HOUSE_POWER_ENTITY_ID]):
        return wrong(problem, CONF_HOUSE_POWER_ENTITY_ID)
    if _LIMIT.allows(answers[CONF_HOUSE_LIMIT_KW]):
        return Outcome()
    return Outcome({CONF_HOUSE_LIMIT_KW: "house_limit_range"}, _LIMIT.quoted)


def check_house_power(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return what is wrong with an entity that shall show what the house draws, None where nothing is."""
    if is_own(hass, entity_id):
        return "own_entity"
    state = hass.states.get(entity_id)
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    is_power = split_entity_id(entity_id)[0] == Platform.SENSOR and unit in PowerConverter.VALID_UNITS
    return None if is_power else "house_no_power"


def with_house_limit(data: Answers, answers: Answers) -> dict[str, Any]:
    """Return a home's data with the limit, or without one."""
    rest = {key: value for key, value in data.items() if key not in _KEYS}
    return rest | {key: answers[key] for key in _KEYS if key in answers}

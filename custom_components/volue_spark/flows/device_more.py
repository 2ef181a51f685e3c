"""What nearly nobody needs to say: the rated power, whether it is reported, what tells that a vehicle is at home."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import Platform, UnitOfPower
from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import voluptuous as vol

from ..const import (
    CONF_OWN_ACTIONS,
    CONF_PRESENCE_ENTITY_ID,
    CONF_RATED_POWER_KW,
    CONF_REPORTED,
    CONF_RESOURCE_TYPE,
    CONF_USAGE_ENTITY_ID,
)
from ..spark.models import ResourceType
from ..spark.usage import MOST_KW
from .attempt import Outcome
from .offered import OfferedEntity, is_own

# These know where a car is, or that it is plugged in at home.
_PRESENCE_DOMAINS = ("device_tracker", "person", Platform.BINARY_SENSOR)


def more_fields(hass: HomeAssistant, resource_type: object) -> dict[Any, Any]:
    """Return the questions that may stay hidden; only a vehicle is asked when it is at home."""
    fields: dict[Any, Any] = {vol.Optional(CONF_RATED_POWER_KW): rated_power_selector()}
    if resource_type == ResourceType.VEHICLE:
        fields[vol.Optional(CONF_PRESENCE_ENTITY_ID)] = presence_selector(hass)
    fields[vol.Optional(CONF_REPORTED, default=True)] = BooleanSelector()
    return {**fields, vol.Optional(CONF_OWN_ACTIONS): BooleanSelector()}


def rated_power_selector() -> NumberSelector:
    """Return the field for a power in kW."""
    return NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=max(MOST_KW.values()),
            step="any",
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=UnitOfPower.KILO_WATT,
        )
    )


def presence_selector(hass: HomeAssistant) -> EntitySelector:
    """Return the list of what can tell whether a vehicle is at home."""
    own = [found for found in hass.states.async_entity_ids(_PRESENCE_DOMAINS) if is_own(hass, found)]
    return OfferedEntity(EntitySelectorConfig(filter=[{"domain": list(_PRESENCE_DOMAINS)}], exclude_entities=own))


def check_presence(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return what is wrong with an entity that shall tell whether a vehicle is at home, None where nothing is."""
    is_known = hass.states.get(entity_id) or er.async_get(hass).async_get(entity_id)
    is_fit = split_entity_id(entity_id)[0] in _PRESENCE_DOMAINS and not is_own(hass, entity_id)
    return None if is_known and is_fit else "no_presence"


def check_rated_power(data: Mapping[str, Any]) -> Outcome:
    """Refuse what such a device cannot draw; said above the page, for the section may be closed."""
    most = MOST_KW[ResourceType(data[CONF_RESOURCE_TYPE])]
    if 0 < data.get(CONF_RATED_POWER_KW, most) <= most:
        return Outcome()
    return Outcome({"base": "rated_power"}, {"most": str(most)})


def earns_nothing(data: Mapping[str, Any]) -> bool:
    """Tell whether a vehicle is measured and shall be reported, and nobody knows when it is at home."""
    is_measured = bool(data.get(CONF_USAGE_ENTITY_ID)) and data.get(CONF_REPORTED, True)
    is_vehicle = data[CONF_RESOURCE_TYPE] == ResourceType.VEHICLE
    return bool(is_vehicle and is_measured and not data.get(CONF_PRESENCE_ENTITY_ID))


def without_the_usual(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a device's data without what goes without saying, and without what concerns other types."""
    kept = {key: value for key, value in data.items() if (key, value) != (CONF_REPORTED, True)}
    if data.get(CONF_RESOURCE_TYPE) != ResourceType.VEHICLE:
        kept.pop(CONF_PRESENCE_ENTITY_ID, None)
    return kept

"""Which of a device's entities switches all of it, if that is clear: a wrong one would be submitted unread."""

from collections.abc import Sequence

from homeassistant.components.switch.const import SwitchDeviceClass
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform, UnitOfElectricCurrent
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..spark.models import ResourceType
from .control import PLAIN

type Entries = Sequence[er.RegistryEntry]

# In English, and in the languages of the countries where Spark is.
_SWITCH_WORDS = ("charg", "enable", "relay", "lading", "laddning")
_CURRENT_WORDS = ("charg", "lade", "ladning", "lading", "laddning", "current limit", "current_limit", "max current")
_SWITCH_CLASSES = (SwitchDeviceClass.OUTLET, SwitchDeviceClass.SWITCH)
_OWN_DOMAIN = {ResourceType.HOT_WATER_TANK: Platform.WATER_HEATER, ResourceType.HVAC: Platform.CLIMATE}
_HAVE_A_CURRENT = (ResourceType.CHARGER, ResourceType.VEHICLE)


def proposed_control(hass: HomeAssistant, entries: Entries, kind: ResourceType | None) -> str | None:
    """Return the switch of the whole device, else its heater, else its charging current.

    Where several could be it, none: a cable lock is a switch as well.
    """
    switches = [entry for entry in entries if entry.domain in PLAIN]
    plain = [entry for entry in switches if entry.entity_category is None]
    named = [entry for entry in switches if any(word in name_of(entry) for word in _SWITCH_WORDS)]
    classed = [entry for entry in plain if (entry.device_class or entry.original_device_class) in _SWITCH_CLASSES]
    others = [] if plain or named else _others(hass, entries, kind)
    for candidates in ([entry for entry in named if entry in plain], classed, plain, named, others):
        if len(candidates) == 1:
            return candidates[0].entity_id
    return None


def _others(hass: HomeAssistant, entries: Entries, kind: ResourceType | None) -> Entries:
    """Return what can be switched otherwise in a device of this type."""
    if kind in _HAVE_A_CURRENT:
        return [entry for entry in entries if _is_charging_current(hass, entry)]
    return [entry for entry in entries if kind in _OWN_DOMAIN and entry.domain == _OWN_DOMAIN[kind]]


def _is_charging_current(hass: HomeAssistant, entry: er.RegistryEntry) -> bool:
    state = hass.states.get(entry.entity_id)
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    is_current = entry.domain == Platform.NUMBER and unit == UnitOfElectricCurrent.AMPERE
    return is_current and any(word in name_of(entry) for word in _CURRENT_WORDS)


def name_of(entry: er.RegistryEntry) -> str:
    """Return all that an entity is called, in small letters."""
    return f"{entry.name or entry.original_name or ''} {entry.entity_id}".lower()

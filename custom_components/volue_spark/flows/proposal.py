"""What a device of Home Assistant suggests: its type, the sensor that measures it, the switch that turns it on."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from homeassistant.components.energy.const import DOMAIN as ENERGY_DOMAIN
from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.switch.const import SwitchDeviceClass
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import CONF_CONTROL_ENTITY_ID, CONF_RESOURCE_TYPE, CONF_USAGE_ENTITY_ID, DOMAIN
from ..control.adapters import DOMAINS
from ..measuring import measured_by
from ..spark.models import ResourceType

# In the languages of the countries where Spark is, and in English; the first that is found counts.
_TYPE_WORDS = {
    ResourceType.CHARGER: (
        *("charger", "charging station", "wallbox", "wall connector", "evse", "easee", "zaptec", "chargeamps"),
        *("lader", "ladestasjon", "elbil", "laddbox", "laddare", "laturi"),
    ),
    ResourceType.HOT_WATER_TANK: (
        *("water heater", "hot water", "hotwater", "boiler", "water tank", "høiax", "hoiax"),
        *("bereder", "varmtvann", "vvb", "varmvatten", "varmtvand", "lämminvesi"),
    ),
    ResourceType.VEHICLE: ("vehicle", "kjøretøy", "fordon", "køretøj", "polestar"),
    ResourceType.HVAC: (
        *("heat pump", "air condition", "aircon", "hvac", "thermostat", "heater"),
        *("varmepumpe", "värmepump", "ilmalämpöpumppu", "panelovn", "varmekabel"),
    ),
}
_TYPE_DOMAINS = {
    Platform.WATER_HEATER: ResourceType.HOT_WATER_TANK,
    Platform.CLIMATE: ResourceType.HVAC,
}
# What was fed in is no consumption; a counter that starts anew with each car is the second choice.
_FED_IN = ("return", "export", "produc", "inject")
_SESSION = "session"
_SWITCH_WORDS = ("charg", "enable", "relay", "lading", "laddning")
_SWITCH_CLASSES = (SwitchDeviceClass.OUTLET, SwitchDeviceClass.SWITCH)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What can be filled in; None where the device does not tell."""

    name: str | None = None
    resource_type: ResourceType | None = None
    usage_entity_id: str | None = None
    control_entity_id: str | None = None

    @property
    def answers(self) -> dict[str, str]:
        """Return it as the answers of a form."""
        found = {
            CONF_RESOURCE_TYPE: self.resource_type,
            CONF_USAGE_ENTITY_ID: self.usage_entity_id,
            CONF_CONTROL_ENTITY_ID: self.control_entity_id,
        }
        return {key: value for key, value in found.items() if value}


async def propose(hass: HomeAssistant, device: dr.AnyDeviceEntry, taken: Container[str]) -> Proposal:
    """Return what a device suggests; entities that are ``taken`` already suggest nothing."""
    entries = [
        entry
        for entry in er.async_entries_for_device(er.async_get(hass), device.id)
        if entry.platform != DOMAIN
        and entry.hidden_by is None
        and entry.entity_category is not EntityCategory.DIAGNOSTIC
    ]
    free = [entry for entry in entries if entry.entity_id not in taken]
    return Proposal(
        device.name_by_user or device.name,
        _type(device, entries),
        _usage(hass, free, await _on_the_dashboard(hass)),
        _control(free),
    )


def _type(device: dr.AnyDeviceEntry, entries: Sequence[er.RegistryEntry]) -> ResourceType | None:
    """Return the type by what the device is called, then by its domains, then by its entities' names."""
    # A part of a device has no model of its own.
    made = (device.manufacturer, device.model) if isinstance(device, dr.DeviceEntry) else ()
    domains = [_TYPE_DOMAINS[Platform(entry.domain)] for entry in entries if entry.domain in _TYPE_DOMAINS]
    return (
        _type_in(device.name_by_user, device.name, *made)
        or max(domains, default=None)  # a heat pump that makes hot water as well is one
        or _type_in(*map(_name, entries))
    )


def _type_in(*texts: str | None) -> ResourceType | None:
    text = " ".join(filter(None, texts)).lower()
    return next((kind for kind, words in _TYPE_WORDS.items() if any(word in text for word in words)), None)


def _name(entry: er.RegistryEntry) -> str:
    return f"{entry.name or entry.original_name or ''} {entry.entity_id}".lower()


async def _on_the_dashboard(hass: HomeAssistant) -> set[str]:
    """Return the counters that the energy dashboard lists as single devices."""
    if ENERGY_DOMAIN not in hass.config.components:
        return set()
    preferences = (await async_get_manager(hass)).data
    return {device["stat_consumption"] for device in preferences["device_consumption"]} if preferences else set()


def _usage(hass: HomeAssistant, entries: Sequence[er.RegistryEntry], listed: Container[str]) -> str | None:
    """Return the sensor that the household measures this device with already, else a counter, else its power."""

    def rank(entry: er.RegistryEntry) -> tuple[bool, bool, bool, str]:
        return (
            entry.entity_id not in listed,
            _SESSION in _name(entry),
            measured_by(hass, entry.entity_id) is SensorDeviceClass.POWER,
            entry.entity_id,
        )

    usable = [
        entry
        for entry in entries
        if measured_by(hass, entry.entity_id) and not any(word in _name(entry) for word in _FED_IN)
    ]
    return min(usable, key=rank).entity_id if usable else None


def _control(entries: Sequence[er.RegistryEntry]) -> str | None:
    """Return the switch of the whole device; where several could be it, none: a cable lock is a switch as well."""
    switches = [entry for entry in entries if entry.domain in DOMAINS]
    plain = [entry for entry in switches if entry.entity_category is None]
    named = [entry for entry in switches if any(word in _name(entry) for word in _SWITCH_WORDS)]
    classed = [entry for entry in plain if (entry.device_class or entry.original_device_class) in _SWITCH_CLASSES]
    for candidates in ([entry for entry in named if entry in plain], classed, plain, named):
        if len(candidates) == 1:
            return candidates[0].entity_id
    return None

"""What a device of Home Assistant suggests: its type, the sensor that measures it, what switches it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from homeassistant.components.energy.const import DOMAIN as ENERGY_DOMAIN
from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import CONF_CONTROL_ENTITY_ID, CONF_RESOURCE_TYPE, CONF_USAGE_ENTITY_ID, DOMAIN
from ..measuring import measured_by
from ..spark.models import ResourceType
from .proposed_control import name_of, proposed_control

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
    free, kind = [entry for entry in entries if entry.entity_id not in taken], _type(device, entries)
    return Proposal(
        device.name_by_user or device.name,
        kind,
        _usage(hass, free, await _on_the_dashboard(hass)),
        proposed_control(hass, free, kind),
    )


def _type(device: dr.AnyDeviceEntry, entries: Sequence[er.RegistryEntry]) -> ResourceType | None:
    """Return the type by what the device is called, then by its domains, then by its entities' names."""
    # A part of a device has no model of its own.
    made = (device.manufacturer, device.model) if isinstance(device, dr.DeviceEntry) else ()
    domains = [_TYPE_DOMAINS[Platform(entry.domain)] for entry in entries if entry.domain in _TYPE_DOMAINS]
    return (
        _type_in(device.name_by_user, device.name, *made)
        or max(domains, default=None)  # a heat pump that makes hot water as well is one
        or _type_in(*map(name_of, entries))
    )


def _type_in(*texts: str | None) -> ResourceType | None:
    text = " ".join(filter(None, texts)).lower()
    return next((kind for kind, words in _TYPE_WORDS.items() if any(word in text for word in words)), None)


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
            _SESSION in name_of(entry),
            measured_by(hass, entry.entity_id) is SensorDeviceClass.POWER,
            entry.entity_id,
        )

    usable = [
        entry
        for entry in entries
        if measured_by(hass, entry.entity_id) and not any(word in name_of(entry) for word in _FED_IN)
    ]
    return min(usable, key=rank).entity_id if usable else None

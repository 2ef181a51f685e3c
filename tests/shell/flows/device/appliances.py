"""Appliances as other integrations bring them: a device, its entities, and their states."""

from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

ENERGY = {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "kWh"}
POWER = {"device_class": "power", "state_class": "measurement", "unit_of_measurement": "W"}


@dataclass
class Appliance:
    """A device of another integration."""

    hass: HomeAssistant
    name: str | None
    model: str | None = None
    manufacturer: str | None = None
    domain: str = "test"
    device: dr.DeviceEntry = field(init=False)

    def __post_init__(self) -> None:
        """Register it."""
        self.entry = MockConfigEntry(domain=self.domain)
        self.entry.add_to_hass(self.hass)
        self.device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(self.domain, self.entry.entry_id)},
            name=self.name,
            model=self.model,
            manufacturer=self.manufacturer,
        )

    def add(
        self,
        entity_id: str,
        attributes: dict[str, str] | None = None,
        *,
        category: EntityCategory | None = None,
        hidden: bool = False,
    ) -> str:
        """Add an entity with a state, and return its id."""
        domain, name = split_entity_id(entity_id)
        registry = er.async_get(self.hass)
        made = registry.async_get_or_create(
            domain,
            self.domain,
            name,
            config_entry=self.entry,
            device_id=self.device.id,
            suggested_object_id=name,
            entity_category=category,
            hidden_by=er.RegistryEntryHider.USER if hidden else None,
            original_device_class=(attributes or {}).get("device_class"),
            original_name=name.replace("_", " "),
        )
        assert made.entity_id == entity_id
        self.hass.states.async_set(entity_id, "0", attributes or {})
        return entity_id


def a_charger(hass: HomeAssistant) -> Appliance:
    """Return a charger with a counter, its power and a switch."""
    charger = Appliance(hass, "Garage", model="Wallbox 22")
    charger.add("sensor.garage_energy", ENERGY)
    charger.add("sensor.garage_power", POWER)
    charger.add("switch.garage")
    return charger


def a_tank(hass: HomeAssistant) -> Appliance:
    """Return a smart plug that somebody called after his tank."""
    tank = Appliance(hass, "Bereder")
    tank.add("sensor.bereder_energy", ENERGY)
    tank.add("switch.bereder")
    return tank


def helper(hass: HomeAssistant, entity_id: str, attributes: dict[str, Any] | None = None) -> str:
    """Return an entity that belongs to no device."""
    hass.states.async_set(entity_id, "0", attributes or {})
    return entity_id

"""One switch each."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import NAMES, device_of


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback) -> None:
    """Add the switches."""
    add(ApplianceSwitch(name) for name in NAMES)


class ApplianceSwitch(SwitchEntity):
    """A switch that does what it is told."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_should_poll = False
    _attr_is_on = False

    def __init__(self, name: str) -> None:
        """Belong to an appliance."""
        self._attr_unique_id = name
        self._attr_device_info = device_of(name)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._attr_is_on = False
        self.async_write_ha_state()

"""A charger and a hot water tank, as a manufacturer's own integration brings them.

The demo's appliances are helpers, which belong to no device; a homeowner's have
one, and the set-up begins with choosing it.
"""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo

DOMAIN = "appliances"
CHARGER, TANK = "Garage charger", "Hot water tank"
NAMES = (CHARGER, TANK)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Add what can be switched and what is measured."""
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.SWITCH, Platform.SENSOR])
    return True


def device_of(name: str) -> DeviceInfo:
    """Return the device that an appliance is."""
    return DeviceInfo(identifiers={(DOMAIN, name)}, name=name, manufacturer="Example")

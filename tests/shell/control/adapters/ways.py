"""What every domain's tests do: have a device, let hours pass, be a person, look."""

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import TANK, Account
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to

WARM = "sensor.warm"
type Look = Callable[[], Any]
type Data = Mapping[str, Any]

# Held back for the hour before noon, and no longer; what is warm may be.
WAITS: Data = {"waits": True, "wait_hours": 1, "temperature_entity_id": WARM, "floor": 19, "hot": 60}


async def demo(hass: HomeAssistant, platform: Platform) -> MockConfigEntry:
    """Set up one platform of Home Assistant's demo."""
    with patch("homeassistant.components.demo.COMPONENTS_WITH_CONFIG_ENTRY_DEMO_PLATFORM", [platform]):
        entry = MockConfigEntry(domain="demo")
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def switched(account: Account, entity_id: str, following: Data, kind: str = "hot_water_tank") -> None:
    """Let the account's one device follow in a way of its own; what it heats is warm."""
    account.hass.states.async_set(WARM, "65", {"unit_of_measurement": "°C"})
    account.devices = {TANK: kind}
    account.entities = {TANK: {"control_entity_id": entity_id, "following": following}}


async def through_the_hours(hass: HomeAssistant, freezer: FrozenDateTimeFactory, look: Look) -> list[Any]:
    """Return what is seen now, in each favourable hour, and after them."""
    seen = [look()]
    for at in (NOON, NOON + MINUTE, NOON + HOUR, NOON + 2 * HOUR):
        await move_to(hass, freezer, at)
        seen.append(look())
    return seen


def state_of(hass: HomeAssistant, entity_id: str) -> Look:
    """Return what looks at a state."""
    return lambda: _found(hass, entity_id).state


def attribute_of(hass: HomeAssistant, entity_id: str, name: str) -> Look:
    """Return what looks at an attribute."""
    return lambda: _found(hass, entity_id).attributes.get(name)


def _found(hass: HomeAssistant, entity_id: str) -> Any:
    state = hass.states.get(entity_id)
    assert state, entity_id
    return state


async def use(hass: HomeAssistant, service: str, entity_id: str, **data: Any) -> None:
    """Let a person use a service of an entity."""
    domain, _, name = service.partition(".")
    await hass.services.async_call(domain, name, {"entity_id": entity_id, **data}, blocking=True)
    await hass.async_block_till_done()

"""Devices that are on or off: switch and input_boolean."""

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State, split_entity_id

DOMAINS = ("switch", "input_boolean")

_VALUES = {STATE_ON: True, STATE_OFF: False}


def value_of(state: State | None) -> bool | None:
    """Return on or off; None where a state says neither, as when it is unavailable."""
    return _VALUES.get(state.state) if state else None


async def turn(hass: HomeAssistant, entity_id: str, *, value: bool) -> None:
    """Switch an entity; raises HomeAssistantError where it cannot be."""
    service = SERVICE_TURN_ON if value else SERVICE_TURN_OFF
    domain, _ = split_entity_id(entity_id)
    await hass.services.async_call(domain, service, {ATTR_ENTITY_ID: entity_id}, blocking=True)

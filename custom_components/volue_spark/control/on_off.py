"""Devices that are on or off: switch and input_boolean."""

import asyncio
from datetime import timedelta

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State, split_entity_id
from homeassistant.exceptions import HomeAssistantError

DOMAINS = ("switch", "input_boolean")
# So long a device may take to answer; a reload must not wait for it for ever.
PATIENCE = timedelta(seconds=30)

_VALUES = {STATE_ON: True, STATE_OFF: False}


def value_of(state: State | None) -> bool | None:
    """Return on or off; None where a state says neither, as when it is unavailable."""
    return _VALUES.get(state.state) if state else None


async def turn(hass: HomeAssistant, entity_id: str, *, value: bool) -> None:
    """Switch an entity; raises HomeAssistantError where it cannot be, or not within our patience."""
    service = SERVICE_TURN_ON if value else SERVICE_TURN_OFF
    domain, _ = split_entity_id(entity_id)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await hass.services.async_call(domain, service, {ATTR_ENTITY_ID: entity_id}, blocking=True)
    except HomeAssistantError:
        raise
    except Exception as err:  # the device's integration is somebody else's and may raise anything
        raise HomeAssistantError(str(err) or type(err).__name__) from err

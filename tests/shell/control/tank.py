"""What every test of the tank does: let time pass, be a person, look."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed_exact,
)

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SWITCH = "input_boolean.tank"
FOLLOW = "switch.hot_water_tank_follow_price_curve"


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time reach an instant exactly."""
    freezer.move_to(now)
    async_fire_time_changed_exact(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


async def person(hass: HomeAssistant, state: str) -> None:
    """Let a person switch the tank, at the device itself: no context tells who it was."""
    hass.states.async_set(SWITCH, state)
    await hass.async_block_till_done()


async def follow(hass: HomeAssistant, service: str) -> None:
    """Use the switch "Follow price curve"."""
    await hass.services.async_call("switch", service, {"entity_id": FOLLOW}, blocking=True)
    await hass.async_block_till_done()


def tank_is(hass: HomeAssistant) -> str:
    """Return the state of the tank."""
    state = hass.states.get(SWITCH)
    assert state
    return state.state

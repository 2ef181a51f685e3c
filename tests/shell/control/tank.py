"""What every test of the tank does: let time pass, be a person, look."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed_exact,
)

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Right after a call a device may report anything: a person is known by what holds.
MINUTE = timedelta(minutes=1)
SWITCH = "input_boolean.tank"
BY_SWITCH: dict[str, Any] = {
    "entity_id": SWITCH,
    "how": "on_off",
    "run": None,
    "wait": None,
    "start_action": [],
    "give_back_action": [],
    "patience_seconds": 30,
}
FOLLOW = "switch.hot_water_tank_follow_price_curve"
# Takes calls and does nothing: what it reports is said by the test.
DEAF = "switch.deaf"


def held(expected: str | None, *, since: datetime = NOON, until: datetime = NOON + 2 * HOUR) -> dict[str, Any]:
    """Return the hold of a tank that was found off, as it stands on disk."""
    return {
        "switching": BY_SWITCH,
        "found": "off",
        "task": "run",
        "since": since.timestamp(),
        "until": until.timestamp(),
        "expected": expected,
        "registry_id": None,
        "is_given_up": False,
    }


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


def takes_calls(hass: HomeAssistant) -> list[str]:
    """Let all switches take calls and do nothing; return what they were asked."""
    calls: list[str] = []
    for service in ("turn_on", "turn_off"):
        hass.services.async_register("switch", service, lambda call: calls.append(call.service))
    return calls

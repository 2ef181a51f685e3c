"""Pressing the button of the test event, and reading what came of it."""

import logging

from homeassistant.const import EVENT_STATE_CHANGED, STATE_OFF
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import CHARGER, TANK, Account, SetUp

BUTTON, LAST = "button.test_home_send_a_test_event", "sensor.test_home_last_test_event"
ASKED = r"Spark → Home Assistant \d+\.\d+ s, asked \(not told by Spark\)"
DEAF = "switch.deaf"
CHARGER_SWITCH, TANK_SWITCH = "input_boolean.charger", "input_boolean.tank"


async def add_switches(hass: HomeAssistant, account: Account) -> None:
    """Give both devices something to switch, both of them off."""
    helpers = {"charger": {"name": "Charger"}, "tank": {"name": "Tank"}}
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": helpers})
    account.entities = {
        CHARGER: {"control_entity_id": CHARGER_SWITCH},
        TANK: {"control_entity_id": TANK_SWITCH},
    }


async def press(hass: HomeAssistant) -> None:
    """Press the button as a dashboard does."""
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)


async def pressed(hass: HomeAssistant) -> str:
    """Press it, wait until the devices have answered, and return what is said of it."""
    await press(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    return said(hass)


def said(hass: HomeAssistant) -> str:
    """Return what is said of the last test event."""
    state = hass.states.get(LAST)
    assert state
    return state.state


def all_said(hass: HomeAssistant) -> list[str]:
    """Return a list that will hold all that is said of test events from now on, each as often as it is written."""
    found: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == LAST and (state := event.data["new_state"]):
            found.append(state.state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    return found


async def set_up_deaf(hass: HomeAssistant, account: Account, set_up: SetUp) -> MockConfigEntry:
    """Set up with a charger that takes calls and does nothing: what it reports is said by the test."""
    hass.states.async_set(DEAF, STATE_OFF)
    account.entities = {CHARGER: {"control_entity_id": DEAF}}
    entry = await set_up()
    hass.services.async_register("switch", "turn_on", lambda _: None)
    return entry


def exceptions(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what a person would find in the log who looks for exceptions."""
    return [found.getMessage() for found in caplog.records if found.exc_info and found.levelno >= logging.WARNING]

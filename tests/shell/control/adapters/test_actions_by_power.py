"""Where only power shows that a device runs, nobody can tell what the actions did."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.boost import ACTIONS, HOT, POWER, action, runs
from tests.shell.control.adapters.ways import state_of, switched, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to, person

pytestmark = pytest.mark.usefixtures("boost")


async def test_power_that_falls_is_nobodys_decision(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """Water that is hot needs no power: the boost is still on, and has to be given back."""
    switched(account, POWER, ACTIONS)
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await use(hass, "input_boolean.turn_on", HOT)
    assert state_of(hass, POWER)() == "5"
    await move_to(hass, freezer, NOON + HOUR)
    assert state_of(hass, SWITCH)() == "on"
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert state_of(hass, SWITCH)() == "off"
    assert runs(told) == ["turn_on", "turn_off"]


async def test_a_device_that_never_draws_power_is_started_once_and_given_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """Hot water is no failure: nothing shows that the boost is on, so nothing shows that it is off again."""
    await use(hass, "input_boolean.turn_on", HOT)
    switched(account, POWER, ACTIONS)
    await set_up()
    for minutes in range(10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert runs(told) == ["turn_on"]
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (state_of(hass, SWITCH)(), runs(told)) == ("off", ["turn_on", "turn_off"])
    assert "is left alone" not in caplog.text


async def test_a_device_that_goes_on_drawing_power_is_given_back_once(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """Somebody has a shower just then: what draws power is no longer the boost."""
    switched(account, POWER, {**ACTIONS, "give_back_action": action("toggle")[:1]})
    await set_up()
    await move_to(hass, freezer, NOON)
    for minutes in range(10):
        await move_to(hass, freezer, NOON + 2 * HOUR + minutes * MINUTE)
    assert (state_of(hass, POWER)(), runs(told)) == ("2000", ["turn_on", "toggle"])
    assert "does not go back" not in caplog.text


@pytest.mark.parametrize("entity_id", [POWER, SWITCH], ids=["power", "state"])
async def test_a_give_back_action_that_fails_is_tried_again(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, entity_id: str
) -> None:
    """A script that is reloaded just then would be forgotten, and the boost would stay on."""
    await use(hass, "input_boolean.turn_on", HOT)
    switched(account, entity_id, {**ACTIONS, "give_back_action": [{"action": "script.back"}]})
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert await async_setup_component(hass, "script", {"script": {"back": {"sequence": action("turn_off")}}})
    await move_to(hass, freezer, NOON + 2 * HOUR + MINUTE)
    assert state_of(hass, SWITCH)() == "off"


async def test_what_runs_already_is_neither_started_nor_ended(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """It is over when the household says so, or the water is hot."""
    await person(hass, "on")
    switched(account, POWER, ACTIONS)
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + HOUR)
    await use(hass, "input_boolean.turn_on", HOT)
    for minutes in range(10):
        await move_to(hass, freezer, NOON + 2 * HOUR + minutes * MINUTE)
    assert (state_of(hass, SWITCH)(), runs(told)) == ("on", [])
    assert "does not go back" not in caplog.text


async def test_a_restart_forgets_nothing_that_is_to_be_given_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """Whether the first action ran before the restart, no sensor can tell."""
    await use(hass, "input_boolean.turn_on", HOT)
    switched(account, POWER, ACTIONS)
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert runs(told) == ["turn_on"]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (state_of(hass, SWITCH)(), runs(told)) == ("off", ["turn_on", "turn_off"])


async def test_an_account_that_goes_gives_back_what_draws_nothing(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """Nobody else would end the boost."""
    switched(account, POWER, ACTIONS)
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await use(hass, "input_boolean.turn_on", HOT)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert runs(told) == ["turn_on", "turn_off"]

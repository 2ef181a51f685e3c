"""Two actions of the household's own start a device and give it back; an entity only shows whether it runs."""

import asyncio
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.boost import ACTIONS, POWER, WORKS, action, runs
from tests.shell.control.adapters.ways import WAITS, state_of, switched, through_the_hours
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to, person

pytestmark = pytest.mark.usefixtures("boost")


@pytest.mark.parametrize(
    ("entity_id", "more", "states"),
    [(SWITCH, {}, ("off", "on")), (WORKS, {"run": "heating"}, ("idle", "heating")), (POWER, {}, ("5", "2000"))],
    ids=["on", "a word", "power"],
)
async def test_actions_start_a_device_and_give_it_back(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    told: list[Any],
    entity_id: str,
    more: dict[str, Any],
    states: tuple[str, str],
) -> None:
    """Whatever shows that it runs, each action runs once: a boost that is started twice may last twice as long."""
    idle, busy = states
    switched(account, entity_id, {**ACTIONS, **more})
    await set_up()
    assert await through_the_hours(hass, freezer, state_of(hass, entity_id)) == [idle, busy, busy, busy, idle]
    assert runs(told) == ["turn_on", "turn_off"]


async def test_a_person_who_switches_off_meanwhile_wins(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """What a person ended is neither started again nor given back."""
    switched(account, SWITCH, ACTIONS)
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, "off")
    await move_to(hass, freezer, NOON + HOUR)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert runs(told) == ["turn_on"]


async def test_actions_hold_nothing_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """There is no action for it: what gives back would end what the household has on."""
    await person(hass, "on")
    switched(account, SWITCH, {**ACTIONS, **WAITS, "wait": "off"})
    await set_up()
    assert set(await through_the_hours(hass, freezer, state_of(hass, SWITCH))) == {"on"}
    assert runs(told) == []
    assert "could not be controlled" not in caplog.text


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"action": "input_boolean.no_such"}], "no_such"),
        ([{"nothing": "known"}], "Unable to determine action"),
    ],
    ids=["no such action", "no action at all"],
)
async def test_an_action_that_fails_is_told_in_the_log(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: Any,
    steps: list[Any],
    says: str,
) -> None:
    """An action may call what has been removed since."""
    switched(account, SWITCH, {**ACTIONS, "start_action": steps})
    await set_up()
    await move_to(hass, freezer, NOON)
    told = [line for line in caplog.text.splitlines() if f"{SWITCH} could not be controlled: " in line]
    assert told
    assert says in told[0]


async def test_an_action_that_takes_too_long_is_ended(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """A reload must not wait for it for ever."""
    start = [{"event": "boost", "event_data": {"is": "begun"}}, {"delay": {"minutes": 5}}, *action("turn_on")]
    switched(account, SWITCH, {**ACTIONS, "start_action": start})
    await set_up()
    freezer.move_to(NOON)
    async_fire_time_changed_exact(hass, NOON)
    # An action that is under way cannot be waited for while the clock stands still.
    while "does not do what it is asked and is left alone" not in caplog.text:
        freezer.tick(1)
        for _ in range(20):
            await asyncio.sleep(0)
    assert caplog.text.count(f"{SWITCH} could not be controlled: TimeoutError") == len(told) == 4
    assert state_of(hass, SWITCH)() == "off"

"""Two actions of the household's own start a device and give it back; an entity only shows whether it runs."""

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events, async_fire_time_changed_exact

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import WAITS, state_of, switched, through_the_hours, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to, person

# The water is hot while this is on: then nothing draws power, whatever is switched on.
HOT, POWER, WORKS = "input_boolean.other", "sensor.power", "sensor.works"


def action(service: str) -> list[dict[str, Any]]:
    """Return what a household could have built: a step that tells what happens, with a template, and one that does."""
    told = {"event": "boost", "event_data": {"is": f"{{{{ '{service}' }}}}"}}
    return [told, {"action": f"input_boolean.{service}", "target": {"entity_id": SWITCH}}]


ACTIONS = {"how": "actions", "start_action": action("turn_on"), "give_back_action": action("turn_off")}


@pytest.fixture(autouse=True)
async def boost(hass: HomeAssistant) -> None:
    """Have a boost that draws 2 kW while the water is cold, and a sensor that says in a word whether it is on."""
    draws = f"{{{{ 2000 if is_state('{SWITCH}', 'on') and is_state('{HOT}', 'off') else 5 }}}}"
    power = {"name": "Power", "state": draws, "unit_of_measurement": "W", "device_class": "power"}
    works = {"name": "Works", "state": f"{{{{ 'heating' if is_state('{SWITCH}', 'on') else 'idle' }}}}"}
    assert await async_setup_component(hass, "template", {"template": [{"sensor": [power, works]}]})
    await hass.async_block_till_done()


@pytest.fixture
def told(hass: HomeAssistant) -> list[Any]:
    """Return what the actions told, oldest first."""
    return async_capture_events(hass, "boost")  # type: ignore[no-any-return]


def runs(told: list[Any]) -> list[str]:
    """Return which actions ran."""
    return [event.data["is"] for event in told]


@pytest.mark.parametrize(
    ("entity_id", "more", "seen"),
    [
        (SWITCH, {}, ["off", "on", "on", "on", "off"]),
        (WORKS, {"run": "heating"}, ["idle", "heating", "heating", "heating", "idle"]),
        (POWER, {}, ["5", "2000", "2000", "2000", "5"]),
    ],
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
    seen: list[str],
) -> None:
    """Whatever shows that it runs, each action runs once: a boost that is started twice may last twice as long."""
    switched(account, entity_id, ACTIONS, **more)
    await set_up()
    assert await through_the_hours(hass, freezer, state_of(hass, entity_id)) == seen
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


async def test_a_device_that_never_draws_power_is_given_back_too(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """Nothing shows that the boost is on, so nothing shows that it is off again."""
    await use(hass, "input_boolean.turn_on", HOT)
    switched(account, POWER, ACTIONS)
    await set_up()
    for minutes in range(10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert set(runs(told)) == {"turn_on"}
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (state_of(hass, SWITCH)(), runs(told)[-2:]) == ("off", ["turn_on", "turn_off"])


async def test_what_runs_already_is_neither_started_nor_ended(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
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


async def test_actions_hold_nothing_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any], caplog: Any
) -> None:
    """There is no action for it: what gives back would end what the household has on."""
    await person(hass, "on")
    switched(account, SWITCH, ACTIONS, **WAITS, wait="off")
    await set_up()
    assert set(await through_the_hours(hass, freezer, state_of(hass, SWITCH))) == {"on"}
    assert runs(told) == []
    assert "could not be controlled" not in caplog.text


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


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"action": "input_boolean.no_such"}], "no_such"),
        ([{"action": "input_boolean.turn_on", "target": {"entity_id": 5}}], "entity"),
        ([{"nothing": "known"}], "Unable to determine action"),
        ([{"stop": "broken", "error": True}], ""),
    ],
    ids=["no such action", "no such entity", "no action at all", "stopped"],
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
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, caplog: Any
) -> None:
    """A reload must not wait for it for ever."""
    switched(account, SWITCH, {**ACTIONS, "start_action": [{"delay": {"minutes": 5}}]})
    await set_up()
    freezer.move_to(NOON)
    async_fire_time_changed_exact(hass, NOON)
    for _ in range(20):
        await asyncio.sleep(0)
    await move_to(hass, freezer, NOON + timedelta(seconds=31))
    assert f"{SWITCH} could not be controlled: TimeoutError" in caplog.text

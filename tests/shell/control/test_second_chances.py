"""What did not work at once is tried again, and nothing that was found is lost over it."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import DEAF, HOUR, MINUTE, NOON, SWITCH, move_to, takes_calls, tank_is


async def deaf(hass: HomeAssistant, account: Account, set_up: SetUp) -> tuple[MockConfigEntry, list[str]]:
    """Set up with a tank whose switch is deaf; return the account, and what the switch is asked."""
    account.entities = {TANK: {"control_entity_id": DEAF}}
    hass.states.async_set(DEAF, STATE_OFF)
    return await set_up(), takes_calls(hass)


async def test_a_retry_that_came_while_a_device_was_away_is_made_when_it_is_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A plug that loses its network over the start would be off through all of the favourable hours."""
    _, calls = await deaf(hass, account, set_up)
    await move_to(hass, freezer, NOON)
    hass.states.async_set(DEAF, STATE_UNAVAILABLE)
    await move_to(hass, freezer, NOON + 5 * MINUTE)
    assert calls == ["turn_on"]
    hass.states.async_set(DEAF, STATE_OFF)
    await hass.async_block_till_done()
    assert calls == ["turn_on", "turn_on"]
    hass.states.async_set(DEAF, STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    hass.states.async_set(DEAF, STATE_UNAVAILABLE)
    await move_to(hass, freezer, NOON + 3 * HOUR)
    hass.states.async_set(DEAF, STATE_ON)
    await hass.async_block_till_done()
    assert calls[2:] == ["turn_off", "turn_off"]


async def test_what_does_not_go_back_is_asked_again_for_ever(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Its hub was down for an hour; left on, it costs money until somebody sees it."""
    _, calls = await deaf(hass, account, set_up)
    await move_to(hass, freezer, NOON)
    hass.states.async_set(DEAF, STATE_ON)
    for minutes in range(120, 178):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert 5 <= calls.count("turn_off") <= 6
    hass.states.async_set(DEAF, STATE_OFF)
    await hass.async_block_till_done()
    await move_to(hass, freezer, NOON + 4 * HOUR)
    assert calls.count("turn_off") <= 6


async def test_a_device_that_is_switched_otherwise_now_keeps_what_it_was_found_in(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """Given back and taken anew it would blink, or be found on and stay on for ever."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    tank = entry.subentries["device-hot_water_tank"]
    patient = {**tank.data, "following": {"patience_seconds": 60}}
    hass.config_entries.async_update_subentry(entry, tank, data=patient)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_what_is_asked_of_an_account_that_is_just_unloaded_switches_nothing(
    hass: HomeAssistant, set_up: SetUp, calls: list[str]
) -> None:
    """Nobody would give it back, and its file is the next one's already."""
    entry = await set_up()
    controller = entry.runtime_data.controls.by_key[TANK]
    await hass.config_entries.async_unload(entry.entry_id)
    await controller.run_for(HOUR)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_OFF, [])


async def test_who_switches_on_what_was_just_given_back_is_a_person(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """They see it go off, and want it on: nothing is held any more, so nothing is undone."""
    await set_up()
    for hour in (0, 2):
        await move_to(hass, freezer, NOON + hour * HOUR)
    hass.states.async_set(SWITCH, STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR + MINUTE)
    assert tank_is(hass) == STATE_ON


async def test_a_restart_right_after_giving_back_leaves_it_to_the_household(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It was seen off, as it was found: who switches it on while Home Assistant is down wants it on."""
    entry = await set_up()
    for hour in (0, 2):
        await move_to(hass, freezer, NOON + hour * HOUR)
    assert tank_is(hass) == STATE_OFF
    await hass.config_entries.async_unload(entry.entry_id)
    hass.states.async_set(SWITCH, STATE_ON)
    freezer.move_to(NOON + 2 * HOUR + 20 * MINUTE)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert tank_is(hass) == STATE_ON


async def test_an_entity_that_is_exchanged_while_the_old_one_is_slow_costs_neither(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What is known of both has to be kept until both are back."""
    account.entities = {TANK: {"control_entity_id": "switch.slow"}}
    hass.states.async_set("switch.slow", STATE_OFF)
    entry = await set_up()
    calls = takes_calls(hass)
    await move_to(hass, freezer, NOON)
    hass.states.async_set("switch.slow", STATE_ON)
    await hass.async_block_till_done()
    tank = entry.subentries["device-hot_water_tank"]
    hass.config_entries.async_update_subentry(entry, tank, data={**tank.data, "control_entity_id": SWITCH})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (calls, tank_is(hass)) == (["turn_on", "turn_off"], STATE_ON)
    hass.states.async_set("switch.slow", STATE_OFF)
    await move_to(hass, freezer, NOON + 5 * MINUTE)
    assert tank_is(hass) == STATE_ON
    for minutes in (120, 121):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert (tank_is(hass), hass.states.is_state("switch.slow", STATE_OFF)) == (STATE_OFF, True)


async def test_what_a_person_asks_for_is_tried_although_the_device_was_given_up(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """They have just mended it, and press the button."""
    entry, calls = await deaf(hass, account, set_up)
    for minutes in range(9):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert len(calls) == 4
    await entry.runtime_data.controls.by_key[TANK].run_for(HOUR)
    await hass.async_block_till_done()
    assert len(calls) == 5

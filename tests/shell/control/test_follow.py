"""A device follows the curve, and what a person decides wins."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, MINUTE, NOON, move_to, person, tank_is


async def test_a_device_is_on_while_the_delta_is_negative_and_given_back_after(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Two favourable hours in a row are one switching, not two."""
    await set_up()
    assert (tank_is(hass), calls) == (STATE_OFF, [])
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    await move_to(hass, freezer, NOON + HOUR)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert tank_is(hass) == STATE_OFF
    await move_to(hass, freezer, NOON + 3 * HOUR)
    assert calls == ["turn_on", "turn_off"]
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert calls == ["turn_on", "turn_off", "turn_on"]


async def test_two_devices_are_taken_over_and_given_back_together(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """They reach a boundary in the same moment; what one writes down must not erase the other."""
    account.entities[CHARGER] = {"control_entity_id": "input_boolean.other"}
    entry = await set_up()

    def holds() -> dict[str, Any]:
        stored = hass_storage[f"volue_spark.{entry.entry_id}.control"]["data"]
        return {key: memory["hold"] for key, memory in stored.items()}

    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    assert (tank_is(hass), hass.states.is_state("input_boolean.other", STATE_ON)) == (STATE_ON, True)
    assert {key: hold["expected"] for key, hold in holds().items()} == {CHARGER: "on", TANK: "on"}
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), hass.states.is_state("input_boolean.other", STATE_OFF)) == (STATE_OFF, True)
    assert holds() == {CHARGER: None, TANK: None}


async def test_a_device_that_was_on_stays_on(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Switched off afterwards, a tank that is always on would be cold in the morning."""
    await set_up()
    await person(hass, STATE_ON)
    for hour in range(4):
        await move_to(hass, freezer, NOON + hour * HOUR)
        assert tank_is(hass) == STATE_ON
    assert calls == []


async def test_a_person_who_switches_off_wins_until_the_favourable_hours_end(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Nobody should have to fight with their own house."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    await move_to(hass, freezer, NOON + HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on", "turn_on"])


@pytest.mark.parametrize("first", ["turn_off", None], ids=["off and on", "on again"])
async def test_follow_switched_on_takes_a_person_s_wish_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], first: str | None
) -> None:
    """Whoever changed their mind needs a way back, and this is where they look for it."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    for service in filter(None, (first, "turn_on")):
        await hass.services.async_call("switch", service, {"entity_id": FOLLOW}, blocking=True)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on", "turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls[2:]) == (STATE_OFF, ["turn_off"])


async def test_a_person_who_switches_off_and_on_again_keeps_it_on(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Once a person has taken over, nothing is given back."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    await person(hass, STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])


async def test_a_device_that_goes_away_and_comes_back_is_nobodys_wish(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """A radio that drops out for a minute has not been switched by anybody."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await person(hass, STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_a_device_that_is_away_at_the_start_is_taken_when_it_returns(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """What it was found in can only be known then."""
    await set_up()
    await person(hass, STATE_UNAVAILABLE)
    await move_to(hass, freezer, NOON)
    assert calls == []
    await person(hass, STATE_OFF)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])


async def test_a_device_that_is_away_at_the_end_is_given_back_when_it_returns(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """It would otherwise stay on until the next curve."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert calls == ["turn_on"]
    await person(hass, STATE_ON)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_a_late_off_before_the_answer_is_nobodys_wish(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A slow device reports its old state once more before the new one."""
    slow = "input_boolean.slow"
    hass.states.async_set(slow, STATE_OFF)
    account.entities = {TANK: {"control_entity_id": slow}}
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    await set_up()
    await move_to(hass, freezer, NOON)
    hass.states.async_set(slow, STATE_OFF, {"reported": "late"})
    await hass.async_block_till_done()
    hass.states.async_set(slow, STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert [call.data["service"] for call in calls] == ["turn_on", "turn_off"]


async def deaf(hass: HomeAssistant, account: Account, set_up: SetUp) -> list[str]:
    """Set up with a device that takes calls and does nothing; return the calls."""
    hass.states.async_set("switch.deaf", STATE_OFF)
    account.entities = {TANK: {"control_entity_id": "switch.deaf"}}
    calls: list[str] = []
    for service in ("turn_on", "turn_off"):
        hass.services.async_register("switch", service, lambda call: calls.append(call.service))
    await set_up()
    # The switches of this integration and of the test are one domain: its own services are not needed here.
    for service in ("turn_on", "turn_off"):
        hass.services.async_register("switch", service, lambda call: calls.append(call.service))
    return calls


async def test_a_device_that_does_not_answer_is_asked_again_and_then_left_alone(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One lost radio message must not cost the day, nor a broken device be called all day."""
    calls = await deaf(hass, account, set_up)
    await move_to(hass, freezer, NOON)
    asked_at = []
    for seconds in range(0, 1800, 10):
        known = len(calls)
        await move_to(hass, freezer, NOON + timedelta(seconds=seconds))
        asked_at += [seconds] * (len(calls) - known or (seconds == 0))
    assert (calls, asked_at) == (["turn_on"] * 4, [0, 30, 90, 210])
    assert "switch.deaf does not do what it is asked and is left alone" in caplog.text
    await move_to(hass, freezer, NOON + 2 * HOUR)
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert calls == ["turn_on"] * 5


async def test_a_device_that_answers_long_after_it_was_given_up_is_given_back_all_the_same(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Taken for one that was on already, it would stay on for ever."""
    calls = await deaf(hass, account, set_up)
    for minutes in range(10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    hass.states.async_set("switch.deaf", STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert calls == ["turn_on"] * 4 + ["turn_off"]


async def test_a_device_that_does_not_go_off_is_asked_again_until_it_does(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Forgotten after one call, it would stay on for ever."""
    calls = await deaf(hass, account, set_up)
    await move_to(hass, freezer, NOON)
    hass.states.async_set("switch.deaf", STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    await move_to(hass, freezer, NOON + 2 * HOUR + timedelta(seconds=31))
    assert calls == ["turn_on", "turn_off", "turn_off"]
    hass.states.async_set("switch.deaf", STATE_OFF)
    await move_to(hass, freezer, NOON + 2 * HOUR + timedelta(seconds=62))
    hass.states.async_set("switch.deaf", STATE_ON)
    await move_to(hass, freezer, NOON + 3 * HOUR)
    assert calls == ["turn_on", "turn_off", "turn_off"]


@pytest.mark.parametrize(
    "error", [HomeAssistantError("broken"), ValueError("broken"), TimeoutError("broken")], ids=repr
)
async def test_a_device_that_cannot_be_switched_stops_nothing_else(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """Its integration may be broken today."""
    account.entities[CHARGER] = {"control_entity_id": "switch.broken"}
    hass.states.async_set("switch.broken", STATE_OFF)
    entry = await set_up()

    async def fails(call: Any) -> None:
        raise error

    hass.services.async_register("switch", "turn_on", fails)
    for minutes in (0, 1):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert tank_is(hass) == STATE_ON
    assert "switch.broken could not be controlled: broken" in caplog.text
    hass.services.async_register("switch", "turn_off", fails)
    hass.states.async_set("switch.broken", STATE_ON)
    await hass.config_entries.async_remove(entry.entry_id)
    assert "switch.broken could not be given back: broken" in caplog.text
    for minutes in range(2, 10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert caplog.text.count("could not be given back") == 4


async def test_a_device_without_an_entity_to_control_has_nothing_to_follow_with(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """A switch that does nothing is a lie."""
    await set_up()
    assert hass.states.async_entity_ids("switch") == [FOLLOW]

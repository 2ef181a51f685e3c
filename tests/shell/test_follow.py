"""A device follows the curve; what a person decides wins, and nothing is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SWITCH = "input_boolean.tank"
FOLLOW = "switch.hot_water_tank_follow_price_curve"


@pytest.fixture(autouse=True)
async def tank(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 11:00 UTC with a tank that is off, and a curve that is favourable from 12:00 to 14:00."""
    freezer.move_to(NOON - HOUR)
    await hass.config.async_set_time_zone("Europe/Oslo")
    helpers = {"tank": {"name": "Tank"}, "other": {"name": "Other"}}
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": helpers})
    assert await async_setup_component(hass, "homeassistant", {})
    account.entities = {TANK: {"control_entity_id": SWITCH}}
    points = [(NOON, -0.2), (NOON + HOUR, -0.4), (NOON + 2 * HOUR, 0.3), (NOON + 5 * HOUR, -0.1)]
    fake_spark.publish_price_curve([(TANK, LOCATION), (CHARGER, LOCATION)], points)


@pytest.fixture
async def calls(hass: HomeAssistant) -> AsyncIterator[list[str]]:
    """Return the services called on the tank's switch by anybody, oldest first."""
    found: list[str] = []

    def note(event: Event[Any]) -> None:
        if event.data["service_data"].get("entity_id") in (SWITCH, [SWITCH]):
            found.append(event.data["service"])

    stop = hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    yield found
    stop()


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
    assert (tank_is(hass), hass.states.is_state("input_boolean.other", STATE_ON)) == (STATE_ON, True)
    assert {key: hold["is_confirmed"] for key, hold in holds().items()} == {CHARGER: True, TANK: True}
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
    await person(hass, STATE_OFF)
    await move_to(hass, freezer, NOON + HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on", "turn_on"])


async def test_a_person_who_switches_off_and_on_again_keeps_it_on(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Once a person has taken over, nothing is given back."""
    await set_up()
    await move_to(hass, freezer, NOON)
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
    with patch("custom_components.volue_spark.control.controller.turn") as asked:
        await set_up()
        await move_to(hass, freezer, NOON)
        hass.states.async_set(slow, STATE_OFF, {"reported": "late"})
        await hass.async_block_till_done()
        hass.states.async_set(slow, STATE_ON)
        await move_to(hass, freezer, NOON + 2 * HOUR)
    assert [call.kwargs["value"] for call in asked.await_args_list] == [True, False]


async def test_what_was_found_is_on_disk_before_the_first_call(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, hass_storage: dict[str, Any]
) -> None:
    """A power cut between the two must not leave a device on for ever."""
    entry = await set_up()
    seen: list[Any] = []

    def note(event: Event[Any]) -> None:
        stored = hass_storage.get(f"volue_spark.{entry.entry_id}.control", {"data": {}})["data"]
        seen.append((event.data["service"], stored.get(TANK, {}).get("hold")))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    await move_to(hass, freezer, NOON)
    assert seen == [
        (
            "turn_on",
            {"entity_id": SWITCH, "found": False, "is_confirmed": False, "until": (NOON + 2 * HOUR).timestamp()},
        )
    ]


async def test_nothing_is_switched_while_it_cannot_be_written_down(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """On a full disk a device stays as it is rather than being taken and forgotten."""
    await set_up()
    with patch("homeassistant.helpers.storage.Store.async_save"):
        await move_to(hass, freezer, NOON)
    assert calls == []
    assert "could not be written" in caplog.text
    await move_to(hass, freezer, NOON + HOUR)
    assert calls == ["turn_on"]


@pytest.mark.parametrize("seconds", [0, 1800], ids=["at once", "half an hour later"])
async def test_a_reload_keeps_the_hold_and_switches_nothing(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], seconds: int
) -> None:
    """Every change of a device reloads; a charger must not blink each time."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    freezer.move_to(NOON + timedelta(seconds=seconds))
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_what_ended_while_home_assistant_was_down_is_made_good_once(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """The end of the hours came while nobody was there to see it."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to(NOON + 3 * HOUR)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_a_call_that_never_went_out_is_made_after_a_restart(
    hass: HomeAssistant,
    account: Account,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Killed between writing down and switching, the device would sit out the favourable hours."""
    freezer.move_to(NOON)
    entry = account.entry()
    hold = {"entity_id": SWITCH, "found": False, "is_confirmed": False, "until": (NOON + 2 * HOUR).timestamp()}
    key = f"volue_spark.{entry.entry_id}.control"
    hass_storage[key] = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {TANK: {"is_following": True, "hold": hold, "aside_until": None}},
    }
    account.register()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])


@pytest.mark.parametrize("fault", [Fault(status=503), Fault(status=403)], ids=["down", "refused"])
async def test_hours_that_ended_are_given_back_also_when_spark_cannot_be_asked(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    fault: Fault,
) -> None:
    """A restart in an outage must not leave a charger on until Spark is back."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    fake_spark.fail("GET", ".", fault, times=None)
    freezer.move_to(NOON + HOUR)
    await hass.config_entries.async_reload(entry.entry_id)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])
    freezer.move_to(NOON + 2 * HOUR)
    await hass.config_entries.async_reload(entry.entry_id)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


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
    for seconds in range(31, 400, 31):
        await move_to(hass, freezer, NOON + timedelta(seconds=seconds))
    assert calls == ["turn_on"] * 4
    assert "switch.deaf does not switch on and is left alone" in caplog.text
    hass.states.async_set("switch.deaf", STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert calls == ["turn_on"] * 4
    hass.states.async_set("switch.deaf", STATE_OFF)
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert calls == ["turn_on"] * 5


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


async def test_a_stop_switches_nothing(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Devices go away one after the other while Home Assistant ends; that is nobody's wish."""
    await set_up()
    await move_to(hass, freezer, NOON)
    hass.set_state(CoreState.stopping)
    await person(hass, STATE_OFF)
    hass.set_state(CoreState.running)
    assert calls == ["turn_on"]
    assert "could not be" not in caplog.text


async def test_follow_switched_off_gives_back_at_once_and_is_remembered(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """Off means off, also after a restart."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await follow(hass, "turn_off")
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (state := hass.states.get(FOLLOW))
    assert (state.state, tank_is(hass)) == (STATE_OFF, STATE_OFF)
    await follow(hass, "turn_on")
    assert tank_is(hass) == STATE_ON


async def removed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Remove the account."""
    await hass.config_entries.async_remove(entry.entry_id)


async def disabled(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Disable the account."""
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)


async def without_device(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Remove the device."""
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")


async def with_another_entity(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Choose another entity for the device."""
    subentry = entry.subentries["device-hot_water_tank"]
    data = {**subentry.data, "control_entity_id": "input_boolean.other"}
    hass.config_entries.async_update_subentry(entry, subentry, data=data)


@pytest.mark.parametrize("leave", [removed, disabled, without_device, with_another_entity])
async def test_whoever_leaves_gives_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], leave: Any
) -> None:
    """Nobody would ever switch it off again."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await leave(hass, entry)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])
    other = hass.states.get("input_boolean.other")
    assert other
    assert other.state == (STATE_ON if leave is with_another_entity else STATE_OFF)


async def test_an_unload_while_something_is_given_back_starts_nothing(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A controller that starts after the end would never be stopped."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    switching, go_on = asyncio.Event(), asyncio.Event()

    async def slow(call: Any) -> None:
        switching.set()
        await go_on.wait()

    hass.services.async_register("input_boolean", "turn_off", slow)
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    await switching.wait()
    unload = hass.async_create_task(hass.config_entries.async_unload(entry.entry_id))
    await asyncio.sleep(0)
    go_on.set()
    assert await unload
    await hass.async_block_till_done()
    await move_to(hass, freezer, NOON + 2 * HOUR)


async def test_what_cannot_be_given_back_is_said(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The device is away for good, and so is the account."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await removed(hass, entry)
    assert f"{SWITCH} is not available and stays as it is" in caplog.text


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
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    assert "switch.broken could not be controlled: broken" in caplog.text
    hass.services.async_register("switch", "turn_off", fails)
    hass.states.async_set("switch.broken", STATE_ON)
    await removed(hass, entry)
    assert "switch.broken could not be given back: broken" in caplog.text


async def test_a_device_without_an_entity_to_control_has_nothing_to_follow_with(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """A switch that does nothing is a lie."""
    await set_up()
    assert hass.states.async_entity_ids("switch") == [FOLLOW]

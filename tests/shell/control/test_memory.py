"""What was found is never forgotten: full disks, restarts, stops, and leaving for good."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, MINUTE, NOON, SWITCH, follow, held, move_to, person, tank_is


async def test_what_was_found_is_on_disk_before_the_first_call(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    entity_registry: er.EntityRegistry,
) -> None:
    """A power cut between the two must not leave a device on for ever."""
    entry = await set_up()
    registry_id = entity_registry.entities[SWITCH].id
    seen: list[Any] = []

    @callback
    def note(event: Event[Any]) -> None:
        stored = hass_storage.get(f"volue_spark.{entry.entry_id}.control", {"data": {}})["data"]
        seen.append((event.data["service"], stored.get(TANK, {}).get("hold")))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    await move_to(hass, freezer, NOON)
    assert seen == [("turn_on", held(None) | {"registry_id": registry_id})]


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
    key = f"volue_spark.{entry.entry_id}.control"
    hass_storage[key] = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {TANK: {"is_following": True, "hold": held(None), "aside_until": None}},
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


@pytest.mark.parametrize("leave", [removed, disabled, without_device])
async def test_what_is_away_when_the_account_goes_is_given_back_when_it_returns(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], leave: Any
) -> None:
    """Nobody else would ever switch it off."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await leave(hass, entry)
    await hass.async_block_till_done()
    await person(hass, STATE_ON)
    await move_to(hass, freezer, NOON + MINUTE)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])
    for minutes in range(2, 10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert calls == ["turn_on", "turn_off"]


async def test_what_cannot_be_given_back_is_said(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The device is away for good, and so is the account."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await removed(hass, entry)
    for minutes in range(1, 60):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert caplog.text.count(f"{SWITCH} is not available, and is given back when it is") == 1
    assert f"volue_spark.{entry.entry_id}.control" not in hass_storage
    await person(hass, STATE_ON)
    assert tank_is(hass) == STATE_OFF


async def test_an_account_that_comes_back_takes_up_what_was_not_given_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """Two that give back the same device would ask it twice, and against the favourable hours."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    await disabled(hass, entry)
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    await person(hass, STATE_ON)
    for minutes in range(1, 10):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])

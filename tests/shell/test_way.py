"""What is said of a test event where Spark is asked for it."""

import asyncio
from collections.abc import Iterator
import re
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark import connection
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.pressing import (
    ASKED,
    BUTTON,
    CHARGER_SWITCH,
    DEAF,
    LAST,
    TANK_SWITCH,
    add_switches,
    all_said,
    exceptions,
    press,
    pressed,
    said,
    set_up_deaf,
)


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """Do not wait between the looks at the events."""
    with patch("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (0, 0)):
        yield


async def test_the_way_of_a_test_event_is_told_up_to_the_device(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Whoever sets up an account wants to see once that the whole chain works, and how fast."""
    await add_switches(hass, account)
    del account.entities[TANK]
    await set_up()
    assert said(hass) == STATE_UNKNOWN
    told = await pressed(hass)
    assert re.fullmatch(ASKED + r" → Charger \d+\.\d+ s; Hot water tank: Favourable: use power now", told)
    assert hass.states.is_state(CHARGER_SWITCH, STATE_ON)


async def test_each_press_is_two_rows_in_the_history(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """While it is under way the line of the press before would be taken for its result."""
    await add_switches(hass, account)
    await set_up()
    heard = all_said(hass)
    told = await pressed(hass)
    assert heard == ["Under way", told]


async def test_a_device_that_waits_for_its_turn_is_not_waited_for(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Devices start a minute apart: with three of them nobody would still be looking."""
    await add_switches(hass, account)
    await set_up()
    told = await pressed(hass)
    assert re.fullmatch(ASKED + r" → Charger \d+\.\d+ s; Hot water tank: waits for its turn", told)
    assert hass.states.is_state(TANK_SWITCH, STATE_OFF)


async def test_a_device_that_was_on_or_does_not_follow_is_told_by_its_status(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """A time would say that it was switched."""
    await add_switches(hass, account)
    await set_up()
    hass.states.async_set(CHARGER_SWITCH, STATE_ON)
    follow = {"entity_id": "switch.hot_water_tank_follow_price_curve"}
    await hass.services.async_call("switch", "turn_off", follow, blocking=True)
    told = await pressed(hass)
    words = "Charger: Favourable, and on already; Hot water tank: Does not follow the price curve"
    assert re.fullmatch(f"{ASKED} → {words}", told)


async def test_a_device_that_a_person_turns_on_meanwhile_is_on_already(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Nobody asked it."""
    await add_switches(hass, account)
    await set_up()
    fake_spark.fail("POST", "simulation", Fault(delay=0.3))
    task = hass.async_create_task(pressed(hass))
    await asyncio.sleep(0.1)
    hass.states.async_set(CHARGER_SWITCH, STATE_ON)
    told = await task
    words = r"Hot water tank \d+\.\d+ s; Charger: Favourable, and on already"
    assert re.fullmatch(f"{ASKED} → {words}", told)


async def test_a_device_that_is_not_available_is_not_waited_for(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """It is known at once that it will not answer."""
    await set_up_deaf(hass, account, set_up)
    hass.states.async_set(DEAF, STATE_UNAVAILABLE)
    async with asyncio.timeout(5):
        told = await pressed(hass)
    assert " → Charger: Does not answer; Hot water tank:" in told


async def test_a_second_press_tells_that_the_device_runs_already(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """What the first press made it do is no answer to the second."""
    await add_switches(hass, account)
    del account.entities[TANK]
    await set_up()
    await pressed(hass)
    assert " → Charger: Runs in favourable hours; Hot" in await pressed(hass)


async def test_a_device_that_does_not_answer_is_said_to(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """That line is where its owner looks; the repair comes much later."""
    await set_up_deaf(hass, account, set_up)
    async with asyncio.timeout(5):
        with patch("custom_components.volue_spark.sent._OBEYED_WITHIN", 0.2):
            told = await pressed(hass)
    assert " → Charger: has not answered yet; Hot water tank:" in told


async def test_a_device_that_takes_its_time_is_measured_when_it_answers(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """The press has long ended then: whoever pressed wants to see the curve first."""
    await set_up_deaf(hass, account, set_up)
    await press(hass)
    assert said(hass) == "Under way"
    await asyncio.sleep(0.3)
    hass.states.async_set(DEAF, STATE_ON)
    await hass.async_block_till_done(wait_background_tasks=True)
    found = re.search(r" → Charger (\d\.\d) s", said(hass))
    assert found
    assert 0.3 <= float(found[1]) <= 2


async def test_a_device_that_reports_before_the_curve_is_here_is_still_waited_for(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It reports its power every second, and has not been asked for anything yet."""
    await set_up_deaf(hass, account, set_up)
    fake_spark.fail("POST", "simulation", Fault(delay=0.3))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(0.1)
    hass.states.async_set(DEAF, STATE_OFF, {"power": 0})
    await task
    assert said(hass) == "Under way"
    hass.states.async_set(DEAF, STATE_ON)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert " → Charger 0." in said(hass)


async def test_a_device_whose_service_returns_late_is_measured_when_it_was_on(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Some answer at once, and their service returns when a cloud has confirmed it, seconds later."""
    hass.states.async_set("switch.thorough", STATE_OFF)
    account.entities = {CHARGER: {"control_entity_id": "switch.thorough"}}
    await set_up()

    async def turn_on(_: object) -> None:
        await asyncio.sleep(0.2)
        hass.states.async_set("switch.thorough", STATE_ON)
        await asyncio.sleep(1.5)

    hass.services.async_register("switch", "turn_on", turn_on)
    found = re.search(r" → Charger (\d\.\d) s", await pressed(hass))
    assert found
    assert 0.2 <= float(found[1]) < 1.5


async def test_two_presses_at_once_both_end_well(
    hass: HomeAssistant, account: Account, set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """Two people at two screens."""
    await add_switches(hass, account)
    await set_up()
    await asyncio.gather(press(hass), press(hass))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert re.match(ASKED + r" → Charger", said(hass))
    assert exceptions(caplog) == []


async def test_a_press_while_the_devices_of_the_one_before_are_still_waited_for_counts(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """The older line would come last, and be taken for the newer one."""
    await set_up_deaf(hass, account, set_up)
    heard = all_said(hass)
    await press(hass)
    async with asyncio.timeout(5):
        with patch("custom_components.volue_spark.sent._OBEYED_WITHIN", 0.2):
            await pressed(hass)
    assert [words.partition(" ")[0] for words in heard] == ["Under", "Spark"]


async def test_a_home_with_many_devices_is_told_as_far_as_it_fits(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Home Assistant keeps 255 characters; a longer state would be unknown."""
    account.devices = {f"resource-{kind}": kind for kind in ("charger", "vehicle", "hvac")}
    entry = await set_up()
    title = "The heater of the cabin at the end of the garden, " * 6
    hass.config_entries.async_update_subentry(entry, entry.subentries["device-hvac"], title=title)
    await hass.async_block_till_done(wait_background_tasks=True)
    told = await pressed(hass)
    assert told.endswith(" → Charger: Favourable: use power now; Vehicle: Favourable: use power now; …")


async def test_what_was_measured_is_forgotten_with_a_restart(hass: HomeAssistant, set_up: SetUp) -> None:
    """It was true of another moment; the history keeps it."""
    entry = await set_up()
    await pressed(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    assert said(hass) == STATE_UNKNOWN


async def test_in_production_there_is_nothing_to_test(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that is unknown for ever looks broken."""
    here = Environment(fake_spark.api_url, fake_spark.token_url)
    monkeypatch.setattr(connection, "_PUBLIC", {"production": here})
    account.environment = "production"
    entry = await set_up()
    assert entry.state is ConfigEntryState.LOADED
    assert (hass.states.get(BUTTON), hass.states.get(LAST)) == (None, None)

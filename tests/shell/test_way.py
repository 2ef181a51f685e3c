"""What is said of a test event where Spark is asked for it."""

import asyncio
from collections.abc import Iterator
import logging
import re
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark import connection
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.pressing import (
    BUTTON,
    CHARGER_SWITCH,
    LAST,
    TANK_SWITCH,
    add_switches,
    all_said,
    press,
    pressed,
    said,
)

NOTHING_LISTED = Fault(status=200, body='{"events": [], "pagination": {}}')
ASKED = r"Spark → Home Assistant \d+\.\d+ s, asked \(not told by Spark\)"
DEAF = "switch.deaf"
NO_CURVE, REFUSED = "No curve has arrived", "No curve: Spark refused, or did not answer"


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


async def test_a_device_whose_service_returns_late_is_measured_when_it_was_on(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Some answer at once, and their service returns when a cloud has confirmed it, seconds later."""
    hass.states.async_set("switch.thorough", STATE_OFF)
    account.entities = {CHARGER: {"control_entity_id": "switch.thorough"}}
    await set_up()

    async def turn_on(_: object) -> None:
        hass.states.async_set("switch.thorough", STATE_ON)
        await asyncio.sleep(1)

    hass.services.async_register("switch", "turn_on", turn_on)
    found = re.search(r" → Charger (\d\.\d+) s", await pressed(hass))
    assert found
    assert float(found[1]) < 0.9


async def test_a_curve_that_does_not_arrive_is_said_to(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The line of an earlier press would say that all is well."""
    await set_up()
    await pressed(hass)
    fake_spark.fail("GET", "events$", NOTHING_LISTED, times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await press(hass)
    assert (caught.value.translation_key, said(hass)) == ("test_event_not_seen", NO_CURVE)


@pytest.mark.parametrize(
    "fault",
    [Fault(status=400, body='"no"'), Fault(status=503), Fault(drop=True), Fault(status=200, body="{}")],
    ids=["declined", "down", "dropped", "unreadable"],
)
async def test_a_test_event_that_spark_does_not_take_is_said_to(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be under way for ever."""
    await set_up()
    fake_spark.fail("POST", "simulation", fault)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert said(hass) == REFUSED
    assert exceptions(caplog) == []


async def test_spark_that_fails_while_it_is_asked_for_the_curve_is_no_exception(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """An outage of a second between two requests is usual."""
    await set_up()
    fake_spark.fail("GET", "events$", Fault(status=503))
    assert re.match(ASKED, await pressed(hass))
    fake_spark.fail("GET", "events$", Fault(drop=True), times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert said(hass) == NO_CURVE
    assert exceptions(caplog) == []


@pytest.mark.parametrize(
    ("method", "path", "ends_with"), [("POST", "simulation", REFUSED), ("GET", "events$", NO_CURVE)]
)
async def test_spark_that_does_not_answer_is_not_waited_for_for_long(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, method: str, path: str, ends_with: str
) -> None:
    """A request may take half a minute, and whoever pressed would press again."""
    await set_up()
    fake_spark.fail(method, path, Fault(delay=3), times=None)
    with patch("custom_components.volue_spark.sent._LONGEST", 0.3), pytest.raises(HomeAssistantError):
        async with asyncio.timeout(1):
            await press(hass)
    assert said(hass) == ends_with


async def test_a_poll_that_takes_too_long_goes_on_after_the_press(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Cancelled with the press it would count as an outage."""
    entry = await set_up()
    fake_spark.fail("GET", "events$", Fault(delay=0.6), times=1)
    with patch("custom_components.volue_spark.sent._LONGEST", 0.3), pytest.raises(HomeAssistantError):
        await press(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.runtime_data.coordinator.last_update_success
    assert hass.states.is_state("binary_sensor.charger_use_power_now", STATE_ON)


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
    with patch("custom_components.volue_spark.sent._OBEYED_WITHIN", 0.2):
        await pressed(hass)
    assert [words.partition(" ")[0] for words in heard] == ["Under", "Spark"]


async def test_an_account_that_is_unloaded_meanwhile_ends_the_press(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """A reload comes whenever a device is added; nobody would ever answer."""
    entry = await set_up()
    fake_spark.fail("GET", "events$", NOTHING_LISTED, times=None)
    with patch("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (30,)):
        task = hass.async_create_task(press(hass))
        await asyncio.sleep(0.2)
        await hass.config_entries.async_unload(entry.entry_id)
        with pytest.raises(HomeAssistantError) as caught:
            async with asyncio.timeout(1):
                await task
    assert caught.value.translation_key == "test_event_not_seen"
    assert exceptions(caplog) == []


async def test_a_device_that_is_removed_meanwhile_is_no_exception(
    hass: HomeAssistant, account: Account, set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """What is removed while it is waited for will not answer."""
    entry = await set_up_deaf(hass, account, set_up)
    await press(hass)
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert said(hass) == STATE_UNKNOWN
    assert exceptions(caplog) == []


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

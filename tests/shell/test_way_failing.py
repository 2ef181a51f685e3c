"""What is said of a test event that goes wrong on its way."""

import asyncio
from collections.abc import Iterator
import re
from unittest.mock import patch

from homeassistant.const import STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import Account, SetUp
from tests.shell.pressing import (
    ASKED,
    exceptions,
    press,
    pressed,
    said,
    set_up_deaf,
)

NOTHING_LISTED = Fault(status=200, body='{"events": [], "pagination": {}}')
NO_CURVE, REFUSED = "No curve has arrived", "No curve: Spark refused, or did not answer"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """Do not wait between the looks at the events."""
    with patch("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (0, 0)):
        yield


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

"""The test event of a sandbox."""

from collections.abc import AsyncIterator
from unittest.mock import patch

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import Account, SetUp
from tests.shell.pressing import press


@pytest.fixture(autouse=True)
async def no_pauses() -> AsyncIterator[None]:
    """Do not wait between the looks at the events."""
    with patch("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (0, 0)):
        yield


async def test_a_test_event_is_favourable_now_for_every_device_of_the_home(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It is how a household sees that everything works, without waiting for the sun."""
    await set_up()
    await press(hass)
    for device in ("charger", "hot_water_tank"):
        delta, use_power = (
            hass.states.get(f"sensor.{device}_price_delta"),
            hass.states.get(f"binary_sensor.{device}_use_power_now"),
        )
        assert delta
        assert use_power
        assert (delta.state, use_power.state) == ("-0.5", STATE_ON)


async def test_a_test_event_that_does_not_show_up_is_said_to(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A button that does nothing is pressed ten times."""
    await set_up()
    fake_spark.fail("GET", "events$", Fault(status=200, body='{"events": [], "pagination": {}}'), times=None)
    with pytest.raises(HomeAssistantError) as caught:
        await press(hass)
    assert caught.value.translation_key == "test_event_not_seen"


async def test_a_test_event_that_shows_up_late_is_waited_for(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Events may be listed a moment after they were made."""
    await set_up()
    fake_spark.fail("GET", "events$", Fault(status=200, body='{"events": [], "pagination": {}}'))
    await press(hass)


async def test_a_home_without_devices_has_nothing_to_test(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark would make up targets of its own."""
    account.devices = {}
    await set_up()
    with pytest.raises(ServiceValidationError) as caught:
        await press(hass)
    assert caught.value.translation_key == "no_device"
    assert not [seen for seen in fake_spark.requests if "simulation" in seen.path]


async def test_what_goes_wrong_is_said_on_the_button(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """The person is looking at it right now."""
    await set_up()
    fake_spark.fail("POST", "simulation", Fault(status=400, body='"not in production"'))
    with pytest.raises(HomeAssistantError, match="Spark declined: not in production"):
        await press(hass)


async def test_rejected_credentials_found_by_the_button_ask_for_a_new_secret(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An action cannot start a reauth by raising; Home Assistant would only log it."""
    await set_up()
    fake_spark.change_secret("another")
    fake_spark.revoke_tokens()
    with pytest.raises(HomeAssistantError):
        await press(hass)
    await hass.async_block_till_done()
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1

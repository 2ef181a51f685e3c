"""An entity that another one was exchanged for may know other ways than were chosen."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import demo, state_of, switched, through_the_hours
from tests.shell.control.tank import SWITCH


async def test_a_switch_in_place_of_a_water_heater_is_switched(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A way that it does not know must not keep the whole account from being set up."""
    switched(account, SWITCH, {"how": "mode", "run": "performance", "wait": "off"})
    await set_up()
    assert await through_the_hours(hass, freezer, state_of(hass, SWITCH)) == ["off", "on", "on", "on", "off"]


async def test_a_number_that_was_never_chosen_is_told_in_the_log(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, caplog: Any
) -> None:
    """Nobody guesses a current."""
    await demo(hass, Platform.NUMBER)
    switched(account, "number.pwm_1", {"how": "mode"}, "charger")
    await set_up()
    assert set(await through_the_hours(hass, freezer, state_of(hass, "number.pwm_1"))) == {"0.42"}
    assert "What number.pwm_1 should do now was never chosen." in caplog.text

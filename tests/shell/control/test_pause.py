"""A home that is paused is not switched; all else goes on."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import SetUp
from tests.shell.control.tank import FOLLOW, HOUR, NOON, move_to, tank_is

DELTA = "sensor.hot_water_tank_price_delta"


async def pause(hass: HomeAssistant, entry: MockConfigEntry, *, wanted: bool) -> None:
    """Pause the home or let it go on, as its menu does."""
    subentry = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, "paused": wanted})
    await hass.async_block_till_done()


async def test_a_home_paused_in_favourable_hours_gives_back_and_takes_over_again_when_it_goes_on(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """A pause that starts tomorrow is none, and one that cannot end would be a farewell."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    await pause(hass, entry, wanted=True)
    assert tank_is(hass) == STATE_OFF
    assert hass.states.is_state(DELTA, "-0.2")
    await move_to(hass, freezer, NOON + HOUR)
    assert calls == ["turn_on", "turn_off"]
    await pause(hass, entry, wanted=False)
    assert (tank_is(hass), calls) == (STATE_ON, ["turn_on", "turn_off", "turn_on"])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert tank_is(hass) == STATE_OFF


@pytest.mark.parametrize("hour", [0, 1, 5])
async def test_a_paused_home_is_never_taken_over(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], hour: int
) -> None:
    """Guests, a repair, a holiday: whatever the reason, the devices are the household's."""
    entry = await set_up()
    await pause(hass, entry, wanted=True)
    await move_to(hass, freezer, NOON + hour * HOUR)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_OFF, [])
    assert hass.states.is_state(FOLLOW, STATE_ON)

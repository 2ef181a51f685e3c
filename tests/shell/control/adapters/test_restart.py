"""What was found in one run of Home Assistant is given back in the next."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.boost import ACTIONS, POWER
from tests.shell.control.adapters.ways import Data, demo, switched
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to

HEATER = "water_heater.demo_water_heater_celsius"


@pytest.mark.usefixtures("boost")
@pytest.mark.parametrize(
    ("platform", "entity_id", "following"),
    [
        (Platform.WATER_HEATER, HEATER, {"how": "mode", "run": "performance", "wait": "off"}),
        (Platform.WATER_HEATER, HEATER, {"how": "temperature", "run": 70, "wait": 40}),
        (Platform.CLIMATE, "climate.hvac", {"how": "mode", "run": "heat"}),
        (Platform.CLIMATE, "climate.heatpump", {"how": "temperature", "run": 23.5}),
        (Platform.NUMBER, "number.pwm_1", {"how": "level", "run": 0.9}),
        (Platform.NUMBER, SWITCH, ACTIONS),
        (Platform.NUMBER, POWER, ACTIONS),
    ],
    ids=["mode", "temperature", "climate mode", "set-point", "number", "actions", "actions by power"],
)
async def test_a_restart_in_favourable_hours_gives_back_what_was_found_before(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    platform: Platform,
    entity_id: str,
    following: Data,
) -> None:
    """Taken for what it had always been, the raised setting would stay for ever."""
    await demo(hass, platform)
    found = hass.states.get(entity_id)
    switched(account, entity_id, following)
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await hass.config_entries.async_reload(entry.entry_id)
    await move_to(hass, freezer, NOON + HOUR)
    raised = hass.states.get(entity_id)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    back = hass.states.get(entity_id)
    assert found
    assert raised
    assert back
    assert (raised.state, raised.attributes) != (found.state, found.attributes)
    assert (back.state, back.attributes) == (found.state, found.attributes)

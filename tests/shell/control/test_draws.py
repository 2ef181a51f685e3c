"""A device that is on and draws nothing: the car is unplugged, or the water is hot."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to
from tests.shell.control.test_status import status, written

POWER, COUNTER = "sensor.tank_power", "sensor.tank_energy"
MEASURED = {
    POWER: {"device_class": "power", "state_class": "measurement", "unit_of_measurement": "W"},
    COUNTER: {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "kWh"},
}


def measures(hass: HomeAssistant, entity_id: str, state: object) -> None:
    """Let a sensor tell something."""
    hass.states.async_set(entity_id, str(state), MEASURED[entity_id])


@pytest.fixture(params=[POWER, COUNTER], ids=["usage sensor", "beside it"])
def usage(hass: HomeAssistant, account: Account, request: pytest.FixtureRequest) -> str:
    """Measure the tank by its power, or by a counter beside which its power is."""
    entry = MockConfigEntry(domain="test")
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", "tank")})
    for entity_id in MEASURED:
        name = entity_id.partition(".")[2]
        made: dict[str, Any] = {"suggested_object_id": name, "device_id": device.id, "config_entry": entry}
        er.async_get(hass).async_get_or_create("sensor", "test", name, **made)
        measures(hass, entity_id, 0)
    account.entities = {TANK: {"control_entity_id": SWITCH, "usage_entity_id": request.param}}
    return str(request.param)


@pytest.mark.usefixtures("usage")
async def test_a_device_that_is_on_and_draws_nothing_is_told_apart_after_five_minutes(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Who looks why nothing is earned finds the plug; what was switched on just now may take its time."""
    await set_up()
    await move_to(hass, freezer, NOON)
    assert status(hass) == "using_power"
    await move_to(hass, freezer, NOON + 5 * MINUTE)
    assert status(hass) == "draws_nothing"
    measures(hass, POWER, 1950)
    await hass.async_block_till_done()
    assert status(hass) == "using_power"
    measures(hass, POWER, 12)
    await move_to(hass, freezer, NOON + 9 * MINUTE)
    assert status(hass) == "using_power"
    await move_to(hass, freezer, NOON + 11 * MINUTE)
    assert status(hass) == "draws_nothing"
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert status(hass) == "hours_to_avoid"


@pytest.mark.usefixtures("usage")
async def test_a_power_that_nobody_tells_is_no_power_of_nothing(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The sensor is away, not the car."""
    measures(hass, POWER, STATE_UNAVAILABLE)
    await set_up()
    for minutes in (0, 6):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
        assert status(hass) == "using_power"


@pytest.mark.usefixtures("usage")
async def test_a_power_that_goes_up_and_down_writes_nothing(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A thermostat's pauses are short, and each word is a row in the recorder."""
    await set_up()
    await move_to(hass, freezer, NOON)
    seen = written(hass)
    for minutes in range(1, 20):
        measures(hass, POWER, 1900 + minutes if minutes % 2 else 0)
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert seen == []

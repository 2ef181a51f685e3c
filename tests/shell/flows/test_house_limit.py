"""The limit of a house: its sensor, its kW, both or neither."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import LOCATION, USER, SetUp
from tests.shell.flows.device.steps import asked, offered
from tests.shell.flows.pages import METER_POINT, answer_subentry, choose, manage_home, suggested

HOUSE = "sensor.house_power"
LIMIT: dict[str, Any] = {"house_power_entity_id": HOUSE, "house_limit_kw": 9.5}
HOME = {"user_id": USER, "location_id": LOCATION, "meter_point_ids": [METER_POINT]}


@pytest.fixture(autouse=True)
def house(hass: HomeAssistant) -> None:
    """Let the house be measured."""
    hass.states.async_set(HOUSE, "4200", {"unit_of_measurement": "W", "device_class": "power"})
    hass.states.async_set("sensor.house_energy", "4200", {"unit_of_measurement": "kWh", "device_class": "energy"})


async def page(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return the page."""
    return await manage_home(hass, entry, choose("house_limit"))


async def test_a_limit_is_set_changed_and_taken_away(hass: HomeAssistant, set_up: SetUp) -> None:
    """What the fuse allows changes when the heat pump comes; without a limit all is as before."""
    entry = await set_up()
    flow = await page(hass, entry)
    assert (flow["step_id"], asked(flow), suggested(flow)) == ("house_limit", list(LIMIT), {})
    done = await answer_subentry(hass, flow, LIMIT)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.subentries["home-1"].data == HOME | LIMIT
    home = entry.runtime_data.coordinator.homes["home-1"]
    assert (home.house_power_entity_id, home.house_limit_kw) == (HOUSE, 9.5)
    flow = await page(hass, entry)
    assert suggested(flow) == LIMIT
    await answer_subentry(hass, flow, {})
    assert entry.subentries["home-1"].data == HOME


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"house_limit_kw": 9}, {"house_power_entity_id": "house_both"}),
        ({"house_power_entity_id": HOUSE}, {"house_limit_kw": "house_both"}),
        (LIMIT | {"house_limit_kw": 9500}, {"house_limit_kw": "house_limit_range"}),
        (LIMIT | {"house_limit_kw": 0}, {"house_limit_kw": "house_limit_range"}),
        (LIMIT | {"house_power_entity_id": "sensor.house_energy"}, {"house_power_entity_id": "house_no_power"}),
        (LIMIT | {"house_power_entity_id": "sensor.nowhere"}, {"house_power_entity_id": "house_no_power"}),
        (LIMIT | {"house_power_entity_id": "switch.house"}, {"house_power_entity_id": "house_no_power"}),
        (LIMIT | {"house_power_entity_id": "sensor.charger_price_delta"}, {"house_power_entity_id": "own_entity"}),
    ],
)
async def test_a_limit_that_could_not_be_kept_is_refused(
    hass: HomeAssistant, set_up: SetUp, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    """Its owner would rely on it; and a limit of nothing would keep everything waiting for ever."""
    entry = await set_up()
    flow = await answer_subentry(hass, await page(hass, entry), answers)
    assert (flow["step_id"], flow["errors"]) == ("house_limit", errors)
    assert suggested(flow) == answers
    assert entry.subentries["home-1"].data == HOME


async def test_our_own_sensors_are_not_offered(hass: HomeAssistant, set_up: SetUp) -> None:
    """None of them measures a house."""
    flow = await page(hass, await set_up())
    assert "sensor.charger_price_delta" in offered(flow, "house_power_entity_id").config["exclude_entities"]

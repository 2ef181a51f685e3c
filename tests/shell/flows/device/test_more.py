"""What stands under More: when a vehicle is at home, and whether a device is reported at all."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import CHARGER, Account, SetUp
from tests.shell.flows.device.appliances import ENERGY, helper

from .steps import answer, change, offered, start, suggested

CAR = "vehicle"
METER, TRACKER, PLUGGED = "sensor.car_energy", "device_tracker.car", "binary_sensor.car_plugged_in"


@pytest.fixture(autouse=True)
def car(hass: HomeAssistant) -> None:
    """Let Home Assistant know a car: its counter, where it is, and whether it is plugged in."""
    helper(hass, METER, ENERGY)
    for entity_id in (TRACKER, PLUGGED, "person.driver", "light.garage"):
        helper(hass, entity_id)


@pytest.fixture
async def entry(account: Account, set_up: SetUp) -> MockConfigEntry:
    """Return an account with a car."""
    account.devices = {CHARGER: CAR}
    account.entities = {CHARGER: {"usage_entity_id": METER}}
    return await set_up()


def kept(entry: MockConfigEntry) -> dict[str, Any]:
    """Return what is kept of the device that was added last."""
    data = list(entry.get_subentries_of_type("device"))[-1].data
    return {key: data[key] for key in ("presence_entity_id", "reported") if key in data}


def more(flow: Any) -> list[str]:
    """Return the questions under More."""
    return [str(key) for key in offered(flow, "more").schema.schema]


async def test_a_measured_car_is_asked_once_what_tells_that_it_is_at_home(hass: HomeAssistant, set_up: SetUp) -> None:
    """Without it not one hour would be reported, and nobody would know why."""
    entry = await set_up()
    answers = {"resource_type": CAR, "usage_entity_id": METER}
    flow = await start(hass, entry, "device", {})
    assert "presence_entity_id" not in more(flow)
    flow = await answer(hass, flow, answers)
    assert (flow["errors"], more(flow)[1]) == ({"base": "presence_unknown"}, "presence_entity_id")
    flow = await answer(hass, flow, answers | {"more": {"presence_entity_id": TRACKER}})
    assert (flow["type"], kept(entry)) == (FlowResultType.CREATE_ENTRY, {"presence_entity_id": TRACKER})


@pytest.mark.parametrize("unreported", [{"usage_entity_id": METER, "more": {"reported": False}}, {}])
async def test_a_car_that_is_not_reported_is_not_asked(
    hass: HomeAssistant, set_up: SetUp, unreported: dict[str, Any]
) -> None:
    """A question whose answer changes nothing is one too many."""
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": CAR} | unreported)
    assert flow["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("wrong", ["light.garage", "person.nobody", "binary_sensor.car_use_power_now"])
async def test_what_cannot_tell_is_refused_in_words(hass: HomeAssistant, entry: MockConfigEntry, wrong: str) -> None:
    """The list is only an offer; a car that is never at home is never paid."""
    flow = await change(hass, entry, "device-vehicle")
    flow = await answer(hass, flow, {"usage_entity_id": METER, "more": {"presence_entity_id": wrong}})
    assert (flow["errors"], kept(entry)) == ({"base": "no_presence"}, {})
    assert suggested(flow)["more"]["presence_entity_id"] == wrong


async def test_our_own_sensors_are_not_offered(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """That hours are favourable says nothing about a car."""
    own = [found for found in hass.states.async_entity_ids("binary_sensor") if found != PLUGGED]
    selector = offered(await change(hass, entry, "device-vehicle"), "more").schema.schema["presence_entity_id"]
    assert own
    assert sorted(selector.config["exclude_entities"]) == sorted(own)


@pytest.mark.parametrize("found", [TRACKER, PLUGGED, "person.driver"])
async def test_it_is_shown_again_and_taken_back(hass: HomeAssistant, entry: MockConfigEntry, found: str) -> None:
    """Another car, another tracker."""
    flow = await change(hass, entry, "device-vehicle")
    await answer(hass, flow, {"usage_entity_id": METER, "more": {"presence_entity_id": found}})
    assert kept(entry) == {"presence_entity_id": found}
    flow = await change(hass, entry, "device-vehicle")
    assert suggested(flow)["more"]["presence_entity_id"] == found
    await answer(hass, flow, {"usage_entity_id": METER, "more": {}})
    assert kept(entry) == {}


async def test_a_car_that_becomes_something_else_is_always_at_home(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """What no page asks for any more could never be taken back."""
    flow = await change(hass, entry, "device-vehicle")
    asked = {"presence_entity_id": TRACKER, "resource_type": "generic"}
    await answer(hass, flow, {"usage_entity_id": METER, "more": asked})
    assert kept(entry) == {}


async def test_a_device_can_be_left_out_of_the_reports_and_taken_in_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who wants to follow the curve and tell nothing may do so; a section that was not opened changes nothing."""
    flow = await change(hass, entry, "device-vehicle")
    await answer(hass, flow, {"usage_entity_id": METER, "more": {"reported": False, "resource_type": CAR}})
    assert kept(entry) == {"reported": False}
    await answer(hass, await change(hass, entry, "device-vehicle"), {"usage_entity_id": METER})
    flow = await change(hass, entry, "device-vehicle")
    assert suggested(flow)["more"]["reported"] is False
    await answer(hass, flow, {"usage_entity_id": METER, "more": {"reported": True, "resource_type": CAR}})
    assert kept(entry) == {}

"""Devices that nothing on the list can switch: actions of a person's own, and what shows whether they worked."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.shell.conftest import CHARGER, TANK, Account, SetUp

from .steps import answer, asked, change, finish, offered, start, suggested

SWITCH, PUMP, POWER = "switch.garage", "fan.pump", "sensor.pump_power"
START = [{"action": "script.turn_on", "target": {"entity_id": "script.start"}}]
STOP = [{"delay": {"seconds": 5}}, {"action": "script.turn_on", "target": {"entity_id": "script.stop"}}]
ACTIONS = {"start_action": START, "give_back_action": STOP}
WISH = {"more": {"own_actions": True}}


@pytest.fixture(autouse=True)
def entities(hass: HomeAssistant) -> None:
    """Let there be what shows whether a pump runs."""
    hass.states.async_set(SWITCH, "off")
    hass.states.async_set(PUMP, "off")
    hass.states.async_set(POWER, "3", {"unit_of_measurement": "W", "device_class": "power"})


async def page(hass: HomeAssistant, set_up: SetUp) -> Any:
    """Return the page of a new device."""
    return await start(hass, await set_up(), "device", {}, {"resource_type": "generic"} | WISH)


def device(hass: HomeAssistant) -> Any:
    """Return the only device."""
    [entry] = hass.config_entries.async_entries("volue_spark")
    return entry.get_subentries_of_type("device")[0]


async def test_actions_are_kept_as_an_automation_has_them(hass: HomeAssistant, set_up: SetUp) -> None:
    """Two actions and what shows that they worked; all else is as usual."""
    flow = await page(hass, set_up)
    assert flow["step_id"] == "actions"
    assert asked(flow) == ["start_action", "give_back_action", "control_entity_id", "run", "sparing"]
    assert suggested(flow)["run"] == "on"
    result = await answer(hass, flow, ACTIONS | {"control_entity_id": PUMP, "run": "on"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert device(hass).data["control_entity_id"] == PUMP
    assert device(hass).data["following"] == {"how": "actions"} | ACTIONS


async def test_another_state_may_mean_that_it_runs(hass: HomeAssistant, set_up: SetUp) -> None:
    """A climate is on when it heats."""
    answers = ACTIONS | {"control_entity_id": PUMP, "run": " high ", "sparing": {"starts_a_day": 2}}
    await answer(hass, await page(hass, set_up), answers)
    assert device(hass).data["following"] == {"how": "actions", "run": "high", "starts_a_day": 2} | ACTIONS


async def test_it_is_shown_again_and_goes_on_without_a_change(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever looks at the page and submits it must not lose what he wrote."""
    await answer(hass, await page(hass, set_up), ACTIONS | {"control_entity_id": POWER})
    before = dict(device(hass).data)
    [entry] = hass.config_entries.async_entries("volue_spark")
    flow = await change(hass, entry, device(hass).subentry_id)
    assert "control_entity_id" not in suggested(flow)
    assert suggested(flow)["more"]["own_actions"] is True
    flow = await answer(hass, flow, {})
    assert suggested(flow).items() >= (ACTIONS | {"control_entity_id": POWER}).items()
    result = await answer(hass, flow, suggested(flow))
    assert (result["type"], device(hass).data) == (FlowResultType.ABORT, before)


async def test_a_switch_takes_the_place_of_the_actions(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever bought a smart plug needs no actions any more."""
    await answer(hass, await page(hass, set_up), ACTIONS | {"control_entity_id": POWER, "run": "1"})
    [entry] = hass.config_entries.async_entries("volue_spark")
    flow = await change(hass, entry, device(hass).subentry_id)
    await finish(hass, flow, {"control_entity_id": SWITCH, "more": {"own_actions": False}})
    assert device(hass).data["control_entity_id"] == SWITCH
    assert "following" not in device(hass).data


async def test_actions_take_the_place_of_a_switch(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """What was switched until now shows now whether the device runs, unless somebody says otherwise."""
    account.devices, account.entities = {CHARGER: "charger"}, {CHARGER: {"control_entity_id": SWITCH}}
    flow = await change(hass, await set_up(), "device-charger")
    flow = await answer(hass, flow, {"control_entity_id": SWITCH} | WISH)
    assert (flow["step_id"], suggested(flow)["control_entity_id"]) == ("actions", SWITCH)
    await answer(hass, flow, ACTIONS | {"control_entity_id": SWITCH})
    assert device(hass).data["following"] == {"how": "actions"} | ACTIONS


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"start_action": "action_required"}),
        ({"start_action": START}, {"give_back_action": "action_required"}),
        ({"start_action": START, "give_back_action": [{"action": "no service"}]}, {"give_back_action": "bad_action"}),
        ({"start_action": "nonsense", "give_back_action": STOP}, {"start_action": "bad_action"}),
        (
            {"start_action": [{"condition": "made_up"}], "give_back_action": STOP},
            {"start_action": "bad_action"},
        ),
        (
            {"start_action": [{"device_id": "x", "domain": "made_up", "type": "y"}], "give_back_action": STOP},
            {"start_action": "bad_action"},
        ),
        (ACTIONS, {"control_entity_id": "shown_by_required"}),
        (ACTIONS | {"control_entity_id": "fan.nowhere"}, {"control_entity_id": "entity_gone"}),
        (
            ACTIONS | {"control_entity_id": PUMP, "sparing": {"starts_a_day": 300}},
            {"base": "wrong_starts_a_day"},
        ),
    ],
)
async def test_what_home_assistant_would_not_carry_out_is_refused(
    hass: HomeAssistant, set_up: SetUp, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    """It would be found out at night, in a log that nobody reads."""
    flow = await answer(hass, await page(hass, set_up), answers)
    assert (flow["step_id"], flow["errors"]) == ("actions", errors)


async def test_our_own_entities_show_nothing(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """That hours are favourable does not mean that something runs."""
    account.devices = {CHARGER: "charger"}
    flow = await page(hass, set_up)
    own = "binary_sensor.charger_use_power_now"
    assert own in offered(flow, "control_entity_id").config["exclude_entities"]
    flow = await answer(hass, flow, ACTIONS | {"control_entity_id": own})
    assert flow["errors"] == {"control_entity_id": "own_entity"}


async def test_what_another_device_has_is_refused_on_the_same_page(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """One of the two would be taken for running while the other does."""
    account.devices, account.entities = {TANK: "hot_water_tank"}, {TANK: {"control_entity_id": SWITCH}}
    flow = await answer(hass, await page(hass, set_up), ACTIONS | {"control_entity_id": SWITCH})
    assert (flow["step_id"], flow["errors"]) == ("actions", {"control_entity_id": "in_use"})

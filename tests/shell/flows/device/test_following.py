"""The page on how a device follows: what it says, what it asks, and what is kept of it."""

from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import CHARGER, Account, SetUp
from tests.shell.control.adapters.ways import demo

from .steps import answer, asked, change, finish, labels, offered, start, suggested

SWITCH, OTHER_SWITCH = "switch.tank", "switch.other"
HEATER = "water_heater.demo_water_heater_celsius"
NUMBER = "number.charger_current"
AMPERES = {"min": 6, "max": 32, "step": 1, "unit_of_measurement": "A", "friendly_name": "Charging current"}
UNTOUCHED = {"waits": False}


@pytest.fixture(autouse=True)
async def entities(hass: HomeAssistant) -> None:
    """Let there be switches and a number; what they are called is what a person reads."""
    assert await async_setup_component(hass, "homeassistant", {})
    hass.states.async_set(SWITCH, "off", {"friendly_name": "Tank"})
    hass.states.async_set(OTHER_SWITCH, "off")
    hass.states.async_set(NUMBER, "16", AMPERES)


async def page(hass: HomeAssistant, set_up: SetUp, entity_id: str, kind: str = "generic") -> Any:
    """Return the page of a new device."""
    answers = {"resource_type": kind, "control_entity_id": entity_id}
    return await start(hass, await set_up(), "device", {}, answers)


async def page_again(hass: HomeAssistant, entry: MockConfigEntry, entity_id: str, **more: Any) -> Any:
    """Return the page of the device that is there."""
    [device] = entry.get_subentries_of_type("device")
    flow = await change(hass, entry, device.subentry_id)
    return await answer(hass, flow, {"control_entity_id": entity_id, **more})


def kept(hass: HomeAssistant) -> Any:
    """Return what is kept of how the only device follows, None for nothing."""
    [entry] = hass.config_entries.async_entries("volue_spark")
    [device] = entry.get_subentries_of_type("device")
    return device.data.get("following")


def said(flow: Any, name: str) -> str:
    """Return what a page quotes."""
    return str(flow["description_placeholders"][name])


async def test_a_plain_switch_costs_one_click_and_no_answer(hass: HomeAssistant, set_up: SetUp) -> None:
    """Most devices are one: who is asked ten questions about it goes away."""
    flow = await page(hass, set_up, SWITCH, "hot_water_tank")
    assert (flow["step_id"], asked(flow)) == ("following", ["waits", "sparing"])
    assert suggested(flow) == {
        "waits": False,
        "sparing": {
            "least_on_minutes": 10,
            "least_off_minutes": 0,
            "starts_a_day": 12,
            "shortest_minutes": 0,
            "least_delta": 0,
            "patience_seconds": 30,
        },
    }
    result = await answer(hass, flow, suggested(flow))
    assert (result["type"], kept(hass)) == (FlowResultType.CREATE_ENTRY, None)


async def test_a_device_that_is_not_switched_is_not_asked(hass: HomeAssistant, set_up: SetUp) -> None:
    """A page about nothing is one too many."""
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": "generic"})
    assert flow["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        ("generic", "off", "Tank is off now."),
        ("generic", "on", "Tank is on now.** As long as it is on all the time, following changes nothing"),
        ("charger", "on", "so it charges whenever a car is plugged in. Following then changes nothing"),
        ("hot_water_tank", "on", "its own thermostat decides when it draws power. Following then changes nothing"),
        ("hvac", "unavailable", "Home Assistant cannot tell now whether Tank is on."),
    ],
)
async def test_the_page_says_what_following_changes(
    hass: HomeAssistant, set_up: SetUp, kind: str, state: str, words: str
) -> None:
    """A charger that is always on earns what it earns anyway, and its owner would wait for more in vain."""
    hass.states.async_set(SWITCH, state, {"friendly_name": "Tank"})
    assert words in said(await page(hass, set_up, SWITCH, kind), "now")


@pytest.mark.parametrize(
    ("field", "amount"),
    [
        ("least_on_minutes", 181),
        ("least_off_minutes", -1),
        ("starts_a_day", 0),
        ("shortest_minutes", 1000),
        ("least_delta", -0.1),
        ("least_delta", float("nan")),
        ("patience_seconds", 1),
    ],
)
async def test_absurd_numbers_are_refused_in_words(
    hass: HomeAssistant, set_up: SetUp, field: str, amount: float
) -> None:
    """With no start a day a tank would be cold, and nobody would know why."""
    flow = await page(hass, set_up, SWITCH)
    flow = await answer(hass, flow, {**UNTOUCHED, "sparing": {field: amount}})
    assert (flow["step_id"], flow["errors"]) == ("following", {"base": f"wrong_{field}"})
    assert (await answer(hass, flow, UNTOUCHED))["type"] is FlowResultType.CREATE_ENTRY


async def test_only_what_differs_from_the_usual_is_kept_and_shown_again(hass: HomeAssistant, set_up: SetUp) -> None:
    """What is usual may become another value one day; what a person said must not."""
    flow = await page(hass, set_up, SWITCH)
    sparing = suggested(flow)["sparing"] | {"starts_a_day": 3, "least_delta": 0.1}
    await answer(hass, flow, {**UNTOUCHED, "sparing": sparing})
    assert kept(hass) == {"starts_a_day": 3, "least_delta": 0.1}
    [entry] = hass.config_entries.async_entries("volue_spark")
    flow = await page_again(hass, entry, SWITCH)
    assert suggested(flow)["sparing"] == sparing
    await answer(hass, flow, UNTOUCHED)
    assert kept(hass) == {"starts_a_day": 3, "least_delta": 0.1}
    await answer(hass, await page_again(hass, entry, SWITCH), {**UNTOUCHED, "sparing": {}})
    assert kept(hass) is None


async def test_a_number_is_asked_what_it_is_set_to(hass: HomeAssistant, set_up: SetUp) -> None:
    """Nobody else can know which current the fuse allows."""
    flow = await page(hass, set_up, NUMBER, "charger")
    assert asked(flow) == ["run", "waits", "sparing"]
    assert "**Charging current is set to 16 A now.**" in said(flow, "now")
    flow = await answer(hass, flow, UNTOUCHED)
    assert flow["errors"] == {"run": "setting_required"}
    flow = await answer(hass, flow, {**UNTOUCHED, "run": 40})
    assert flow["errors"] == {"run": "out_of_range"}
    assert [said(flow, name) for name in ("least", "most", "unit")] == ["6", "32", "A"]
    assert suggested(flow)["run"] == 40
    flow = await answer(hass, flow, {**UNTOUCHED, "run": 32})
    assert (flow["type"], kept(hass)) == (FlowResultType.CREATE_ENTRY, {"how": "level", "run": 32})


async def test_a_number_without_a_unit_that_tells_nothing_is_asked_all_the_same(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """A car that sleeps is set up by day as well."""
    hass.states.async_set(NUMBER, "unavailable", AMPERES | {"unit_of_measurement": None})
    flow = await page(hass, set_up, NUMBER, "vehicle")
    assert "cannot tell now what Charging current is set to" in said(flow, "now")
    hass.states.async_set(NUMBER, "8.5", {"min": 6, "max": 32, "friendly_name": "Charging current"})
    flow = await answer(hass, flow, {**UNTOUCHED, "run": 2})
    assert "is set to 8.5 now" in said(flow, "now")


async def test_another_way_asks_for_its_own_setting(hass: HomeAssistant, set_up: SetUp) -> None:
    """A form cannot change while it is filled in: so it comes back once, and says why."""
    await demo(hass, Platform.WATER_HEATER)
    flow = await page(hass, set_up, HEATER, "hot_water_tank")
    assert asked(flow) == ["how", "waits", "sparing"]
    assert offered(flow, "how").config["options"] == ["on_off", "mode", "temperature"]
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "mode"})
    assert (flow["errors"], asked(flow)[1]) == ({"run": "setting_of_how"}, "run")
    assert (suggested(flow)["run"], suggested(flow)["how"]) == ("performance", "mode")
    assert "High demand" in labels(flow, "run")
    assert "is set to Eco now" in said(flow, "now")
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "temperature", "run": "performance"})
    assert (flow["errors"], suggested(flow).get("run")) == ({"run": "setting_of_how"}, None)
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "temperature", "run": 60})
    assert (flow["type"], kept(hass)) == (FlowResultType.CREATE_ENTRY, {"how": "temperature", "run": 60})


async def test_the_best_way_needs_no_answer_and_any_other_is_kept(hass: HomeAssistant, set_up: SetUp) -> None:
    """Shown the best way again, a person would change it back each time."""
    await demo(hass, Platform.WATER_HEATER)
    flow = await page(hass, set_up, HEATER, "hot_water_tank")
    await answer(hass, flow, suggested(flow))
    assert kept(hass) is None
    [entry] = hass.config_entries.async_entries("volue_spark")
    flow = await page_again(hass, entry, HEATER)
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "mode"})
    await answer(hass, flow, {**UNTOUCHED, "how": "mode", "run": "high_demand"})
    assert kept(hass) == {"how": "mode", "run": "high_demand"}
    flow = await page_again(hass, entry, HEATER)
    assert suggested(flow).items() >= {"how": "mode", "run": "high_demand"}.items()
    # From this way to one that asks nothing the page does not come back.
    assert (await answer(hass, flow, {**UNTOUCHED, "how": "on_off"}))["type"] is FlowResultType.ABORT
    assert kept(hass) is None


async def test_a_mode_that_is_gone_is_refused_and_another_one_proposed(hass: HomeAssistant, set_up: SetUp) -> None:
    """Never set, it would be asked for in vain every night."""
    await demo(hass, Platform.WATER_HEATER)
    flow = await page(hass, set_up, HEATER, "hot_water_tank")
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "mode"})
    state = hass.states.get(HEATER)
    assert state
    fewer = {**state.attributes, "operation_list": ["eco", "off"]}
    hass.states.async_set(HEATER, "eco", fewer)
    flow = await answer(hass, flow, {**UNTOUCHED, "how": "mode", "run": "performance"})
    assert flow["errors"] == {"run": "mode_gone"}
    assert (await answer(hass, flow, {**UNTOUCHED, "how": "mode", "run": "eco"}))["type"] is FlowResultType.CREATE_ENTRY


async def test_another_entity_is_asked_anew_and_the_rule_stays(hass: HomeAssistant, set_up: SetUp) -> None:
    """A current is no setting of a switch; how often it may start is the household's."""
    flow = await page(hass, set_up, NUMBER, "charger")
    await answer(hass, flow, {**UNTOUCHED, "run": 32, "sparing": {"starts_a_day": 2}})
    [entry] = hass.config_entries.async_entries("volue_spark")
    flow = await page_again(hass, entry, OTHER_SWITCH)
    assert asked(flow) == ["waits", "sparing"]
    await answer(hass, flow, UNTOUCHED)
    assert kept(hass) == {"starts_a_day": 2}
    flow = await change(hass, entry, entry.get_subentries_of_type("device")[0].subentry_id)
    assert (await answer(hass, flow, {}))["type"] is FlowResultType.ABORT
    assert kept(hass) is None


async def test_an_entity_that_is_away_keeps_what_was_said_of_it(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever changes the usage sensor at night must not lose the charging current."""
    flow = await page(hass, set_up, NUMBER, "charger")
    await answer(hass, flow, {**UNTOUCHED, "run": 32})
    [entry] = hass.config_entries.async_entries("volue_spark")
    hass.states.async_set(NUMBER, "unavailable")
    flow = await page_again(hass, entry, NUMBER)
    assert asked(flow) == ["waits", "sparing"]
    await answer(hass, flow, UNTOUCHED)
    assert kept(hass) == {"how": "level", "run": 32}


async def test_an_entity_of_which_nobody_can_tell_how_it_is_switched_is_refused(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """Chosen now, it would be switched in a way that it does not have."""
    hass.states.async_set("climate.plain", "heat", {})
    flow = await page(hass, set_up, "climate.plain", "hvac")
    assert (flow["step_id"], flow["errors"]) == ("details", {"control_entity_id": "nothing_to_switch"})


async def test_a_switch_that_was_taken_meanwhile_leads_back_to_the_first_page(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """A switch of two devices would be given back too early."""
    entry = await set_up()
    answers = {"resource_type": "generic", "control_entity_id": SWITCH}
    first, second = [await start(hass, entry, "device", {}, answers) for _ in range(2)]
    assert (await answer(hass, first, UNTOUCHED))["type"] is FlowResultType.CREATE_ENTRY
    second = await answer(hass, second, UNTOUCHED)
    assert (second["step_id"], second["errors"]) == ("details", {"control_entity_id": "in_use"})
    assert suggested(second)["control_entity_id"] == SWITCH
    second = await finish(hass, second, {**answers, "control_entity_id": OTHER_SWITCH})
    assert second["type"] is FlowResultType.CREATE_ENTRY


async def test_a_switch_that_was_taken_while_a_device_is_changed_leads_back_too(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """The same for one that is there already."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    flow = await answer(hass, await change(hass, entry, "device-charger"), {"control_entity_id": SWITCH})
    new = await start(hass, entry, "device", {}, {"resource_type": "generic", "control_entity_id": SWITCH})
    assert (await answer(hass, new, UNTOUCHED))["type"] is FlowResultType.CREATE_ENTRY
    flow = await answer(hass, flow, UNTOUCHED)
    assert (flow["step_id"], flow["errors"]) == ("reconfigure", {"control_entity_id": "in_use"})


@pytest.mark.parametrize(("removed", "reason"), [("home-1", "home_gone"), ("device-charger", "device_gone")])
async def test_what_is_removed_while_the_page_is_open_ends_the_flow(
    hass: HomeAssistant, account: Account, set_up: SetUp, removed: str, reason: str
) -> None:
    """An error in the log is no answer."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    flow = await answer(hass, await change(hass, entry, "device-charger"), {"control_entity_id": SWITCH})
    hass.config_entries.async_remove_subentry(entry, removed)
    flow = await answer(hass, flow, UNTOUCHED)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, reason)


async def test_a_home_that_is_removed_while_the_page_is_open_gets_no_device(hass: HomeAssistant, set_up: SetUp) -> None:
    """A device without a home would stand in the list and do nothing."""
    flow = await page(hass, set_up, SWITCH)
    [entry] = hass.config_entries.async_entries("volue_spark")
    hass.config_entries.async_remove_subentry(entry, "home-1")
    flow = await answer(hass, flow, UNTOUCHED)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "home_gone")

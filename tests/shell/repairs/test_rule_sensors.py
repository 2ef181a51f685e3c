"""Sensors that a rule or a limit needs: noticed when they are gone, replaced or done without."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import TANK, TEXTS, Account, SetUp
from tests.shell.repairs.desk import Desk

SWITCH, WARM, HOUSE = "switch.tank", "sensor.tank_temperature", "sensor.house_power"
DEGREES = {"device_class": "temperature", "unit_of_measurement": "°C"}
WATTS = {"device_class": "power", "unit_of_measurement": "W"}
WARM_ISSUE, HOUSE_ISSUE = "temperature_sensor_gone_device-hot_water_tank", "house_sensor_gone_home-1"
FOLLOWING: dict[str, Any] = {"waits": True, "temperature_entity_id": WARM, "starts_a_day": 3}
LIMIT = {"house_power_entity_id": HOUSE, "house_limit_kw": 9}


@pytest.fixture
async def entry(
    hass: HomeAssistant, account: Account, set_up: SetUp, entity_registry: er.EntityRegistry
) -> MockConfigEntry:
    """Return an account whose tank waits, and whose house has a limit."""
    for entity_id, attributes in ((SWITCH, {}), (WARM, DEGREES), (HOUSE, WATTS)):
        domain, name = entity_id.split(".")
        entity_registry.async_get_or_create(domain, "test", name, suggested_object_id=name)
        hass.states.async_set(entity_id, "1", attributes)
    account.devices = {TANK: "hot_water_tank"}
    account.entities = {TANK: {"control_entity_id": SWITCH, "following": FOLLOWING}}
    entry = await set_up()
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, **LIMIT})
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def remove(hass: HomeAssistant, entity_id: str) -> None:
    """Do what an integration does that loses a device."""
    er.async_get(hass).async_remove(entity_id)
    hass.states.async_remove(entity_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def following(entry: MockConfigEntry) -> Any:
    """Return how the tank follows."""
    return entry.subentries["device-hot_water_tank"].data.get("following")


def limit(entry: MockConfigEntry) -> dict[str, Any]:
    """Return the limit of the house."""
    data = entry.subentries["home-1"].data
    return {key: data[key] for key in LIMIT if key in data}


@pytest.mark.usefixtures("entry")
@pytest.mark.parametrize(
    ("entity_id", "issue_id", "owner"), [(WARM, WARM_ISSUE, "device"), (HOUSE, HOUSE_ISSUE, "home")]
)
async def test_a_sensor_that_is_gone_is_said_at_once_and_forgotten_when_it_is_back(
    hass: HomeAssistant, desk: Desk, entity_id: str, issue_id: str, owner: str
) -> None:
    """A tank that never waits earns less, and a limit that nobody keeps blows a fuse."""
    assert await desk.issues() == {}
    await remove(hass, entity_id)
    [issue] = (await desk.issues()).values()
    assert issue["issue_id"] == issue_id
    titles = {"device": "Hot water tank", "home": "Test home"}
    assert issue["translation_placeholders"] == {owner: titles[owner], "entity": entity_id}
    hass.states.async_set(entity_id, "1")
    assert await desk.issues() == {}


async def test_another_thermometer_takes_its_place(hass: HomeAssistant, entry: MockConfigEntry, desk: Desk) -> None:
    """The rest of the rule stays as it was said."""
    await remove(hass, WARM)
    page = await desk.open(WARM_ISSUE)
    page = await desk.submit(page, {"temperature_entity_id": HOUSE})
    assert page["errors"] == {"temperature_entity_id": "no_temperature"}
    hass.states.async_set("sensor.new", "50", DEGREES)
    page = await desk.submit(page, {"temperature_entity_id": "sensor.new"})
    assert page["type"] == "create_entry"
    assert following(entry) == FOLLOWING | {"temperature_entity_id": "sensor.new"}
    assert await desk.issues() == {}


async def test_without_a_thermometer_a_tank_waits_no_more(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk
) -> None:
    """Nobody shall be cold for want of a sensor."""
    await remove(hass, WARM)
    await desk.submit(await desk.open(WARM_ISSUE), {})
    assert following(entry) == {"starts_a_day": 3}
    assert await desk.issues() == {}


async def test_a_rule_that_is_left_empty_is_none(hass: HomeAssistant, entry: MockConfigEntry, desk: Desk) -> None:
    """What is usual stands nowhere."""
    tank = entry.subentries["device-hot_water_tank"]
    only_waiting = {key: value for key, value in FOLLOWING.items() if key != "starts_a_day"}
    hass.config_entries.async_update_subentry(entry, tank, data={**tank.data, "following": only_waiting})
    await hass.async_block_till_done(wait_background_tasks=True)
    await remove(hass, WARM)
    await desk.submit(await desk.open(WARM_ISSUE), {})
    assert following(entry) is None


async def test_another_power_sensor_takes_its_place(hass: HomeAssistant, entry: MockConfigEntry, desk: Desk) -> None:
    """A new meter, and the same fuse."""
    await remove(hass, HOUSE)
    page = await desk.submit(await desk.open(HOUSE_ISSUE), {"house_power_entity_id": WARM})
    assert page["errors"] == {"house_power_entity_id": "house_no_power"}
    hass.states.async_set("sensor.new", "4000", WATTS)
    await desk.submit(page, {"house_power_entity_id": "sensor.new"})
    assert limit(entry) == LIMIT | {"house_power_entity_id": "sensor.new"}
    assert await desk.issues() == {}


async def test_without_a_power_sensor_there_is_no_limit(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk
) -> None:
    """A limit without a sensor would be kept by nobody, and believed by somebody."""
    await remove(hass, HOUSE)
    await desk.submit(await desk.open(HOUSE_ISSUE), {})
    assert limit(entry) == {}
    assert await desk.issues() == {}


@pytest.mark.parametrize(("entity_id", "issue_id"), [(WARM, WARM_ISSUE), (SWITCH, "controlled_entity_gone_device-")])
async def test_what_is_removed_while_the_form_is_open_ends_it(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, entity_id: str, issue_id: str
) -> None:
    """There is nothing left to mend."""
    await remove(hass, entity_id)
    [found] = [shown for shown in await desk.issues() if shown.startswith(issue_id)]
    page = await desk.open(found)
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    assert (await desk.submit(page, {}))["reason"] == "solved"


@pytest.mark.parametrize(
    ("rule", "other", "attributes", "left"),
    [
        ({"starts_a_day": 3}, "switch.new", {}, {"starts_a_day": 3}),
        ({"how": "mode", "run": "eco", "starts_a_day": 3}, "switch.new", {}, {"starts_a_day": 3}),
        ({"how": "mode", "run": "eco"}, "switch.new", {}, None),
        (
            {"how": "level", "run": 10, "wait": 6},
            "number.new",
            {"min": 6, "max": 32},
            {"how": "level", "run": 10, "wait": 6},
        ),
        ({"how": "actions", "run": "5"}, "sensor.new", {}, {"how": "actions", "run": "5"}),
    ],
)
async def test_another_entity_keeps_of_the_rule_what_fits(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    desk: Desk,
    rule: dict[str, Any],
    other: str,
    attributes: dict[str, Any],
    left: Any,
) -> None:
    """A mode is no setting of a switch; how often it may start is the household's."""
    tank = entry.subentries["device-hot_water_tank"]
    hass.config_entries.async_update_subentry(entry, tank, data={**tank.data, "following": rule})
    await hass.async_block_till_done(wait_background_tasks=True)
    await remove(hass, SWITCH)
    hass.states.async_set(other, "5", attributes)
    page = await desk.open("controlled_entity_gone_device-hot_water_tank")
    page = await desk.submit(page, {"control_entity_id": other})
    assert page["type"] == "create_entry"
    assert following(entry) == left
    assert entry.subentries["device-hot_water_tank"].data["control_entity_id"] == other


@pytest.mark.parametrize("rule", [{}, {"how": "level", "run": 40}, {"how": "level", "run": 10, "wait": 5}])
async def test_an_entity_that_needs_settings_is_chosen_on_the_devices_page(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, rule: dict[str, Any]
) -> None:
    """Chosen here, it would never be set to anything."""
    tank = entry.subentries["device-hot_water_tank"]
    hass.config_entries.async_update_subentry(entry, tank, data={**tank.data, "following": rule})
    await hass.async_block_till_done(wait_background_tasks=True)
    await remove(hass, SWITCH)
    hass.states.async_set("number.new", "5", {"min": 6, "max": 32})
    page = await desk.open("controlled_entity_gone_device-hot_water_tank")
    page = await desk.submit(page, {"control_entity_id": "number.new"})
    assert page["errors"] == {"control_entity_id": "settings_needed"}


async def test_the_repairs_say_it_in_the_words_of_the_pages() -> None:
    """Two wordings for one mistake would be two riddles."""
    issues, pages = TEXTS["issues"], TEXTS["config_subentries"]
    said = issues["temperature_sensor_gone"]["fix_flow"]["error"]
    assert said["no_temperature"] == pages["device"]["error"]["no_temperature"]
    assert issues["house_sensor_gone"]["fix_flow"]["error"].items() <= pages["home"]["error"].items()

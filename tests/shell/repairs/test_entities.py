"""Sensors and switches that are gone: noticed in time, never too early, replaced or done without."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK, TEXTS, Account, SetUp
from tests.shell.flows.device.appliances import ENERGY
from tests.shell.repairs.desk import Desk

METER, PLUG, OTHER, HELPER = "sensor.meter", "switch.plug", "sensor.tank", "input_boolean.yaml"
SENSOR_ISSUE, PLUG_ISSUE = "usage_sensor_gone_device-charger", "controlled_entity_gone_device-charger"


@pytest.fixture(autouse=True)
def devices(account: Account, hass: HomeAssistant, entity_registry: er.EntityRegistry) -> None:
    """Let a charger have a sensor and a plug of an integration, and a tank a sensor of its own."""
    for entity_id in (METER, PLUG, OTHER):
        domain, name = entity_id.split(".")
        entity_registry.async_get_or_create(
            domain, "test", name, suggested_object_id=name, original_device_class="energy"
        )
        hass.states.async_set(entity_id, "unavailable", ENERGY if domain == "sensor" else {})
    account.entities = {
        CHARGER: {"usage_entity_id": METER, "control_entity_id": PLUG},
        TANK: {"usage_entity_id": OTHER},
    }


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float) -> None:
    """Let time pass."""
    freezer.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


def charger(entry: MockConfigEntry) -> dict[str, Any]:
    """Return what the charger has."""
    data = entry.subentries["device-charger"].data
    return {key: data.get(key) for key in ("usage_entity_id", "control_entity_id")}


async def remove(hass: HomeAssistant, entity_id: str) -> None:
    """Do what an integration does that loses a device."""
    er.async_get(hass).async_remove(entity_id)
    hass.states.async_remove(entity_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_what_is_merely_unavailable_is_not_gone(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """A car is away all day."""
    await set_up()
    hass.states.async_remove(METER)
    await later(hass, freezer, 20)
    assert await desk.issues() == {}


@pytest.mark.parametrize(
    ("entity_id", "issue_id", "key"),
    [(METER, SENSOR_ISSUE, "usage_sensor_gone"), (PLUG, PLUG_ISSUE, "controlled_entity_gone")],
)
async def test_what_is_removed_is_said_at_once_and_only_of_its_device(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, entity_id: str, issue_id: str, key: str
) -> None:
    """Each day without it is a day without money, and nobody looks at a device that worked yesterday."""
    entry = await set_up()
    await remove(hass, entity_id)
    [issue] = (await desk.issues()).values()
    assert (issue["issue_id"], issue["translation_key"], issue["severity"]) == (issue_id, key, "warning")
    assert issue["translation_placeholders"] == {"device": "Charger", "entity": entity_id}
    await hass.config_entries.async_reload(entry.entry_id)
    assert list(await desk.issues()) == [issue_id]


async def test_what_is_disabled_is_said_and_forgotten_when_it_is_enabled(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, entity_registry: er.EntityRegistry
) -> None:
    """Enabling it again is the whole repair."""
    await set_up()
    entity_registry.async_update_entity(METER, disabled_by=er.RegistryEntryDisabler.USER)
    assert list(await desk.issues()) == [SENSOR_ISSUE]
    entity_registry.async_update_entity(METER, disabled_by=None)
    assert await desk.issues() == {}


@pytest.mark.parametrize("again", ["registered", "as a state"])
async def test_what_comes_back_solves_it(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, entity_registry: er.EntityRegistry, again: str
) -> None:
    """A device that is paired anew gets its old names."""
    await set_up()
    await remove(hass, METER)
    if again == "registered":
        entity_registry.async_get_or_create("sensor", "test", "new", suggested_object_id="meter")
    else:
        hass.states.async_set(METER, "1")
    assert await desk.issues() == {}


async def test_a_helper_of_a_file_may_be_late_but_not_for_ever(
    hass: HomeAssistant, account: Account, set_up: SetUp, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """It stands in no registry, so only time tells whether it is gone."""
    account.entities[CHARGER] = {"control_entity_id": HELPER}
    await set_up()
    await later(hass, freezer, 4.9)
    assert await desk.issues() == {}
    await later(hass, freezer, 0.2)
    assert list(await desk.issues()) == [PLUG_ISSUE]
    hass.states.async_set(HELPER, "off")
    assert await desk.issues() == {}
    hass.states.async_remove(HELPER)
    await later(hass, freezer, 4.9)
    hass.states.async_set(HELPER, "off")
    await later(hass, freezer, 10)
    assert await desk.issues() == {}


async def test_nothing_is_missed_while_home_assistant_starts(
    hass: HomeAssistant, account: Account, set_up: SetUp, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """A start takes as long as its slowest integration."""
    hass.set_state(CoreState.starting)
    account.entities[CHARGER] = {"control_entity_id": HELPER}
    await set_up()
    await later(hass, freezer, 20)
    assert await desk.issues() == {}
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await desk.issues() == {}
    await later(hass, freezer, 5.1)
    assert list(await desk.issues()) == [PLUG_ISSUE]


async def test_an_ignored_issue_stays_ignored_while_nobody_can_tell(
    hass: HomeAssistant, account: Account, set_up: SetUp, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """After a reload it is not known for five minutes; that is no solution."""
    account.entities[CHARGER] = {"control_entity_id": HELPER}
    entry = await set_up()
    await later(hass, freezer, 5.1)
    await desk.ignore(PLUG_ISSUE)
    await hass.config_entries.async_reload(entry.entry_id)
    assert (await desk.issues())[PLUG_ISSUE]["ignored"]
    await later(hass, freezer, 5.1)
    assert (await desk.issues())[PLUG_ISSUE]["ignored"]


async def test_another_sensor_is_chosen_with_one_reload(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, fake_spark: FakeSpark
) -> None:
    """Nobody should have to register the device anew for a new meter."""
    entry = await set_up()
    await remove(hass, METER)
    page = await desk.open(SENSOR_ISSUE)
    assert (page["step_id"], page["description_placeholders"]) == ("entity", {"device": "Charger", "entity": METER})
    hass.states.async_set("sensor.new", "1", ENERGY)
    fake_spark.requests.clear()
    page = await desk.submit(page, {"usage_entity_id": "sensor.new"})
    assert page["type"] == "create_entry"
    assert charger(entry) == {"usage_entity_id": "sensor.new", "control_entity_id": PLUG}
    assert len([seen for seen in fake_spark.requests if seen.path.endswith("/events")]) == 1
    assert await desk.issues() == {}


async def test_a_device_can_go_on_without(hass: HomeAssistant, set_up: SetUp, desk: Desk) -> None:
    """Who sold the plug may still want the sensor to be reported."""
    entry = await set_up()
    await remove(hass, PLUG)
    page = await desk.submit(await desk.open(PLUG_ISSUE), {})
    assert page["type"] == "create_entry"
    assert charger(entry) == {"usage_entity_id": METER, "control_entity_id": None}
    assert await desk.issues() == {}


async def test_the_sensor_of_another_device_is_refused(hass: HomeAssistant, set_up: SetUp, desk: Desk) -> None:
    """Two devices with one sensor would be paid twice for every kWh."""
    entry = await set_up()
    await remove(hass, METER)
    page = await desk.submit(await desk.open(SENSOR_ISSUE), {"usage_entity_id": OTHER})
    assert page["errors"] == {"usage_entity_id": "in_use"}
    assert charger(entry)["usage_entity_id"] == METER
    assert (await desk.submit(page, {}))["type"] == "create_entry"


@pytest.mark.parametrize(
    ("field", "entity_id", "said"),
    [
        ("usage_entity_id", "sensor.charger_price_delta", "own_entity"),
        ("usage_entity_id", "sensor.session", "not_measurable"),
        ("usage_entity_id", "sensor.nowhere", "not_measurable"),
        ("usage_entity_id", PLUG, "not_measurable"),
        ("control_entity_id", "switch.charger_follow_price_curve", "own_entity"),
        ("control_entity_id", "fan.house", "not_controllable"),
        ("control_entity_id", "switch.nowhere", "entity_gone"),
    ],
)
async def test_what_the_device_page_refuses_is_refused_here_in_its_words(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, field: str, entity_id: str, said: str
) -> None:
    """A repair that takes anything would end the message and not the loss."""
    entry = await set_up()
    hass.states.async_set("sensor.session", "1", ENERGY | {"state_class": "measurement"})
    before = charger(entry)
    await remove(hass, str(before[field]))
    page = await desk.open(SENSOR_ISSUE if field == "usage_entity_id" else PLUG_ISSUE)
    page = await desk.submit(page, {field: entity_id})
    assert (page["type"], page["errors"]) == ("form", {field: said})
    assert charger(entry) == before
    issue = "usage_sensor_gone" if field == "usage_entity_id" else "controlled_entity_gone"
    in_repair, on_page = TEXTS["issues"][issue]["fix_flow"]["error"], TEXTS["config_subentries"]["device"]["error"]
    assert in_repair[said] == on_page[said]


async def test_the_sensor_of_another_account_is_refused(
    hass: HomeAssistant, account: Account, set_up: SetUp, desk: Desk
) -> None:
    """Each account would be paid for the same kWh."""
    await set_up()
    other = account.entry()
    [home, device, _] = (subentry.as_dict() for subentry in other.subentries.values())
    data = {**device["data"], "home": "home-2", "usage_entity_id": "sensor.new", "resource_id": "another"}
    second = type(other)(
        domain="volue_spark",
        unique_id="another account",
        data=other.data,
        subentries_data=[home | {"subentry_id": "home-2"}, device | {"subentry_id": "device-2", "data": data}],
    )
    second.add_to_hass(hass)
    hass.states.async_set("sensor.new", "1", ENERGY)
    await remove(hass, METER)
    page = await desk.submit(await desk.open(SENSOR_ISSUE), {"usage_entity_id": "sensor.new"})
    assert page["errors"] == {"usage_entity_id": "in_use"}


async def test_both_of_a_device_are_mended_independently(hass: HomeAssistant, set_up: SetUp, desk: Desk) -> None:
    """A broken plug often takes its meter along."""
    entry = await set_up()
    await remove(hass, METER)
    await remove(hass, PLUG)
    assert set(await desk.issues()) == {SENSOR_ISSUE, PLUG_ISSUE}
    await desk.submit(await desk.open(SENSOR_ISSUE), {})
    assert list(await desk.issues()) == [PLUG_ISSUE]
    assert charger(entry) == {"usage_entity_id": None, "control_entity_id": PLUG}


@pytest.mark.parametrize("owner", ["device", "account"])
async def test_an_issue_goes_with_its_device_and_so_does_its_form(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, owner: str
) -> None:
    """A repair for a device that is no more could never be solved."""
    entry = await set_up()
    await remove(hass, METER)
    page = await desk.open(SENSOR_ISSUE)
    if owner == "device":
        hass.config_entries.async_remove_subentry(entry, "device-charger")
    else:
        await hass.config_entries.async_remove(entry.entry_id)
    assert await desk.issues() == {}
    page = await desk.submit(page, {})
    assert (page["type"], page["reason"]) == ("abort", "solved")


async def test_a_renamed_entity_is_not_gone(
    hass: HomeAssistant, set_up: SetUp, desk: Desk, entity_registry: er.EntityRegistry, freezer: FrozenDateTimeFactory
) -> None:
    """It is followed instead."""
    await set_up()
    hass.states.async_remove(METER)
    entity_registry.async_update_entity(METER, new_entity_id="sensor.renamed")
    await later(hass, freezer, 10)
    assert await desk.issues() == {}

"""Changing a device: other entities at once, another type or meter as another resource."""

from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.owned import account_of, owned
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

from .appliances import a_charger
from .steps import asked, change, finish, labels, suggested

ENTITIES = {"usage_entity_id": "sensor.garage_energy", "control_entity_id": "switch.garage"}
METERS = ["707057500000000010", "707057500000000020"]


@pytest.fixture
async def entry(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp) -> MockConfigEntry:
    """Return an account with a charger that is measured and switched, in the middle of an event about it."""
    a_charger(hass)
    this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(this_hour, -0.35)])
    account.devices, account.entities = {CHARGER: "charger"}, {CHARGER: dict(ENTITIES)}
    return await set_up()


def charger(entry: ConfigEntry) -> ConfigSubentry:
    """Return the charger as it is now."""
    return entry.subentries["device-charger"]


def polls(spark: FakeSpark) -> int:
    """Return how often the account was started: each start asks for the events once."""
    return len([seen for seen in spark.requests if seen.path.endswith("/events")])


async def test_other_entities_are_chosen_for_a_device(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """Whoever picked the wrong sensor should not have to register the device anew."""
    registered, started = dict(fake_spark.resources), polls(fake_spark)
    flow = await change(hass, entry, "device-charger")
    assert asked(flow) == ["usage_entity_id", "control_entity_id", "more"]
    assert suggested(flow) == {**ENTITIES, "more": {"resource_type": "charger"}}
    result = await finish(hass, flow, {"usage_entity_id": "sensor.garage_power"})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    data = {"home": "home-1", "resource_id": CHARGER, "resource_type": "charger"}
    assert charger(entry).data == {**data, "usage_entity_id": "sensor.garage_power"}
    assert fake_spark.resources == registered
    assert polls(fake_spark) == started + 1
    kept = (await owned(hass)).of(account_of(entry)).resources
    assert [resource.usage_entity_id for resource in kept.values()] == ["sensor.garage_power"]


async def test_nothing_changed_reloads_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """A look at the page must not blink every entity."""
    started = polls(fake_spark)
    flow = await change(hass, entry, "device-charger")
    await finish(hass, flow, suggested(flow))
    assert polls(fake_spark) == started


async def test_a_sensor_can_be_changed_while_spark_is_away(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """It is no business of Spark's."""
    fake_spark.fail("*", ".", Fault(status=503), times=None)
    flow = await change(hass, entry, "device-charger")
    assert (await finish(hass, flow, {}))["type"] is FlowResultType.ABORT


async def test_another_type_is_registered_beside_the_old(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """Spark has no call to change it, and the old resource's last hours are still to be reported."""
    entities, started = set(hass.states.async_entity_ids()), polls(fake_spark)
    flow = await change(hass, entry, "device-charger")
    result = await finish(hass, flow, ENTITIES | {"more": {"resource_type": "hvac"}})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    [old, new] = fake_spark.resources.values()
    assert (old.resource_id, new.resource_type, new.location_id) == (CHARGER, "HVAC", LOCATION)
    assert charger(entry).unique_id == CHARGER
    assert charger(entry).data == {
        "home": "home-1",
        "resource_id": new.resource_id,
        "resource_type": "hvac",
        **ENTITIES,
    }
    assert polls(fake_spark) == started + 1
    assert set(hass.states.async_entity_ids()) == entities
    assert new.resource_id in (await owned(hass)).of(account_of(entry)).resources


async def test_another_meter_is_registered_beside_the_old(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """What is drawn behind one meter is not paid at the other."""
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "meter_point_ids": METERS})
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await change(hass, entry, "device-charger")
    more = {"resource_type": "charger", "meter_point_id": METERS[1]}
    await finish(hass, flow, ENTITIES | {"more": more})
    [_, second] = fake_spark.resources.values()
    assert second.meter_point_id == METERS[1]
    flow = await change(hass, entry, "device-charger")
    assert suggested(flow)["more"] == more
    await finish(hass, flow, ENTITIES)
    assert (charger(entry).data["meter_point_id"], len(fake_spark.resources)) == (METERS[1], 2)
    await finish(hass, await change(hass, entry, "device-charger"), ENTITIES | {"more": {}})
    assert "meter_point_id" not in charger(entry).data
    # The second had no event to report on, so upkeep has deleted it.
    assert [resource.meter_point_id for resource in fake_spark.resources.values()] == [None, None]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_broken_off_change_registers_one_resource(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry, drop: Any
) -> None:
    """The page stays, and the same answers finish what was begun."""
    fake_spark.fail("POST", "resources$", Fault(drop=drop))
    flow = await change(hass, entry, "device-charger")
    answers = ENTITIES | {"more": {"reported": True, "resource_type": "hvac"}}
    flow = await finish(hass, flow, answers)
    assert (flow["errors"], suggested(flow)) == ({"base": "cannot_connect"}, answers)
    assert charger(entry).data["resource_id"] == CHARGER
    assert (await finish(hass, flow, answers))["type"] is FlowResultType.ABORT
    assert len(fake_spark.resources) == 2


async def test_a_charger_that_becomes_a_car_beside_a_charger_is_warned_about(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """What goes through both meters is paid once."""
    other = {"home": "home-1", "resource_id": TANK, "resource_type": "charger"}
    made = ConfigSubentry(data=MappingProxyType(other), subentry_type="device", title="Other", unique_id=TANK)
    hass.config_entries.async_add_subentry(entry, made)
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await change(hass, entry, "device-charger")
    answers = ENTITIES | {"more": {"resource_type": "vehicle"}}
    flow = await finish(hass, flow, answers)
    assert flow["errors"] == {"base": "counted_twice"}
    flow = await finish(hass, flow, answers)
    assert flow["errors"] == {"base": "presence_unknown"}
    assert (await finish(hass, flow, answers))["type"] is FlowResultType.ABORT


async def test_who_was_warned_once_is_left_in_peace(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """Another sensor for the charger says nothing new about the car beside it."""
    account.devices = {CHARGER: "charger", TANK: "vehicle"}
    flow = await change(hass, await set_up(), "device-charger")
    assert (await finish(hass, flow, {}))["type"] is FlowResultType.ABORT


async def test_the_entity_of_another_device_is_refused(
    hass: HomeAssistant, account: Account, set_up: SetUp, fake_spark: FakeSpark
) -> None:
    """Its own it may keep."""
    a_charger(hass)
    account.devices = {CHARGER: "charger", TANK: "hot_water_tank"}
    account.entities = {TANK: dict(ENTITIES)}
    entry = await set_up()
    flow = await finish(hass, await change(hass, entry, "device-charger"), ENTITIES)
    assert flow["errors"] == dict.fromkeys(ENTITIES, "in_use")
    flow = await finish(hass, await change(hass, entry, "device-hot_water_tank"), ENTITIES)
    assert flow["type"] is FlowResultType.ABORT


async def test_nothing_is_changed_on_a_full_disk(
    hass: HomeAssistant, fake_spark: FakeSpark, entry: MockConfigEntry
) -> None:
    """What is not written down could never be deleted at Spark again."""
    flow = await change(hass, entry, "device-charger")
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        flow = await finish(hass, flow, {"more": {"resource_type": "hvac"}})
    assert flow["errors"] == {"base": "not_written"}
    assert list(fake_spark.resources) == [CHARGER]


async def test_the_choice_of_meter_is_labelled_with_its_id(
    hass: HomeAssistant, account: Account, entry: MockConfigEntry
) -> None:
    """It is what stands on the bill."""
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "meter_point_ids": METERS})
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await change(hass, entry, "device-charger")
    assert flow["data_schema"]
    section = flow["data_schema"].schema["more"]
    assert labels({**flow, "data_schema": section.schema}, "meter_point_id") == METERS

"""Adding homes and devices to an account that is set up."""

import asyncio
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

ENTITIES = {"usage_entity_id": "sensor.car_energy", "control_entity_id": "switch.car"}


async def start(hass: HomeAssistant, entry: ConfigEntry, kind: str, *pages: dict[str, Any]) -> SubentryFlowResult:
    """Begin a subentry flow and submit pages."""
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    for answers in pages:
        flow = await answer(hass, flow, answers)
    return flow


async def answer(hass: HomeAssistant, flow: SubentryFlowResult, answers: dict[str, Any]) -> SubentryFlowResult:
    """Submit one page and let everything settle."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done()
    return result


@pytest.fixture
def account(account: Account) -> Account:
    """Return an account that has a home and no device yet."""
    account.devices = {}
    return account


async def test_a_device_is_registered_and_appears(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """Adding a device must be all that is needed to see its price delta."""
    entry = await set_up()
    flow = await start(hass, entry, "device")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    assert flow["data_schema"]
    assert "home" not in flow["data_schema"].schema
    result = await answer(hass, flow, {"resource_type": "hot_water_tank", **ENTITIES})
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Hot water tank")
    [resource] = fake_spark.resources.values()
    assert (resource.resource_type, resource.location_id) == ("HotWaterTank", LOCATION)
    [subentry] = entry.get_subentries_of_type("device")
    assert subentry.data == {
        "home": "home-1",
        "resource_type": "hot_water_tank",
        "resource_id": resource.resource_id,
        **ENTITIES,
    }
    assert hass.states.get("sensor.hot_water_tank_price_delta")
    devices = {device.name: device for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)}
    assert devices["Hot water tank"].via_device_id == devices["Test home"].id
    assert devices["Test home"].entry_type is dr.DeviceEntryType.SERVICE


async def test_a_second_device_of_a_type_gets_a_title_of_its_own(hass: HomeAssistant, set_up: SetUp) -> None:
    """Two devices with the same name cannot be told apart in any list."""
    entry = await set_up()
    titles = [(await start(hass, entry, "device", {"resource_type": "charger"}))["title"] for _ in range(3)]
    assert titles == ["Charger", "Charger 2", "Charger 3"]
    assert {f"sensor.{name}_price_delta" for name in ("charger", "charger_2", "charger_3")} <= set(
        hass.states.async_entity_ids("sensor")
    )


async def test_a_device_can_be_added_while_spark_was_down_at_the_start(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An entry that waits for a retry still has its buttons in the UI."""
    fake_spark.fail("*", ".", Fault(status=503), times=None)
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    fake_spark.clear_faults()
    result = await start(hass, entry, "device", {"resource_type": "vehicle"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    [resource] = fake_spark.resources.values()
    assert resource.location_id is None


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_device_whose_registration_broke_off_is_registered_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, drop: Any
) -> None:
    """Two resources for one charger would be paid never or twice."""
    entry = await set_up()
    fake_spark.fail("POST", "resources$", Fault(drop=drop))
    flow = await start(hass, entry, "device", {"resource_type": "charger"})
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "cannot_connect"})
    result = await answer(hass, flow, {"resource_type": "charger"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(fake_spark.resources) == 1


async def test_what_spark_declines_about_a_device_is_quoted(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Without Spark's words nobody can act on it."""
    entry = await set_up()
    fake_spark.fail("POST", "resources$", Fault(status=400, body='"too many"'))
    flow = await start(hass, entry, "device", {"resource_type": "charger"})
    assert (flow["errors"], flow["description_placeholders"]) == ({"base": "declined"}, {"reason": "too many"})


async def test_a_device_is_asked_for_its_home_where_there_are_two(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A cabin's tank is not paid at the house's meter."""
    entry = await set_up()
    result = await start(hass, entry, "home", {"place": "area_2", "consent": True})
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "test home")
    [cabin] = [home for home in entry.get_subentries_of_type("home") if home.subentry_id != "home-1"]
    await start(hass, entry, "device", {"resource_type": "charger", "home": cabin.subentry_id})
    [resource] = fake_spark.resources.values()
    assert resource.location_id == cabin.data["location_id"]


async def test_other_entities_are_chosen_for_a_device(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Whoever picked the wrong sensor should not have to register the device anew."""
    entry = await set_up()
    await start(hass, entry, "device", {"resource_type": "charger", **ENTITIES})
    [subentry] = entry.get_subentries_of_type("device")
    registered = dict(fake_spark.resources)
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id}
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, "device"), context=context)  # type: ignore[arg-type]
    assert flow["step_id"] == "reconfigure"
    result = await answer(hass, flow, {"usage_entity_id": "sensor.other"})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    [subentry] = entry.get_subentries_of_type("device")
    assert subentry.data["usage_entity_id"] == "sensor.other"
    assert "control_entity_id" not in subentry.data
    assert fake_spark.resources == registered


async def test_what_cannot_be_controlled_yet_is_refused_in_words(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The form's filter is an offer; an automation or another client can send anything."""
    entry = await set_up()
    flow = await start(hass, entry, "device", {"resource_type": "hvac", "control_entity_id": "climate.house"})
    assert flow["errors"] == {"control_entity_id": "not_controllable"}
    assert not fake_spark.resources
    assert (await answer(hass, flow, {"resource_type": "hvac"}))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("field", ["usage_entity_id", "control_entity_id"])
async def test_one_entity_belongs_to_one_device(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, field: str
) -> None:
    """A sensor of two devices would be paid twice, a switch of two be given back too early."""
    entry = await set_up()
    await start(hass, entry, "device", {"resource_type": "charger", **ENTITIES})
    flow = await start(hass, entry, "device", {"resource_type": "generic", field: ENTITIES[field]})
    assert flow["errors"] == {field: "in_use"}
    assert len(fake_spark.resources) == 1


async def test_a_device_added_while_the_account_starts_appears(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark
) -> None:
    """It was not read at the start, and nobody would tell why it is missing."""
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    subentry = ConfigSubentry(
        data=MappingProxyType({"home": "home-1", "resource_id": "late", "resource_type": "charger"}),
        subentry_type="device",
        title="Late",
        unique_id="late",
    )
    asked = asyncio.Event()
    fake_spark.observers.append(lambda _: asked.set())
    start_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await asked.wait()
    hass.config_entries.async_add_subentry(entry, subentry)
    await start_up
    await hass.async_block_till_done()
    assert hass.states.get("sensor.late_price_delta")


async def test_a_device_without_a_home_is_refused(hass: HomeAssistant, set_up: SetUp) -> None:
    """It would be registered nowhere."""
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await hass.async_block_till_done()
    flow = await start(hass, entry, "device")
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "no_home")


async def test_a_removed_device_takes_its_entities_along(
    hass: HomeAssistant, account: Account, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Dead entities would stay in every dashboard."""
    account.devices = {CHARGER: "charger", TANK: "hot_water_tank"}
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done()
    left = {found.entity_id for found in er.async_entries_for_config_entry(entity_registry, entry.entry_id)}
    assert not [entity_id for entity_id in left if "charger" in entity_id]
    assert hass.states.get("sensor.hot_water_tank_price_delta")


async def test_a_device_whose_home_was_removed_is_left_alone(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """The rest of the account must go on."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_renaming_the_account_reloads_nothing(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A reload for a title would blink every entity."""
    entry = await set_up()
    requests = len(fake_spark.requests)
    hass.config_entries.async_update_entry(entry, title="Another title")
    await hass.async_block_till_done()
    assert len(fake_spark.requests) == requests

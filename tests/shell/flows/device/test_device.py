"""Adding a device: which one, what it suggests, and what is registered."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault, Location, User
from tests.shell.conftest import LOCATION, SetUp

from .appliances import ENERGY, a_charger, a_tank, helper
from .steps import answer, asked, finish, labels, offered, start, suggested

CABIN_USER, CABIN_LOCATION = "user-cabin", "location-cabin"


def cabin(hass: HomeAssistant, entry: MockConfigEntry, spark: FakeSpark, *meter_points: str) -> ConfigSubentry:
    """Add a second home."""
    spark.users[CABIN_USER] = User(CABIN_USER)
    spark.locations[CABIN_LOCATION] = Location(CABIN_LOCATION, CABIN_USER)
    data = {"user_id": CABIN_USER, "location_id": CABIN_LOCATION, "meter_point_ids": list(meter_points)}
    made = ConfigSubentry(
        data=MappingProxyType(data), subentry_type="home", title="Cabin", unique_id=CABIN_LOCATION, subentry_id="home-2"
    )
    hass.config_entries.async_add_subentry(entry, made)
    return made


async def test_a_charger_is_added_by_choosing_it(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """Two pages, one answer: all else is filled in, and the price delta appears at once."""
    entry, charger = await set_up(), a_charger(hass)
    flow = await start(hass, entry, "device")
    assert (flow["step_id"], asked(flow)) == ("user", ["device"])
    flow = await answer(hass, flow, {"device": charger.device.id})
    assert flow["step_id"] == "details"
    assert asked(flow) == ["resource_type", "usage_entity_id", "control_entity_id", "more"]
    filled_in = {
        "resource_type": "charger",
        "usage_entity_id": "sensor.garage_energy",
        "control_entity_id": "switch.garage",
    }
    assert suggested(flow) == filled_in
    result = await finish(hass, flow, suggested(flow))
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Garage")
    [resource] = fake_spark.resources.values()
    assert (resource.resource_type, resource.location_id, resource.meter_point_id) == ("Charger", LOCATION, None)
    [subentry] = entry.get_subentries_of_type("device")
    assert subentry.unique_id == resource.resource_id
    assert subentry.data == {"home": "home-1", "resource_id": resource.resource_id, **filled_in}
    assert hass.states.get("sensor.garage_price_delta")
    devices = {device.name: device for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)}
    assert devices["Garage"].via_device_id == devices["Test home"].id
    assert devices["Test home"].entry_type is dr.DeviceEntryType.SERVICE


async def test_helpers_without_a_device_go_on_empty_handed(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A template sensor and an on/off helper are as good as a charger's own."""
    entry = await set_up()
    sensor, control = helper(hass, "sensor.used", ENERGY), helper(hass, "input_boolean.tank")
    flow = await start(hass, entry, "device", {})
    assert (flow["step_id"], suggested(flow)) == ("details", {})
    answers = {"resource_type": "hot_water_tank", "usage_entity_id": sensor, "control_entity_id": control}
    result = await finish(hass, flow, answers)
    assert result["title"] == "Hot water tank"
    [subentry] = entry.get_subentries_of_type("device")
    assert answers.items() <= subentry.data.items()


async def test_only_sensors_that_can_work_are_offered(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever chooses among twenty sensors chooses the wrong one."""
    entry = await set_up()
    a_charger(hass)
    helper(hass, "sensor.price", {"device_class": "monetary", "state_class": "total", "unit_of_measurement": "NOK"})
    helper(hass, "sensor.left", ENERGY | {"state_class": "measurement"})
    flow = await start(hass, entry, "device", {})
    assert offered(flow, "usage_entity_id").config["include_entities"] == [
        "sensor.garage_energy",
        "sensor.garage_power",
    ]


async def test_our_own_switches_are_not_offered(hass: HomeAssistant, set_up: SetUp) -> None:
    """A device that follows by switching its own following would never stop."""
    entry, charger = await set_up(), a_charger(hass)
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    await finish(hass, flow, suggested(flow))
    flow = await start(hass, entry, "device", {})
    own = "switch.garage_follow_price_curve"
    assert hass.states.get(own)
    assert offered(flow, "control_entity_id").config["exclude_entities"] == [own]


async def test_a_second_device_of_a_name_gets_a_title_of_its_own(hass: HomeAssistant, set_up: SetUp) -> None:
    """Two devices with the same name cannot be told apart in any list."""
    entry = await set_up()
    titles = [(await start(hass, entry, "device", {}, {"resource_type": "charger"}))["title"] for _ in range(3)]
    assert titles == ["Charger", "Charger 2", "Charger 3"]
    assert {f"sensor.{name}_price_delta" for name in ("charger", "charger_2", "charger_3")} <= set(
        hass.states.async_entity_ids("sensor")
    )


async def test_what_one_device_has_is_not_proposed_to_the_next(hass: HomeAssistant, set_up: SetUp) -> None:
    """Proposed and refused at once would leave a homeowner at a loss."""
    entry, charger = await set_up(), a_charger(hass)
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    await finish(hass, flow, suggested(flow))
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    assert suggested(flow) == {"resource_type": "charger", "usage_entity_id": "sensor.garage_power"}


async def test_a_device_can_be_added_while_spark_was_down_at_the_start(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An entry that waits for a retry still has its buttons in the UI."""
    fake_spark.fail("*", ".", Fault(status=503), times=None)
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    flow = await start(hass, entry, "device", {})
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "spark_down"})
    fake_spark.clear_faults()
    flow = await answer(hass, flow, {})
    result = await answer(hass, flow, {"resource_type": "vehicle"})
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
    flow = await start(hass, entry, "device", {}, {"resource_type": "charger"})
    assert (flow["step_id"], flow["errors"]) == ("details", {"base": "cannot_connect"})
    assert suggested(flow) == {"resource_type": "charger"}
    result = await answer(hass, flow, {"resource_type": "charger"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(fake_spark.resources) == 1


async def test_a_type_corrected_after_a_broken_off_try_is_what_spark_knows(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Under the first try's id Spark would know a charger for ever: there is no call to change it."""
    entry = await set_up()
    fake_spark.fail("POST", "resources$", Fault(drop="after"))
    flow = await start(hass, entry, "device", {}, {"resource_type": "charger"})
    await answer(hass, flow, {"resource_type": "hvac"})
    [subentry] = entry.get_subentries_of_type("device")
    assert fake_spark.resources[subentry.data["resource_id"]].resource_type == "HVAC"


async def test_what_spark_declines_about_a_device_is_quoted(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Without Spark's words nobody can act on it."""
    entry = await set_up()
    fake_spark.fail("POST", "resources$", Fault(status=400, body='"too many"'))
    flow = await start(hass, entry, "device", {}, {"resource_type": "charger"})
    assert (flow["errors"], flow["description_placeholders"]) == ({"base": "declined"}, {"reason": "too many"})


async def test_a_device_is_asked_for_its_home_where_there_are_two(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A cabin's tank is not paid at the house's meter."""
    entry, tank = await set_up(), a_tank(hass)
    cabin(hass, entry, fake_spark)
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await start(hass, entry, "device")
    assert asked(flow) == ["device", "home"]
    assert labels(flow, "home") == ["Test home", "Cabin"]
    flow = await answer(hass, flow, {"device": tank.device.id, "home": "home-2"})
    await finish(hass, flow, suggested(flow))
    [resource] = fake_spark.resources.values()
    assert (resource.user_id, resource.location_id) == (CABIN_USER, CABIN_LOCATION)


@pytest.mark.parametrize(
    ("kind", "more", "behind"),
    [
        ("hot_water_tank", None, "707057500000000010"),
        ("hot_water_tank", {"meter_point_id": "707057500000000020"}, "707057500000000020"),
        ("hot_water_tank", {}, None),
        ("vehicle", None, "707057500000000010"),
    ],
)
async def test_behind_which_of_several_meters_a_device_is(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, kind: str, more: Any, behind: str | None
) -> None:
    """What is drawn behind one meter is not paid at the other; most need not open the section."""
    entry = await set_up()
    cabin(hass, entry, fake_spark, "707057500000000010", "707057500000000020")
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await start(hass, entry, "device", {"home": "home-2"})
    assert asked(flow) == ["resource_type", "usage_entity_id", "control_entity_id", "more"]
    assert offered(flow, "more").options == {"collapsed": True}
    answers = suggested(flow) | {"resource_type": kind} | ({} if more is None else {"more": more})
    assert (await answer(hass, flow, answers))["type"] is FlowResultType.CREATE_ENTRY
    [resource] = fake_spark.resources.values()
    # A vehicle moves: where it drew is told with each report.
    assert resource.meter_point_id == (None if kind == "vehicle" else behind)
    [subentry] = entry.get_subentries_of_type("device")
    assert subentry.data.get("meter_point_id") == behind


async def test_a_device_without_a_home_is_refused(hass: HomeAssistant, set_up: SetUp) -> None:
    """It would be registered nowhere."""
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await hass.async_block_till_done(wait_background_tasks=True)
    flow = await start(hass, entry, "device")
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "no_home")

"""Taking over what is registered at Spark already."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark.owned import account_of, owned
from tests.fake_spark import FakeSpark, Fault, Resource
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp

from .appliances import a_charger
from .steps import answer, asked, finish, labels, start, suggested

LEFT = "resource-left-ab12"


@pytest.fixture
def left_over(fake_spark: FakeSpark) -> Resource:
    """Leave a charger at Spark, as an earlier installation would."""
    fake_spark.resources[LEFT] = Resource(LEFT, "Charger", USER, LOCATION)
    return fake_spark.resources[LEFT]


@pytest.mark.usefixtures("left_over")
async def test_what_is_registered_is_taken_over_rather_than_registered_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A second resource for one charger would be counted twice."""
    entry, charger = await set_up(), a_charger(hass)
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    assert asked(flow) == ["resource_type", "registered", "usage_entity_id", "control_entity_id", "more"]
    assert labels(flow, "registered") == ["new", "Charger …ab12"]
    assert suggested(flow)["registered"] == LEFT
    result = await finish(hass, flow, suggested(flow))
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Garage")
    [subentry] = entry.get_subentries_of_type("device")
    assert (subentry.unique_id, subentry.data["resource_id"]) == (LEFT, LEFT)
    assert "registered" not in subentry.data
    assert list(fake_spark.resources) == [LEFT]
    [ours] = (await owned(hass)).of(account_of(entry)).resources.values()
    assert (ours.resource_id, ours.usage_entity_id) == (LEFT, "sensor.garage_energy")


@pytest.mark.usefixtures("left_over")
async def test_a_new_one_can_be_registered_all_the_same(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """There may be two chargers; and what nothing is known of is not taken for one."""
    flow = await start(hass, await set_up(), "device", {})
    assert suggested(flow) == {"registered": "new"}
    await finish(hass, flow, suggested(flow) | {"resource_type": "charger"})
    assert len(fake_spark.resources) == 2


@pytest.mark.usefixtures("left_over")
async def test_a_resource_of_another_type_is_not_taken_over(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark would send a tank the prices of a charger, and nothing could change it."""
    answers = {"resource_type": "hot_water_tank", "registered": LEFT}
    flow = await start(hass, await set_up(), "device", {}, answers)
    assert flow["errors"] == {"registered": "other_type"}
    result = await answer(hass, flow, answers | {"resource_type": "charger"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert list(fake_spark.resources) == [LEFT]


async def test_only_what_fits_and_no_device_uses_is_offered(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A solar inverter is nothing that follows; a device of ours is in use."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    for resource_id, kind, where in (
        (CHARGER, "Charger", LOCATION),
        ("inverter", "SolarInverter", LOCATION),
        ("elsewhere", "HotWaterTank", "another-location"),
        ("resource-car", "Vehicle", None),
        (TANK, "HotWaterTank", LOCATION),
    ):
        fake_spark.resources[resource_id] = Resource(resource_id, kind, USER, where)
    flow = await start(hass, entry, "device", {})
    assert labels(flow, "registered") == ["new", "Vehicle …-car", "Hot water tank …tank"]


@pytest.mark.usefixtures("left_over")
async def test_what_spark_lost_meanwhile_is_registered_again_under_its_id(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Left-overs are cleared away: while the page is open, this may have been one."""
    flow = await start(hass, await set_up(), "device", {})
    del fake_spark.resources[LEFT]
    await answer(hass, flow, {"resource_type": "charger", "registered": LEFT})
    assert list(fake_spark.resources) == [LEFT]


async def test_a_list_that_spark_does_not_give_is_asked_for_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Registered without having looked, a charger would be there twice."""
    entry = await set_up()
    fake_spark.fail("GET", "resources$", Fault(status=429))
    flow = await start(hass, entry, "device", {})
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "rate_limited"})
    assert (await answer(hass, flow, {}))["step_id"] == "details"

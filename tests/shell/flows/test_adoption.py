"""Homes that Spark knows already are taken over, not registered a second time."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark.owned import account_of, owned
from tests.fake_spark import Coordinates, FakeSpark, Fault, Location, Resource, User
from tests.shell.conftest import LOCATION, Account, SetUp
from tests.shell.flows.pages import AREA_1, ELIGIBLE, account, answer, start, start_subentry

AGREED = {"consent": True}
AT_SPARK = Location(LOCATION, "user-1", "Residential", Coordinates(78.2166, 15.6351), (ELIGIBLE,))


@pytest.fixture
def spark(account: Account, fake_spark: FakeSpark) -> FakeSpark:
    """Return a local Spark that knows a home with a charger, a tank and a vehicle."""
    account.register()
    fake_spark.locations[LOCATION] = AT_SPARK
    fake_spark.resources["car"] = Resource("car", "Vehicle", "user-1")
    return fake_spark


async def test_a_reinstall_takes_its_home_over(hass: HomeAssistant, spark: FakeSpark) -> None:
    """Registered anew, the month's compensation would stay with the old home."""
    before = (dict(spark.users), dict(spark.locations), dict(spark.resources))
    flow = await start(hass, account(spark))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "adopt")
    assert flow["data_schema"]
    [selector] = flow["data_schema"].schema.values()
    assert [option["label"] for option in selector.config["options"]] == [
        "Charger, Hot water tank, Vehicle · …0101",
        "Register a new home",
    ]
    flow = await answer(hass, flow, {"take_over": LOCATION})
    assert (flow["step_id"], flow["description_placeholders"]) == ("take_over", {"meter_points": "…0101"})
    refused = await answer(hass, flow, {"consent": False})
    assert refused["errors"] == {"base": "consent_required"}
    result = await answer(hass, refused, AGREED)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED
    [subentry] = result["result"].subentries.values()
    assert subentry.data == {
        "user_id": "user-1",
        "location_id": LOCATION,
        "meter_point_ids": [ELIGIBLE],
        "latitude": 78.2166,
        "longitude": 15.6351,
    }
    assert (spark.users, spark.locations, spark.resources) == before
    assert LOCATION in (await owned(hass)).of(account_of(result["result"])).homes


async def test_a_new_home_can_be_registered_beside_the_known_ones(hass: HomeAssistant, spark: FakeSpark) -> None:
    """The known one may be the neighbour's."""
    result = await start(hass, account(spark), {"take_over": "new"}, AREA_1)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(spark.users) == len(spark.locations) == 2


async def test_a_home_that_home_assistant_has_is_not_offered(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Twice in one Home Assistant, it would be reported twice."""
    flow = await start_subentry(hass, await set_up(), "home")
    assert flow["step_id"] == "home"


async def test_users_of_a_partner_are_not_listed(hass: HomeAssistant, spark: FakeSpark) -> None:
    """Eleven users are not one household: most are other people."""
    for number in range(2, 12):
        spark.users[f"user-{number}"] = User(f"user-{number}")
    flow = await start(hass, account(spark))
    assert flow["step_id"] == "find"
    assert not [seen for seen in spark.requests if "users/user-" in seen.path]
    flow = await answer(hass, flow, {"user_id": "user-2"})
    assert (flow["step_id"], flow["errors"]) == ("find", {"user_id": "unknown_user"})
    flow = await answer(hass, flow, {"user_id": "nobody"})
    assert flow["errors"] == {"user_id": "unknown_user"}
    spark.fail("GET", "locations$", Fault(status=503))
    flow = await answer(hass, flow, {"user_id": "user-1"})
    assert flow["errors"] == {"base": "spark_down"}
    flow = await answer(hass, flow, {"user_id": " user-1 "})
    assert flow["step_id"] == "adopt"
    result = await answer(hass, await answer(hass, flow, {"take_over": LOCATION}), AGREED)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def test_without_a_user_id_a_new_home_is_registered(hass: HomeAssistant, spark: FakeSpark) -> None:
    """Whoever has no home yet at a partner's account has no id to enter."""
    for number in range(2, 12):
        spark.users[f"user-{number}"] = User(f"user-{number}")
    assert (await start(hass, account(spark), {}))["step_id"] == "home"


async def test_a_user_who_goes_while_the_list_is_made_is_left_out(hass: HomeAssistant, spark: FakeSpark) -> None:
    """Another Home Assistant may be deleting it at this moment."""
    spark.fail("GET", "user-1/locations$", Fault(status=404))
    assert (await start(hass, account(spark)))["step_id"] == "home"


async def test_an_unreadable_list_is_explained(hass: HomeAssistant, spark: FakeSpark) -> None:
    """Going on without it would register the home twice."""
    spark.fail("GET", "resources$", Fault(status=200, body='{"resources": [7]}'))
    flow = await start(hass, account(spark))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "not_spark"})
    assert (await answer(hass, flow, account(spark)))["step_id"] == "adopt"

"""A new home: can it take part, what is sent, and nothing registered twice."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark import connection
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import SetUp
from tests.shell.flows.pages import (
    AREA_1,
    ELIGIBLE,
    METER_POINT,
    account,
    answer,
    answer_subentry,
    choose,
    home,
    start,
    start_subentry,
    suggested,
)


def writes(spark: FakeSpark) -> list[str]:
    """Return the requests that changed something at Spark."""
    return [seen.path for seen in spark.requests if seen.method != "GET" and "token" not in seen.path]


async def test_a_home_is_set_up_from_credentials_to_the_first_device(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """The way that every homeowner goes once: two pages, then the device's."""
    flow = await start(hass, account(fake_spark, client_id=" demo-client "))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "home")
    # A line to type in; without one the frontend shows a button.
    assert suggested(flow) == {"meter_point_ids": [""]}
    answers = home(" 707057599900 000101 ", ELIGIBLE, "", place="area_2")
    flow = await answer(hass, flow, answers)
    assert flow["errors"] == {"meter_point_ids": "doubt_check_digit"}
    assert not writes(fake_spark)
    result = await answer(hass, flow, answers)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data == {
        "environment": "other",
        "client_id": "demo-client",
        "client_secret": "demo-secret",
        "api_url": fake_spark.api_url,
        "token_url": fake_spark.token_url,
    }
    [subentry] = entry.subentries.values()
    [location] = fake_spark.locations.values()
    assert (subentry.subentry_type, subentry.title, subentry.unique_id) == ("home", "test home", location.location_id)
    assert location.meter_point_ids == (ELIGIBLE,)
    assert list(fake_spark.users) == [location.user_id] == [subentry.data["user_id"]]
    assert location.coordinates
    assert location.coordinates.latitude == pytest.approx(78.2166)
    kind, flow_id = result["next_flow"]
    device_flow = hass.config_entries.subentries.async_get(flow_id)
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    assert (device_flow["handler"], device_flow["step_id"]) == ((entry.entry_id, "device"), "user")


async def test_test_areas_are_offered_only_where_they_exist(
    hass: HomeAssistant, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In production nobody lives there."""
    here = Environment(fake_spark.api_url, fake_spark.token_url)
    monkeypatch.setattr(connection, "_PUBLIC", {"production": here})
    flow = await start(hass, account(environment="production"))
    assert flow["data_schema"]
    assert flow["data_schema"].schema["place"].config["options"] == ["none", "home"]
    flow = await answer(hass, flow, home(place="home"))
    assert flow["errors"] == {"meter_point_ids": "doubt_nothing_paid"}
    assert (await answer(hass, flow, home(place="home")))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("country", "meter_point", "doubt"),
    [
        ("NO", "735999100000000000", "doubt_meter_number"),
        ("SE", "735999100000000000", "doubt_check_digit"),
        ("NO", "7070575000", "doubt_length"),
        ("NO", METER_POINT, "doubt_check_digit"),
    ],
)
async def test_what_looks_mistyped_is_doubted_once(
    hass: HomeAssistant, fake_spark: FakeSpark, country: str, meter_point: str, doubt: str
) -> None:
    """A wrong meter point earns nothing for months; a right one that looks wrong must get through."""
    hass.config.country = country
    flow = await start(hass, account(fake_spark), home(meter_point, place="area_1"))
    assert (flow["step_id"], flow["errors"]) == ("home", {"meter_point_ids": doubt})
    assert (await answer(hass, flow, home(meter_point, place="area_1")))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def test_each_new_doubt_is_told(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Correcting one typing error into another must not pass in silence."""
    flow = await start(hass, account(fake_spark), home("70705", place="area_1"))
    assert flow["errors"] == {"meter_point_ids": "doubt_length"}
    flow = await answer(hass, flow, home(METER_POINT, place="area_1"))
    assert flow["errors"] == {"meter_point_ids": "doubt_check_digit"}
    assert not fake_spark.users


async def test_a_home_without_meter_point_and_place_is_refused(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Spark could not find its part of the grid."""
    flow = await start(hass, account(fake_spark), home(" "))
    assert (flow["step_id"], flow["errors"]) == ("home", {"base": "meter_point_or_place"})
    assert (await answer(hass, flow, home(place="home")))["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    [location] = fake_spark.locations.values()
    assert location.coordinates
    assert location.coordinates.latitude == hass.config.latitude


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (home(ELIGIBLE, consent=False), "consent_eligible"),
        (home(METER_POINT, consent=False), "consent_not_yet"),
        (home(METER_POINT, place="area_1", consent=False), "consent_required"),
        (home(place="area_1", consent=False), "consent_required"),
    ],
)
async def test_whether_a_home_can_take_part_is_told_before_anything_is_registered(
    hass: HomeAssistant, fake_spark: FakeSpark, answers: dict[str, Any], said: str
) -> None:
    """The first question of everybody; consent is given knowing the answer."""
    flow = await start(hass, account(fake_spark), answers)
    if flow["errors"] == {"meter_point_ids": "doubt_check_digit"}:
        flow = await answer(hass, flow, answers)
    assert (flow["step_id"], flow["errors"]) == ("home", {"base": said})
    assert not writes(fake_spark)


async def test_a_home_that_cannot_take_part_yet_may_wait_or_be_corrected(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """Closing the page there must leave nothing at Spark."""
    flow = await start(hass, account(fake_spark), home(METER_POINT), home(METER_POINT))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "not_yet")
    assert not writes(fake_spark)
    flow = await answer(hass, flow, choose("home"))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "home")
    flow = await answer(hass, flow, home(METER_POINT))
    result = await answer(hass, flow, choose("register"))
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    [location] = fake_spark.locations.values()
    assert location.meter_point_ids == (METER_POINT,)


@pytest.mark.parametrize("path", ["users$", "locations$"])
@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_registration_that_broke_off_is_continued(
    hass: HomeAssistant, fake_spark: FakeSpark, path: str, drop: Any
) -> None:
    """Submitted again, the form must not register a second home, whichever answer was lost."""
    flow = await start(hass, account(fake_spark))
    fake_spark.fail("POST", path, Fault(drop=drop))
    flow = await answer(hass, flow, AREA_1)
    assert (flow["step_id"], flow["errors"]) == ("home", {"base": "cannot_connect"})
    result = await answer(hass, flow, AREA_1)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (len(fake_spark.users), len(fake_spark.locations)) == (1, 1)


async def test_what_spark_declines_is_quoted(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Only Spark knows what is wrong with a meter point."""
    flow = await start(hass, account(fake_spark))
    fake_spark.fail("POST", "locations$", Fault(status=400, body='"the grid is unknown"'))
    flow = await answer(hass, flow, AREA_1)
    assert flow["errors"] == {"base": "declined"}
    assert flow["description_placeholders"] == {"reason": "the grid is unknown"}


async def test_a_meter_point_that_is_registered_already_is_a_conflict(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Registered twice, it would be compensated never or twice; taken over, it goes on."""
    entry = await set_up()
    fake_spark.locations["location-1"] = fake_spark.locations["location-1"].__class__(
        "location-1", "user-1", meter_point_ids=(ELIGIBLE,)
    )
    flow = await start_subentry(hass, entry, "home", home(ELIGIBLE), home(ELIGIBLE))
    assert flow["errors"] == {"base": "conflict"}
    result = await answer_subentry(hass, flow, AREA_1)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(fake_spark.users) == len(fake_spark.locations) == 2


async def test_a_second_home_is_a_second_subentry(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A cabin is another user with another location."""
    entry = await set_up()
    result = await start_subentry(hass, entry, "home", AREA_1)
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "test home")
    [_, cabin] = entry.get_subentries_of_type("home")
    assert cabin.data["location_id"] in fake_spark.locations
    assert cabin.data["user_id"] != "user-1"


async def test_adding_a_home_while_spark_is_down_is_explained(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The first page has to ask Spark before it can be shown."""
    entry = await set_up()
    fake_spark.fail("GET", "users$", Fault(status=503))
    context = {"source": SOURCE_USER}
    flow = await hass.config_entries.subentries.async_init((entry.entry_id, "home"), context=context)  # type: ignore[arg-type]
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "spark_down"})
    assert (await answer_subentry(hass, flow, {}))["step_id"] == "home"

"""A home's menu: move it, pause it, leave the programme, come back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.volue_spark.owned import account_of, owned
from custom_components.volue_spark.spark.models import LocationId
from tests.fake_spark import FakeSpark, Fault, Report, Usage, User
from tests.shell.conftest import CHARGER, LOCATION, USER, SetUp
from tests.shell.flows.pages import ELIGIBLE, METER_POINT, answer_subentry, choose, manage_home, suggested

CONFIRMED = {"confirm": True}


def options(flow: Any) -> list[str]:
    """Return what a menu offers."""
    return list(flow["menu_options"])


async def test_the_menu_offers_the_way_back(hass: HomeAssistant, set_up: SetUp) -> None:
    """Pausing and leaving are undone at the same place."""
    entry = await set_up()
    flow = await manage_home(hass, entry)
    assert (flow["type"], options(flow)) == (FlowResultType.MENU, ["place", "house_limit", "pause", "leave", "delete"])
    hass.config_entries.async_update_subentry(
        entry, entry.subentries["home-1"], data=entry.subentries["home-1"].data | {"paused": True, "left": True}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert options(await manage_home(hass, entry)) == ["place", "house_limit", "resume", "rejoin", "delete"]


@pytest.mark.parametrize(("option", "key", "value"), [("pause", "paused", True), ("resume", "paused", False)])
async def test_a_home_is_paused_and_resumed_by_one_click(
    hass: HomeAssistant, set_up: SetUp, option: str, key: str, value: bool
) -> None:
    """Guests for the weekend: nothing is switched until they are gone."""
    entry = await set_up()
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data=home.data | {key: not value})
    await hass.async_block_till_done(wait_background_tasks=True)
    states: list[ConfigEntryState] = []
    entry.async_on_state_change(lambda: states.append(entry.state))
    done = await manage_home(hass, entry, choose(option))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.subentries["home-1"].data[key] is value
    assert states.count(ConfigEntryState.LOADED) == 1


async def test_leaving_the_programme_is_confirmed_and_can_be_undone(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """What the month has earned may be lost, so one click must not be enough."""
    entry = await set_up()
    assert USER in fake_spark.enrollments
    flow = await manage_home(hass, entry, choose("leave"))
    flow = await answer_subentry(hass, flow, {"confirm": False})
    assert (flow["step_id"], flow["errors"]) == ("leave", {"base": "confirm_required"})
    fake_spark.fail("DELETE", "enrollment$", Fault(status=500))
    flow = await answer_subentry(hass, flow, CONFIRMED)
    assert flow["errors"] == {"base": "spark_down"}
    assert USER in fake_spark.enrollments
    done = await answer_subentry(hass, flow, CONFIRMED)
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries["home-1"].data["left"] is True
    await manage_home(hass, entry, choose("rejoin"))
    assert entry.subentries["home-1"].data["left"] is False
    assert USER in fake_spark.enrollments


async def test_a_meter_point_is_added_later(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Held back is paid without a new report, as long as it happens before the month ends."""
    entry = await set_up()
    flow = await manage_home(hass, entry, choose("place"))
    assert suggested(flow) == {"meter_point_ids": [METER_POINT]}
    flow = await answer_subentry(hass, flow, {"meter_point_ids": [ELIGIBLE], "place": "same"})
    assert flow["errors"] == {"meter_point_ids": "doubt_check_digit"}
    fake_spark.fail("PATCH", LOCATION, Fault(drop="after"))
    flow = await answer_subentry(hass, flow, {"meter_point_ids": [ELIGIBLE], "place": "same"})
    assert (flow["step_id"], flow["errors"]) == ("place", {"base": "cannot_connect"})
    done = await answer_subentry(hass, flow, {"meter_point_ids": [ELIGIBLE], "place": "same"})
    assert done["reason"] == "reconfigure_successful"
    assert fake_spark.locations[LOCATION].meter_point_ids == (ELIGIBLE,)
    assert entry.subentries["home-1"].data == {
        "user_id": USER,
        "location_id": LOCATION,
        "meter_point_ids": [ELIGIBLE],
    }
    assert (await owned(hass)).of(account_of(entry)).homes[LocationId(LOCATION)].placed_at > 0


async def test_a_home_moves_into_a_test_area(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Coordinates can be changed at any time; what is not named stays."""
    entry = await set_up()
    place = {"meter_point_ids": [], "place": "area_1"}
    await manage_home(hass, entry, choose("place"), place)
    where = fake_spark.locations[LOCATION].coordinates
    assert where
    assert where.latitude == pytest.approx(79.51913682860402)
    assert fake_spark.locations[LOCATION].meter_point_ids == ()
    await manage_home(hass, entry, choose("place"), {"meter_point_ids": [], "place": "same"})
    assert fake_spark.locations[LOCATION].coordinates == where
    assert entry.subentries["home-1"].data["latitude"] == where.latitude


async def test_a_home_needs_a_meter_point_or_a_place(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Spark would refuse it; we know before we ask."""
    entry = await set_up()
    flow = await manage_home(hass, entry, choose("place"), {"meter_point_ids": [], "place": "same"})
    assert (flow["step_id"], flow["errors"]) == ("place", {"base": "meter_point_or_place"})
    assert not [seen for seen in fake_spark.requests if seen.method == "PATCH"]


async def test_a_home_is_deleted_at_spark_once_its_price_was_seen(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It forfeits the month and cannot be undone; other customers of the account stay."""
    fake_spark.users["neighbour"] = User("neighbour")
    entry = await set_up()
    fake_spark.fail("GET", "compensation$", Fault(status=503))
    flow = await manage_home(hass, entry, choose("delete"))
    assert (flow["step_id"], flow["errors"]) == ("delete", {"base": "spark_down"})
    flow = await answer_subentry(hass, flow, {"confirm": True})
    assert (flow["step_id"], flow["errors"]) == ("delete", {})
    assert flow["description_placeholders"] == {"energy": "0.00 kWh", "worth": "0", "amount": "0"}
    flow = await answer_subentry(hass, flow, {"confirm": False})
    assert flow["errors"] == {"base": "confirm_required"}
    assert len(fake_spark.resources) == 2
    fake_spark.fail("DELETE", f"/users/{USER}$", Fault(status=500))
    flow = await answer_subentry(hass, flow, CONFIRMED)
    assert flow["errors"] == {"base": "spark_down"}
    done = await answer_subentry(hass, flow, CONFIRMED)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "home_deleted")
    assert (list(fake_spark.users), fake_spark.locations, fake_spark.resources) == (["neighbour"], {}, {})
    assert (entry.state, dict(entry.subentries)) == (ConfigEntryState.LOADED, {})


async def test_the_price_of_deleting_a_home_is_that_homes_alone(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A cabin of the same user keeps what it has earned: the user stays, and so does its month."""
    entry = await set_up()
    fake_spark.locations["cabin"] = replace(fake_spark.locations[LOCATION], location_id="cabin")
    earned(fake_spark, CHARGER, LOCATION, kwh=2)
    earned(fake_spark, "stove", "cabin", kwh=40)
    flow = await manage_home(hass, entry, choose("delete"))
    assert flow["description_placeholders"]
    assert flow["description_placeholders"]["amount"] == "1.00 NOK"
    await answer_subentry(hass, flow, CONFIRMED)
    assert (list(fake_spark.users), list(fake_spark.locations)) == ([USER], ["cabin"])


def earned(spark: FakeSpark, resource_id: str, location_id: str, kwh: float) -> None:
    """Let a resource have earned half a krone per kWh a moment ago."""
    now = datetime.now(UTC)
    start = now.replace(minute=0, second=0, microsecond=0)
    event_id = spark.publish_price_curve([(resource_id, location_id)], [(start, -0.5)], created_at=now)
    usage = Usage(resource_id, location_id, start, kwh)
    spark.reports.append(Report(f"report-{resource_id}", event_id, now, {}, (usage,)))


async def test_a_home_is_not_deleted_while_nobody_can_tell_what_is_lost(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """What is not reported yet could not be sent before."""
    fake_spark.fail("GET", "events$", Fault(status=503), times=None)
    done = await manage_home(hass, await set_up(), choose("delete"))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "not_loaded")

"""A home that somebody else removes while its menu is open: the flow ends in words, not in a traceback."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import LOCATION, SetUp
from tests.shell.flows.pages import ELIGIBLE, Page, answer_subentry, at_request, choose, manage_home

CONFIRMED = {"confirm": True}
MOVED = {"meter_point_ids": [ELIGIBLE], "place": "same"}


def remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Remove the home, as from the integration's page in another window."""
    if "home-1" in entry.subentries:
        hass.config_entries.async_remove_subentry(entry, "home-1")


@pytest.mark.parametrize("option", ["place", "pause", "leave", "delete"])
async def test_a_home_that_goes_while_its_menu_is_open_ends_the_flow(
    hass: HomeAssistant, set_up: SetUp, option: str
) -> None:
    """The menu may stay open in another window."""
    entry = await set_up()
    flow = await manage_home(hass, entry)
    remove(hass, entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    done = await answer_subentry(hass, flow, choose(option))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "home_gone")


@pytest.mark.parametrize(("option", "page"), [("place", MOVED), ("leave", CONFIRMED), ("delete", CONFIRMED)])
async def test_a_home_that_goes_while_its_page_is_open_is_not_changed_at_spark(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, option: str, page: Page
) -> None:
    """What is left over of it at Spark is looked after elsewhere, with a question about the money."""
    entry = await set_up()
    flow = await manage_home(hass, entry, choose(option))
    remove(hass, entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    fake_spark.requests.clear()
    done = await answer_subentry(hass, flow, page)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "home_gone")
    assert {seen.method for seen in fake_spark.requests} <= {"GET"}


@pytest.mark.parametrize("fault", [None, Fault(status=503)])
@pytest.mark.parametrize(
    ("option", "page", "method", "path_end"),
    [("place", MOVED, "PATCH", LOCATION), ("leave", CONFIRMED, "DELETE", "/enrollment")],
)
async def test_a_home_that_goes_while_spark_is_asked_is_not_written_to(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    option: str,
    page: Page,
    method: str,
    path_end: str,
    fault: Fault | None,
) -> None:
    """Whether Spark said yes or no: there is no home any more that could keep it."""
    entry = await set_up()
    flow = await manage_home(hass, entry, choose(option))
    if option == "place":
        flow = await answer_subentry(hass, flow, page)  # the doubt about the meter point
    at_request(fake_spark, method, path_end, lambda: remove(hass, entry))
    if fault:
        fake_spark.fail(method, f"{path_end}$", fault)
    result = await answer_subentry(hass, flow, page)
    if result["type"] is FlowResultType.FORM:
        result = await answer_subentry(hass, result, page)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "home_gone")


@pytest.mark.parametrize("gone", [["home-1"], ["device-charger"], ["home-1", "device-charger"]])
async def test_what_goes_while_the_home_is_deleted_at_spark_is_gone_already(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, gone: list[str]
) -> None:
    """Two windows, one wish: it is fulfilled, not an error."""
    entry = await set_up()
    flow = await manage_home(hass, entry, choose("delete"))
    at_request(
        fake_spark,
        "DELETE",
        LOCATION,
        lambda: [hass.config_entries.async_remove_subentry(entry, key) for key in gone if key in entry.subentries],
    )
    done = await answer_subentry(hass, flow, CONFIRMED)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "home_deleted")
    assert (fake_spark.users, fake_spark.locations) == ({}, {})
    assert "home-1" not in entry.subentries

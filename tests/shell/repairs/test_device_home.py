"""A device whose home was removed moves to another home, or goes."""

from types import MappingProxyType
from unittest.mock import patch

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.owned import owned
from tests.fake_spark import FakeSpark, Fault, Location, User
from tests.fake_spark.exchanges import Exchange
from tests.shell.conftest import CHARGER, Account, SetUp
from tests.shell.repairs.desk import Desk

ISSUE = "home_gone_device-charger"
CABIN = ConfigSubentry(
    subentry_id="cabin",
    subentry_type="home",
    title="Cabin",
    unique_id="location-2",
    data=MappingProxyType({"user_id": "user-2", "location_id": "location-2", "meter_point_ids": ["1"]}),
)


@pytest.fixture
async def entry(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp) -> MockConfigEntry:
    """Return an account with a cabin, and with a charger whose house was removed."""
    account.devices = {CHARGER: "charger"}
    account.entities = {CHARGER: {"meter_point_id": "of the house", "usage_entity_id": "sensor.meter"}}
    hass.states.async_set("sensor.meter", "1")
    fake_spark.users["user-2"] = User("user-2", is_eligible=True)
    fake_spark.locations["location-2"] = Location("location-2", "user-2")
    entry = await set_up()
    hass.config_entries.async_add_subentry(entry, CABIN)
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def test_it_is_said_of_each_device_and_survives_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk
) -> None:
    """Without a home it has no curve, and nothing else tells."""
    issue = (await desk.issues())[ISSUE]
    assert (issue["translation_key"], issue["is_fixable"], issue["severity"]) == ("home_gone", True, "warning")
    assert issue["translation_placeholders"] == {"device": "Charger"}
    await hass.config_entries.async_reload(entry.entry_id)
    assert list(await desk.issues()) == [ISSUE]


async def test_a_device_moves_and_keeps_its_entities(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark, entity_registry: er.EntityRegistry
) -> None:
    """Spark cannot move a resource; the household should not notice."""
    page = await desk.open(ISSUE)
    assert (page["step_id"], page["menu_options"]) == ("init", ["move", "remove"])
    assert page["description_placeholders"] == {"device": "Charger"}
    page = await desk.choose(page, "move")
    assert page["data_schema"][0]["selector"]["select"]["options"] == [{"value": "cabin", "label": "Cabin"}]
    fake_spark.requests.clear()
    page = await desk.submit(page, {"home": "cabin"})
    assert page["type"] == "create_entry"
    device = entry.subentries["device-charger"]
    resource = fake_spark.resources[device.data["resource_id"]]
    assert (resource.user_id, resource.location_id, resource.meter_point_id) == ("user-2", "location-2", None)
    assert (device.data["home"], device.data["usage_entity_id"]) == ("cabin", "sensor.meter")
    assert (device.unique_id, resource.resource_id != CHARGER) == (CHARGER, True)
    assert len([seen for seen in fake_spark.requests if seen.path.endswith("/events")]) == 1
    found = entity_registry.async_get("sensor.charger_price_delta")
    assert found
    assert (found.unique_id, hass.states.is_state(found.entity_id, "unavailable")) == (f"{CHARGER}_price_delta", False)
    assert await desk.issues() == {}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=503), "spark_down"),
        (Fault(drop="before"), "cannot_connect"),
        (Fault(drop="after"), "cannot_connect"),
        (Fault(status=409), "conflict"),
        (Fault(status=400, body='"too many"'), "declined"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_move_that_breaks_off_is_continued_and_registers_once(
    entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark, fault: Fault, said: str
) -> None:
    """Two resources for one charger would be paid never or twice."""
    fake_spark.fail("POST", "resources$", fault)
    page = await desk.choose(await desk.open(ISSUE), "move")
    page = await desk.submit(page, {"home": "cabin"})
    assert page["errors"] == {"base": said}
    assert entry.subentries["device-charger"].data["home"] == "home-1"
    page = await desk.submit(page, {"home": "cabin"})
    assert page["type"] == "create_entry"
    assert set(fake_spark.resources) - {CHARGER} == {entry.subentries["device-charger"].data["resource_id"]}


async def test_with_a_full_disk_nothing_is_registered(
    entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """What is registered and not written down could never be deleted again."""
    page = await desk.choose(await desk.open(ISSUE), "move")
    with patch("homeassistant.helpers.storage.Store.async_save"):
        page = await desk.submit(page, {"home": "cabin"})
    assert (page["errors"], list(fake_spark.resources)) == ({"base": "not_written"}, [CHARGER])
    assert (await desk.submit(page, {"home": "cabin"}))["type"] == "create_entry"


async def test_what_is_being_registered_is_claimed_until_the_form_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """It has no device yet; whoever tidies up at Spark would take it for left over."""
    claimed: list[tuple[str, bool]] = []
    known = await owned(hass)

    def note(exchange: Exchange) -> None:
        if exchange.request.method == "POST" and exchange.request.path.endswith("/resources"):
            resource_id = exchange.request.json["resourceId"]
            claimed.append((resource_id, known.is_claimed(resource_id)))

    fake_spark.observers.append(note)
    page = await desk.choose(await desk.open(ISSUE), "move")
    await desk.submit(page, {"home": "cabin"})
    [(resource_id, was_claimed)] = claimed
    assert (was_claimed, known.is_claimed(resource_id)) == (True, False)
    assert resource_id in known.of("account").resources


async def test_a_device_can_be_removed_instead(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """The charger was sold with the house."""
    page = await desk.choose(await desk.open(ISSUE), "remove")
    assert (page["step_id"], page["description_placeholders"]) == ("remove", {"device": "Charger"})
    assert "device-charger" in entry.subentries
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert list(entry.subentries) == ["cabin"]
    assert await desk.issues() == {}


async def test_without_any_home_only_removing_is_offered(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk
) -> None:
    """A choice of nothing is none."""
    hass.config_entries.async_remove_subentry(entry, "cabin")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await desk.open(ISSUE))["menu_options"] == ["remove"]


async def test_a_home_that_goes_while_the_form_is_open_is_no_home(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """The device would be without a home again, and registered twice."""
    page = await desk.choose(await desk.open(ISSUE), "move")
    hass.config_entries.async_remove_subentry(entry, "cabin")
    await hass.async_block_till_done(wait_background_tasks=True)
    page = await desk.submit(page, {"home": "cabin"})
    assert (page["type"], page["reason"]) == ("abort", "solved")
    assert set(fake_spark.resources) <= {CHARGER}
    assert list(await desk.issues()) == [ISSUE]


@pytest.mark.parametrize("option", ["move", "remove"])
async def test_a_device_that_is_removed_meanwhile_ends_the_form(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, fake_spark: FakeSpark, option: str
) -> None:
    """Nothing is registered for what is no more."""
    menu = await desk.open(ISSUE)
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done(wait_background_tasks=True)
    page = await desk.choose(menu, option)
    assert (page["type"], page["reason"]) == ("abort", "solved")
    assert set(fake_spark.resources) <= {CHARGER}
    assert await desk.issues() == {}

"""What Spark itself says of a home: no longer eligible, or not known at all."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault
from tests.fake_spark.state import Enrollment
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp
from tests.shell.participation import LONG_AGO, NOON, noted_down
from tests.shell.repairs.desk import Desk

LOST, UNKNOWN = "eligibility_lost_home-1", "home_not_registered_home-1"


@pytest.fixture(autouse=True)
def noon(freezer: FrozenDateTimeFactory, hass_storage: dict[str, Any]) -> None:
    """Stand long after the home was registered."""
    freezer.move_to(NOON)
    noted_down(hass_storage, LONG_AGO)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let Spark be asked from the start."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_eligibility_that_is_lost_is_said_until_it_is_back(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """The curve just ends; without a word people would look for a fault of their own."""
    account.is_eligible = False
    fake_spark.enrollments[USER] = Enrollment(USER, "enrollment", LONG_AGO)
    entry = await set_up()
    [issue] = (await desk.issues()).values()
    assert (issue["issue_id"], issue["translation_key"]) == (LOST, "eligibility_lost")
    assert (issue["is_fixable"], issue["severity"]) == (False, "warning")
    assert issue["translation_placeholders"] == {"home": "Test home"}
    await reload(hass, entry)
    assert list(await desk.issues()) == [LOST]
    fake_spark.users[USER].is_eligible = True
    await reload(hass, entry)
    assert await desk.issues() == {}


async def test_an_issue_is_not_solved_by_spark_not_answering(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """Deleted and made again, it would be new to whoever had ignored it."""
    account.is_eligible = False
    fake_spark.enrollments[USER] = Enrollment(USER, "enrollment", LONG_AGO)
    entry = await set_up()
    await desk.ignore(LOST)
    fake_spark.fail("GET", "eligibility$", Fault(status=503), times=None)
    await reload(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert (await desk.issues())[LOST]["ignored"]


@pytest.mark.parametrize("is_eligible", [True, False], ids=["taking part", "not yet"])
async def test_who_lost_nothing_is_left_in_peace(
    account: Account, set_up: SetUp, desk: Desk, *, is_eligible: bool
) -> None:
    """A home that never was eligible has lost nothing."""
    account.is_eligible = is_eligible
    await set_up()
    assert await desk.issues() == {}


async def test_the_issues_go_with_their_account(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """Nobody is left who could take it away."""
    account.is_eligible = False
    fake_spark.enrollments[USER] = Enrollment(USER, "enrollment", LONG_AGO)
    entry = await set_up()
    await hass.config_entries.async_remove(entry.entry_id)
    assert await desk.issues() == {}


@pytest.fixture
async def forgotten(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> MockConfigEntry:
    """Return an account whose home and devices were deleted at Spark."""
    entry = await set_up()
    for things in (fake_spark.users, fake_spark.locations, fake_spark.resources, fake_spark.enrollments):
        things.clear()
    await reload(hass, entry)
    return entry


def at_spark(spark: FakeSpark) -> list[list[str]]:
    """Return the ids of users, locations, resources and enrollments."""
    return [sorted(things) for things in (spark.users, spark.locations, spark.resources)]


async def test_a_home_that_spark_forgot_is_registered_again_as_it_was(
    hass: HomeAssistant, forgotten: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """The same ids, so that nothing here changes and nothing is registered twice."""
    [issue] = (await desk.issues()).values()
    assert (issue["issue_id"], issue["is_fixable"], issue["severity"]) == (UNKNOWN, True, "warning")
    before = {key: dict(subentry.data) for key, subentry in forgotten.subentries.items()}
    page = await desk.open(UNKNOWN)
    assert (page["step_id"], page["description_placeholders"]) == ("register", {"home": "Test home"})
    assert at_spark(fake_spark) == [[], [], []]
    fake_spark.requests.clear()
    page = await desk.submit(page, {})
    assert page["type"] == "create_entry"
    assert at_spark(fake_spark) == [[USER], [LOCATION], [CHARGER, TANK]]
    assert fake_spark.locations[LOCATION].meter_point_ids == ("707057500000000000",)
    assert {key: dict(subentry.data) for key, subentry in forgotten.subentries.items()} == before
    assert len([seen for seen in fake_spark.requests if seen.path.endswith("/events")]) == 1
    assert hass.states.is_state("sensor.test_home_taking_part", "waiting")
    assert await desk.issues() == {}


@pytest.mark.parametrize(
    ("where", "fault", "said"),
    [
        ("users$", Fault(status=503), "spark_down"),
        ("locations$", Fault(drop="after"), "cannot_connect"),
        ("locations$", Fault(status=409), "conflict"),
        ("resources$", Fault(drop="before"), "cannot_connect"),
    ],
    ids=["user", "location", "conflict", "resource"],
)
async def test_what_breaks_off_is_continued(
    forgotten: MockConfigEntry, desk: Desk, fake_spark: FakeSpark, where: str, fault: Fault, said: str
) -> None:
    """Half a home at Spark earns nothing."""
    fake_spark.fail("POST", where, fault)
    page = await desk.submit(await desk.open(UNKNOWN), {})
    assert page["errors"] == {"base": said}
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert at_spark(fake_spark) == [[USER], [LOCATION], [CHARGER, TANK]]


async def test_with_a_full_disk_nothing_is_registered(
    forgotten: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """What is registered and not written down could never be deleted again."""
    page = await desk.open(UNKNOWN)
    with patch("homeassistant.helpers.storage.Store.async_save"):
        page = await desk.submit(page, {})
    assert (page["errors"], at_spark(fake_spark)) == ({"base": "not_written"}, [[], [], []])


async def test_a_home_that_is_removed_meanwhile_is_not_registered(
    hass: HomeAssistant, forgotten: MockConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """Whoever deleted it on purpose removes it here."""
    page = await desk.open(UNKNOWN)
    hass.config_entries.async_remove_subentry(forgotten, "home-1")
    await hass.async_block_till_done(wait_background_tasks=True)
    page = await desk.submit(page, {})
    assert (page["type"], page["reason"], at_spark(fake_spark)) == ("abort", "solved", [[], [], []])
    assert UNKNOWN not in await desk.issues()

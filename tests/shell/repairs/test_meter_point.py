"""A home without a meter point: said, mended, and asked about anew."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark import connection
from custom_components.volue_spark.owned import owned
from custom_components.volue_spark.spark.environment import Environment
from tests.fake_spark import FakeSpark, Fault, Location
from tests.fake_spark.exchanges import Exchange
from tests.shell.conftest import LOCATION, Account, SetUp
from tests.shell.repairs.desk import Desk

ISSUE = "missing_meter_point_home-1"
METER_POINT = "707057599900000101"
# Made up, with its check digit; put together here only, as nothing in this repository may be anybody's.
PLAUSIBLE = "12345678901234567" + "5"


@pytest.fixture
async def entry(hass: HomeAssistant, set_up: SetUp) -> MockConfigEntry:
    """Return an account whose home was registered by its place."""
    entry = await set_up()
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "meter_point_ids": []})
    await hass.async_block_till_done()
    return entry


def meter_points(entry: ConfigEntry) -> list[str]:
    """Return what Home Assistant knows."""
    return list(entry.subentries["home-1"].data["meter_point_ids"])


async def test_it_is_said_and_stays_said(hass: HomeAssistant, entry: ConfigEntry, desk: Desk) -> None:
    """Nothing is paid to such a home, however long it takes part."""
    for _ in range(2):
        issue = (await desk.issues())[ISSUE]
        assert (issue["severity"], issue["is_fixable"]) == ("warning", True)
        assert (issue["translation_key"], issue["translation_placeholders"]) == (
            "missing_meter_point",
            {"home": "Test home"},
        )
        await hass.config_entries.async_reload(entry.entry_id)
    assert list(await desk.issues()) == [ISSUE]


async def test_a_home_with_a_meter_point_is_left_in_peace(set_up: SetUp, desk: Desk) -> None:
    """An issue without a cause teaches people to ignore issues."""
    await set_up()
    assert await desk.issues() == {}


@pytest.mark.parametrize(("environment", "is_said"), [("sandbox", False), ("production", True)])
async def test_the_sandbox_asks_for_no_meter_point(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    is_said: bool,
) -> None:
    """There is no money that could be held back, and no meter point that anybody could know."""
    monkeypatch.setattr(connection, "_PUBLIC", {environment: Environment(fake_spark.api_url, fake_spark.token_url)})
    account.environment = environment
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "meter_point_ids": []})
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert (ISSUE in await desk.issues()) is is_said


async def test_the_meter_point_is_sent_to_spark_and_the_issue_goes(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """That is all it takes to be paid; one reload makes it known to all parts."""
    page = await desk.open(ISSUE)
    assert (page["step_id"], page["description_placeholders"]) == ("meter_point", {"home": "Test home"})
    fake_spark.requests.clear()
    page = await desk.submit(page, {"meter_point_id": f" {PLAUSIBLE[:9]} {PLAUSIBLE[9:]}\n"})
    assert page["type"] == "create_entry"
    assert fake_spark.locations[LOCATION].meter_point_ids == (PLAUSIBLE,)
    assert meter_points(entry) == [PLAUSIBLE]
    assert await desk.issues() == {}
    assert len([seen for seen in fake_spark.requests if seen.path.endswith("/events")]) == 1
    await hass.config_entries.async_reload(entry.entry_id)
    assert await desk.issues() == {}


async def test_spark_is_asked_anew_from_then_on(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """A home that was not eligible by its place may be by its meter point."""
    page = await desk.open(ISSUE)
    freezer.tick(timedelta(minutes=5))
    await desk.submit(page, {"meter_point_id": PLAUSIBLE})
    home = (await owned(hass)).of("account").homes[LOCATION]  # type: ignore[index]
    assert (home.placed_at, home.title) == (dt_util.utcnow().timestamp(), "Test home")


@pytest.mark.parametrize(
    ("answer", "country", "said"),
    [
        (METER_POINT, None, "doubt_check_digit"),
        ("12345", None, "doubt_length"),
        ("735999000000000000", "NO", "doubt_meter_number"),
    ],
)
async def test_what_looks_mistyped_is_taken_when_it_is_sent_again(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark, answer: str, country: str, said: str
) -> None:
    """Nobody here knows for sure, and Spark takes any text."""
    hass.config.country = country
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": answer})
    assert page["errors"] == {"meter_point_id": said}
    assert fake_spark.locations[LOCATION].meter_point_ids == ()
    page = await desk.submit(page, {"meter_point_id": f" {answer}"})
    assert (page["type"], meter_points(entry)) == ("create_entry", [answer])


async def test_each_mistyped_number_is_doubted_for_itself(entry: ConfigEntry, desk: Desk) -> None:
    """The second try may be as wrong as the first."""
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": "12345"})
    page = await desk.submit(page, {"meter_point_id": "123456"})
    assert page["errors"] == {"meter_point_id": "doubt_length"}


async def test_blanks_are_no_meter_point(entry: ConfigEntry, desk: Desk) -> None:
    """An empty id would be sent to Spark as one."""
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": "  "})
    assert page["errors"] == {"meter_point_id": "meter_point_required"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=503), "spark_down"),
        (Fault(drop="before"), "cannot_connect"),
        (Fault(drop="after"), "cannot_connect"),
        (Fault(status=409), "conflict"),
        (Fault(status=400, body='"too short"'), "declined"),
        (Fault(status=403), "no_access"),
        (Fault(status=429), "rate_limited"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_goes_wrong_at_spark_is_said_and_can_be_tried_again(
    entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark, fault: Fault, said: str
) -> None:
    """The form stays open, and what was typed stays in it."""
    fake_spark.fail("PATCH", "locations", fault)
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": PLAUSIBLE})
    assert page["errors"] == {"base": said}
    if said == "declined":
        assert page["description_placeholders"] == {"home": "Test home", "reason": "too short"}
    assert page["data_schema"][0]["description"] == {"suggested_value": PLAUSIBLE}
    assert meter_points(entry) == []
    assert ISSUE in await desk.issues()
    page = await desk.submit(page, {"meter_point_id": PLAUSIBLE})
    assert (page["type"], meter_points(entry)) == ("create_entry", [PLAUSIBLE])
    assert fake_spark.locations[LOCATION].meter_point_ids == (PLAUSIBLE,)


async def test_a_meter_point_of_somebody_else_is_a_conflict(
    entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """Two homes cannot be paid for one meter."""
    fake_spark.locations["other"] = Location("other", "somebody", meter_point_ids=(PLAUSIBLE,))
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": PLAUSIBLE})
    assert page["errors"] == {"base": "conflict"}


async def test_with_a_full_disk_nothing_is_sent(entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark) -> None:
    """What Spark knows and we forgot would never be asked about again."""
    page = await desk.open(ISSUE)
    with patch("homeassistant.helpers.storage.Store.async_save"):
        page = await desk.submit(page, {"meter_point_id": PLAUSIBLE})
    assert page["errors"] == {"base": "not_written"}
    assert fake_spark.locations[LOCATION].meter_point_ids == ()
    assert (await desk.submit(page, {"meter_point_id": PLAUSIBLE}))["type"] == "create_entry"


async def test_the_account_need_not_run(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """Spark may have been down when Home Assistant asked last."""
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    page = await desk.submit(await desk.open(ISSUE), {"meter_point_id": PLAUSIBLE})
    assert (page["type"], meter_points(entry)) == ("create_entry", [PLAUSIBLE])
    fake_spark.clear_faults()
    await hass.config_entries.async_reload(entry.entry_id)
    assert await desk.issues() == {}


async def account(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove the account."""
    await hass.config_entries.async_remove(entry.entry_id)


async def home(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove the home."""
    hass.config_entries.async_remove_subentry(entry, "home-1")


async def mended(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Enter a meter point in the home's own menu."""
    subentry = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, "meter_point_ids": ["1"]})


async def disabled(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Disable the account."""
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)


@pytest.mark.parametrize("change", [account, home, mended, disabled])
async def test_an_issue_goes_with_its_cause_and_so_does_a_form_that_is_open(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark, change: Any
) -> None:
    """Nothing of a home that was removed may be sent to Spark."""
    page = await desk.open(ISSUE)
    await change(hass, entry)
    assert ISSUE not in await desk.issues()
    page = await desk.submit(page, {"meter_point_id": PLAUSIBLE})
    assert (page["type"], page["reason"]) == ("abort", "solved")
    assert fake_spark.locations[LOCATION].meter_point_ids == ()


async def test_a_home_that_is_removed_while_spark_answers_stays_removed(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, fake_spark: FakeSpark
) -> None:
    """A request takes seconds, and a person has more than one window."""
    page = await desk.open(ISSUE)

    def meanwhile(exchange: Exchange) -> None:
        if exchange.request.method == "PATCH":
            hass.config_entries.async_remove_subentry(entry, "home-1")

    fake_spark.observers.append(meanwhile)
    page = await desk.submit(page, {"meter_point_id": PLAUSIBLE})
    assert (page["type"], page["reason"]) == ("abort", "solved")
    assert "home-1" not in entry.subentries
    assert ISSUE not in await desk.issues()


async def test_an_ignored_issue_stays_ignored(hass: HomeAssistant, entry: ConfigEntry, desk: Desk) -> None:
    """Whoever waits for a letter of the grid company says so once."""
    await desk.ignore(ISSUE)
    await hass.config_entries.async_reload(entry.entry_id)
    assert (await desk.issues())[ISSUE]["ignored"]


async def test_after_a_restart_it_is_said_again(
    hass: HomeAssistant, entry: ConfigEntry, desk: Desk, issue_registry: ir.IssueRegistry
) -> None:
    """What a restart takes away comes back with the account."""
    issue_registry.issues.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    assert list(await desk.issues()) == [ISSUE]

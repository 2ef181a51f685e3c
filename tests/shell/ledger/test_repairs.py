"""Reports that need a person: asked in the repairs, once, in words, and gone when it is decided."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.flows.device.appliances import ENERGY
from tests.shell.hours import METER, at, counted, loaded, minutes_later, publish, reported, settle
from tests.shell.ledger.conftest import Act
from tests.shell.repairs.desk import Desk

LOST = Fault(drop="after")
REFUSED = Fault(status=400, body='"no such meter"')


@pytest.fixture(autouse=True)
def tank(hass: HomeAssistant, account: Account) -> None:
    """Let the tank alone be measured."""
    hass.states.async_set(METER, "1", ENERGY)
    account.entities = {TANK: {"usage_entity_id": METER}}


async def report_that(hass: HomeAssistant, spark: FakeSpark, set_up: SetUp, fault: Fault, times: int = 1) -> str:
    """Let a report meet with a failure; return its event."""
    event_id = publish(spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    spark.fail("POST", "/reports$", fault, times=times)
    await loaded(hass, set_up)
    return event_id


async def test_an_uncertain_report_is_sent_again_if_a_person_wants_it(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, get_reports: Act
) -> None:
    """The money of a day hangs on a question that only Spark's amounts answer."""
    event_id = await report_that(hass, fake_spark, set_up, Fault(status=502))
    [[issue_id, issue]] = (await desk.issues()).items()
    assert (issue["translation_key"], issue["severity"]) == ("report_uncertain", "warning")
    assert event_id not in issue_id
    quoted = {"day": "2030-06-10", "devices": "Hot water tank", "energy": "2.0", "money": "1.00 NOK"}
    assert issue["translation_placeholders"] == {"account": "Volue Spark"} | quoted
    page = await desk.open(issue_id)
    assert (page["type"], page["menu_options"]) == ("menu", ["send_again", "delivered"])
    page = await desk.choose(page, "send_again")
    assert (page["step_id"], fake_spark.reports) == ("send_again", [])
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert (reported(fake_spark), await desk.issues()) == ([{TANK: {10: 2}}], {})
    [told] = await get_reports()
    assert (told["settlement"], told["by_hand"]) == ("accepted", False)


async def test_an_uncertain_report_is_taken_as_delivered(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, get_reports: Act
) -> None:
    """Who sees the amount in the portal knows; the ledger says who said so."""
    await report_that(hass, fake_spark, set_up, LOST)
    [issue_id] = await desk.issues()
    page = await desk.choose(await desk.open(issue_id), "delivered")
    assert (page["type"], await desk.issues(), len(fake_spark.reports)) == ("create_entry", {}, 1)
    [told] = await get_reports()
    assert (told["settlement"], told["by_hand"], told["status"]) == ("accepted", True, None)


@pytest.mark.parametrize(("fault", "key"), [(LOST, "report_uncertain"), (REFUSED, "report_rejected")])
async def test_a_second_failure_stays_on_the_page(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, fault: Fault, key: str
) -> None:
    """The issue would go, and the report with it."""
    await report_that(hass, fake_spark, set_up, fault, times=2)
    [[issue_id, issue]] = (await desk.issues()).items()
    assert issue["translation_key"] == key
    page = await desk.open(issue_id)
    page = await desk.choose(page, "send_again") if page["type"] == "menu" else page
    page = await desk.submit(page, {})
    assert page["errors"] == {"base": "still_uncertain" if fault is LOST else "still_rejected"}
    assert page["description_placeholders"]["answer"]
    assert list(await desk.issues()) == [issue_id]
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert await desk.issues() == {}


async def test_a_refused_report_tells_sparks_words_and_can_be_ignored(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """Spark knows the reason, and only a person can mend it; who leaves it is not asked for ever."""
    await report_that(hass, fake_spark, set_up, REFUSED)
    [[issue_id, issue]] = (await desk.issues()).items()
    assert issue["translation_placeholders"]["answer"] == "400: no such meter"
    await desk.ignore(issue_id)
    entry = hass.config_entries.async_entries("volue_spark")[0]
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert (await desk.issues())[issue_id]["ignored"]


@pytest.mark.parametrize("choice", ["send_again", "delivered"])
async def test_a_full_disk_is_said_on_the_page(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, choice: str
) -> None:
    """What cannot be written down is not done."""
    await report_that(hass, fake_spark, set_up, Fault(status=502))
    [issue_id] = await desk.issues()
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        page = await desk.choose(await desk.open(issue_id), choice)
        page = await desk.submit(page, {}) if choice == "send_again" else page
    assert (page["step_id"], page["errors"], fake_spark.reports) == (choice, {"base": "not_written"}, [])
    assert (await desk.submit(page, {}))["type"] == "create_entry"


@pytest.mark.parametrize("step", ["send_again", "delivered"])
@pytest.mark.parametrize("event", ["unloaded", "decided"])
async def test_the_world_goes_on_while_a_form_is_open(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, report_usage: Act, step: str, event: str
) -> None:
    """Nothing is sent twice, and nothing breaks."""
    await report_that(hass, fake_spark, set_up, Fault(status=502))
    [issue_id] = await desk.issues()
    page = await desk.open(issue_id)
    if event == "unloaded":
        await hass.config_entries.async_unload("account-6")
    else:
        await report_usage(day="2030-06-10", again=True)
    page = await desk.choose(page, step)
    assert (page["type"], page["reason"]) == ("abort", "not_loaded" if event == "unloaded" else "solved")
    if event == "unloaded":
        again = await desk.open(issue_id)
        assert again["type"] == "menu"


async def test_what_was_decided_before_the_form_was_opened_is_over(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, report_usage: Act
) -> None:
    """The list of repairs in the browser may be a minute old."""
    await report_that(hass, fake_spark, set_up, REFUSED)
    [issue_id] = await desk.issues()
    page = await desk.open(issue_id)
    await report_usage(day="2030-06-10", again=True)
    page = await desk.submit(page, {})
    assert (page["type"], page["reason"], len(fake_spark.reports)) == ("abort", "solved", 1)


async def test_what_is_too_late_is_said_once_and_can_be_dismissed(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Lost money should be known, and then forgotten."""
    await report_that(hass, fake_spark, set_up, Fault(status=429), times=99)
    for _ in range(23):
        await minutes_later(hass, freezer, 24 * 60)
    [issue] = issue_registry.issues.values()
    assert (issue.translation_key, issue.is_fixable) == ("report_too_late", False)
    assert (issue.translation_placeholders or {})["energy"] == "2.0"
    ir.async_ignore_issue(hass, "volue_spark", issue.issue_id, ignore=True)
    await minutes_later(hass, freezer, 24 * 60)
    assert [found.dismissed_version is not None for found in issue_registry.issues.values()] == [True]
    for _ in range(30):
        await minutes_later(hass, freezer, 24 * 60)
    assert not issue_registry.issues


async def test_a_full_disk_is_said_and_goes_by_itself(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing is reported meanwhile, and nothing else would tell so."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        await loaded(hass, set_up)
        [issue] = (await desk.issues()).values()
        assert (issue["translation_key"], issue["is_fixable"]) == ("reports_not_written", False)
    await minutes_later(hass, freezer, 16)
    assert (reported(fake_spark), await desk.issues()) == ([{TANK: {10: 2}}], {})


@pytest.fixture
async def unknown(
    hass: HomeAssistant, fake_spark: FakeSpark, account: Account, hass_storage: dict[str, Any]
) -> list[str]:
    """Return three events that somebody else may have reported: the account is older than its ledger."""
    found = [publish(fake_spark, hour, both=False, created=hour - 20) for hour in (10, 12, 14)]
    await counted(hass, {9: 1, 10: 2, 11: 0, 12: 3, 13: 0, 14: 0})
    account.register()
    entry = account.entry()
    entry.created_at = at(-48)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == []
    return found


async def test_all_that_nobody_knows_is_one_question(
    fake_spark: FakeSpark, unknown: list[str], desk: Desk, get_reports: Act
) -> None:
    """After a reinstall there are thirty of them; where nothing was used there is nothing to ask."""
    [[issue_id, issue]] = (await desk.issues()).items()
    assert (issue_id, issue["translation_key"]) == ("reports_unknown_account-6", "reports_unknown")
    quoted = {"account": "Volue Spark", "count": "2", "days": "2030-06-10"}
    assert issue["translation_placeholders"] == quoted
    page = await desk.choose(await desk.open(issue_id), "send_again")
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert (reported(fake_spark), await desk.issues()) == ([{TANK: {10: 2}}, {TANK: {12: 3}}], {})
    told = {report["event_id"]: report["settlement"] for report in await get_reports()}
    assert told == dict(zip(unknown, ("accepted", "accepted", "empty"), strict=True))


@pytest.mark.usefixtures("unknown")
async def test_an_outage_ends_the_sending_of_many_and_loses_none(
    hass: HomeAssistant, fake_spark: FakeSpark, desk: Desk, freezer: FrozenDateTimeFactory
) -> None:
    """Thirty attempts with a time limit each would keep the page open for minutes."""
    fake_spark.fail("POST", "/reports$", Fault(status=429), times=None)
    page = await desk.choose(await desk.open("reports_unknown_account-6"), "send_again")
    page = await desk.submit(page, {})
    assert (page["errors"], page["description_placeholders"]["count"]) == ({"base": "not_reached"}, "2")
    fake_spark.clear_faults()
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert (reported(fake_spark), await desk.issues()) == ([{TANK: {12: 3}}], {})
    await minutes_later(hass, freezer, 16)
    assert reported(fake_spark) == [{TANK: {12: 3}}, {TANK: {10: 2}}]


async def test_all_that_nobody_knows_can_be_left(
    fake_spark: FakeSpark, unknown: list[str], desk: Desk, get_reports: Act
) -> None:
    """Rather unpaid than paid twice, and asked for once."""
    page = await desk.choose(await desk.open("reports_unknown_account-6"), "delivered")
    assert (page["type"], fake_spark.reports, await desk.issues()) == ("create_entry", [], {})
    assert [report["by_hand"] for report in await get_reports()] == [False, True, True]


async def test_a_question_is_asked_anew_after_a_restart_and_an_ignored_one_is_not(
    hass: HomeAssistant, unknown: list[str], desk: Desk
) -> None:
    """It is recomputed from the ledger; the registry keeps nothing but what was ignored."""
    ir.async_delete_issue(hass, "volue_spark", "reports_unknown_account-6")
    await hass.config_entries.async_reload("account-6")
    await desk.ignore("reports_unknown_account-6")
    await hass.config_entries.async_reload("account-6")
    assert (await desk.issues())["reports_unknown_account-6"]["ignored"]
    assert not [event for event in unknown if event in json.dumps(await desk.issues())]


def test_the_meter_point_needs_no_new_report() -> None:
    """Who enters it late would otherwise send everything again."""
    texts = Path("custom_components/volue_spark/translations/en.json").read_text()
    page = json.loads(texts)["issues"]["missing_meter_point"]["fix_flow"]["step"]["meter_point"]
    assert "no new report is needed" in page["description"]

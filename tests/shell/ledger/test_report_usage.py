"""A report on demand: now, again only if a person says so, or only shown."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.hours import DAY, HOUR, METER, at, counted, loaded, minutes_later, publish, ran, reported
from tests.shell.ledger.conftest import Act


@pytest.fixture(autouse=True)
def tank(account: Account) -> None:
    """Let the tank alone be measured."""
    account.entities = {TANK: {"usage_entity_id": METER}}


async def refused(act: Act, **data: Any) -> tuple[str | None, dict[str, str] | None]:
    """Return with which words an action is refused."""
    with pytest.raises(ServiceValidationError) as told:
        await act(**data)
    return told.value.translation_key, told.value.translation_placeholders


@pytest.fixture
async def just_over(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory) -> str:
    """Return an event that ended ten minutes ago: its hours are not proved yet."""
    freezer.move_to(DAY + 11 * HOUR + timedelta(minutes=10))
    await ran(hass)
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2, 11: 0})
    await loaded(hass, set_up)
    assert reported(fake_spark) == []
    return event_id


@pytest.mark.parametrize("which", ["event", "day", "all"])
async def test_what_waits_is_sent_at_once(fake_spark: FakeSpark, just_over: str, report_usage: Act, which: str) -> None:
    """Who is about to reinstall Home Assistant does not want to wait until the evening."""
    asked = {"event": {"event_id": just_over}, "day": {"day": "2030-06-10"}, "all": {}}[which]
    [told] = await report_usage(**asked)
    assert (told["event_id"], told["settlement"]) == (just_over, "accepted")
    assert told["json"]["eventId"] == just_over
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_who_asks_twice_at_once_sends_once(fake_spark: FakeSpark, just_over: str, report_usage: Act) -> None:
    """Two clicks on a slow page, or a click while the reporter is at it: each would be a report of its own."""
    await asyncio.gather(report_usage(event_id=just_over), report_usage(day="2030-06-10"), report_usage())
    assert len(fake_spark.reports) == 1
    again = {"event_id": just_over, "again": True}
    await asyncio.gather(report_usage(**again), report_usage(**again))
    assert len(fake_spark.reports) == 2


async def test_who_asks_twice_while_the_reporter_is_busy_sends_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """Both have seen the same report, and wait for the same turn."""
    waits, told = publish(fake_spark, 2, both=False, created=-20), publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    await loaded(hass, set_up)
    busy, again = {"event_id": waits, "dry_run": True}, {"event_id": told, "again": True}
    await asyncio.gather(report_usage(**busy), report_usage(**again), report_usage(**again))
    assert len(fake_spark.reports) == 2


async def test_where_nothing_waits_nothing_is_sent(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """An automation may ask every night."""
    await loaded(hass, set_up)
    assert (await report_usage(), fake_spark.reports) == ([], [])


async def test_a_dry_run_shows_the_json_and_leaves_no_trace(
    fake_spark: FakeSpark, just_over: str, report_usage: Act, get_reports: Act
) -> None:
    """What leaves the house can be read before it leaves."""
    [told] = await report_usage(event_id=just_over, dry_run=True)
    assert (told["settlement"], told["day"], told["json"]["eventId"]) == ("waiting", "2030-06-10", just_over)
    assert (fake_spark.reports, await get_reports()) == ([], [])
    [sent] = await report_usage(event_id=just_over)
    assert sent["json"] == told["json"]


async def test_an_accepted_report_is_sent_again_only_on_demand(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """Spark cannot recognise a report that comes twice, and may pay both."""
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    await loaded(hass, set_up)
    key, quoted = await refused(report_usage, event_id=event_id)
    assert (key, quoted and quoted["day"]) == ("report_accepted", "2030-06-10")
    [draft] = await report_usage(event_id=event_id, dry_run=True)
    assert (draft["settlement"], len(fake_spark.reports)) == ("accepted", 1)
    [told] = await report_usage(event_id=event_id, again=True)
    assert (told["settlement"], told["attempts"], told["json"]) == ("accepted", 2, draft["json"])
    assert reported(fake_spark) == 2 * [{TANK: {10: 2}}]


@pytest.mark.parametrize(
    ("fault", "key", "answer"),
    [
        (Fault(status=400, body='"no such meter"'), "report_rejected", "400: no such meter"),
        (Fault(drop="after"), "report_uncertain", None),
    ],
)
async def test_what_went_wrong_is_said_and_can_be_sent_again(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    report_usage: Act,
    fault: Fault,
    key: str,
    answer: str | None,
) -> None:
    """Only a person can know whether the reason is gone, or whether it arrived."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    fake_spark.fail("POST", "/reports$", fault, times=1)
    await loaded(hass, set_up)
    said, quoted = await refused(report_usage, day="2030-06-10")
    assert (said, (quoted or {})["answer"] if answer else None) == (key, answer)
    [told] = await report_usage(day="2030-06-10", again=True)
    assert (told["settlement"], told["attempts"]) == ("accepted", 2)


async def test_of_a_days_reports_only_what_spark_has_not_is_sent_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """A day has a report for each event: whoever mends one must not double the others."""
    publish(fake_spark, 10, both=False)
    publish(fake_spark, 12, both=False, created=-9)
    await counted(hass, {9: 1, 10: 2, 11: 0, 12: 3})
    fake_spark.fail("POST", "/reports$", Fault(status=400), times=1)
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {12: 3}}]
    assert (await refused(report_usage, day="2030-06-10"))[0] == "report_rejected"
    await report_usage(day="2030-06-10", again=True)
    assert reported(fake_spark) == [{TANK: {12: 3}}, {TANK: {10: 2}}]
    for again in (False, True):
        assert (await refused(report_usage, day="2030-06-10", again=again))[0] == "report_accepted"


async def test_what_is_too_late_can_be_tried_all_the_same(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act, freezer: FrozenDateTimeFactory
) -> None:
    """Until when Spark takes a report is not written anywhere."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    fake_spark.fail("POST", "/reports$", Fault(status=429), times=None)
    await loaded(hass, set_up)
    for _ in range(23):
        await minutes_later(hass, freezer, 24 * 60)
    fake_spark.clear_faults()
    assert (await refused(report_usage, day="2030-06-10"))[0] == "report_too_late"
    [told] = await report_usage(day="2030-06-10", again=True)
    assert told["settlement"] == "accepted"


async def test_an_event_that_goes_on_is_not_reported(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """One report for each event: half of one would be all that is paid."""
    event_id = publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1})
    await loaded(hass, set_up)
    for data in ({"event_id": event_id}, {"day": "2030-06-10", "dry_run": True}):
        assert await refused(report_usage, **data) == ("event_not_over", {"end": "2030-06-10T23:00:00+02:00"})


@pytest.mark.parametrize("data", [{"event_id": "nobody knows it"}, {"day": "2030-06-09"}], ids=str)
async def test_what_nobody_knows_is_refused(
    hass: HomeAssistant, set_up: SetUp, report_usage: Act, data: dict[str, str]
) -> None:
    """A mistyped day must not look like a day without use."""
    await loaded(hass, set_up)
    assert (await refused(report_usage, **data))[0] == "event_unknown"


async def test_where_there_is_nothing_to_tell_it_is_said(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, report_usage: Act
) -> None:
    """An empty report means nothing to Spark; why it is empty stands in the ledger."""
    event_id = publish(fake_spark, 10, both=False)
    of_charger = fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(at(10), -0.5)], created_at=at(-9))
    await counted(hass, {9: 1, 10: 0})
    await loaded(hass, set_up)
    for data in ({"event_id": event_id}, {"event_id": of_charger, "again": True}, {"day": "2030-06-10"}):
        assert (await refused(report_usage, **data))[0] == "nothing_to_tell"
    [told] = await report_usage(event_id=event_id, dry_run=True)
    assert told["json"] is None


@pytest.mark.parametrize("again", [False, True])
async def test_nothing_is_sent_that_cannot_be_written_down(
    fake_spark: FakeSpark, just_over: str, report_usage: Act, again: bool
) -> None:
    """After a restart nobody would know that it was sent."""
    if again:
        await report_usage(event_id=just_over)
    full_disk = patch("homeassistant.helpers.storage.Store._async_handle_write_data")
    with full_disk, pytest.raises(HomeAssistantError) as told:
        await report_usage(event_id=just_over, again=again)
    assert (told.value.translation_key, len(fake_spark.reports)) == ("report_not_written", int(again))


async def test_day_and_event_at_once_are_refused(hass: HomeAssistant, set_up: SetUp, report_usage: Act) -> None:
    """They could name different reports."""
    await loaded(hass, set_up)
    with pytest.raises(Exception, match="which"):
        await report_usage(event_id="one", day="2030-06-10")

"""From registered to taking part, and how often Spark is asked about it."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from custom_components.volue_spark.owned import OwnedHome, account_of, owned
from custom_components.volue_spark.spark.models import LocationId, UserId
from tests.fake_spark import FakeSpark, Fault
from tests.fake_spark.state import World
from tests.shell.conftest import CHARGER, LOCATION, USER, Account, SetUp
from tests.shell.participation import LONG_AGO, NOON, asked, minutes_later, noted_down, standing

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon(freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC."""
    freezer.move_to(NOON)


async def test_an_eligible_home_is_enrolled_by_itself_and_follows_at_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The consent was given; nobody should have to come back for a button, or wait an hour for the curve."""

    def curve_for_the_enrolled(world: World, _: datetime) -> None:
        if USER in world.enrollments and len(world.events) < 2:
            fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])

    fake_spark.scenario = curve_for_the_enrolled
    await set_up()
    assert USER in fake_spark.enrollments
    assert standing(hass) == "taking_part"
    assert hass.states.is_state("binary_sensor.charger_use_power_now", STATE_ON)


async def test_a_home_that_becomes_eligible_later_is_enrolled_then(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark needs about ten minutes to find a new home."""
    account.is_eligible = False
    await set_up()
    assert (standing(hass), fake_spark.enrollments) == ("waiting", {})
    fake_spark.users[USER].is_eligible = True
    await minutes_later(hass, freezer, 1.1)
    assert standing(hass) == "taking_part"
    assert USER in fake_spark.enrollments


async def test_a_waiting_home_is_asked_about_less_and_less(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A home outside every area waits for months; it must not ask every minute."""
    account.is_eligible = False
    await set_up()
    asked(fake_spark)
    asked_at, polls = [], 0
    for minute in (*range(1, 32), *range(35, 4 * 1440, 5)):
        await minutes_later(hass, freezer, minute + 0.1)
        paths = asked(fake_spark)
        polls += paths.count("events")
        asked_at += [minute] * paths.count("eligibility")
    hourly, daily = range(90, 1440, 60), (1440, 2880, 4320)
    assert asked_at == [1, 3, 10, 15, 30, *hourly, *daily]
    assert polls <= 4 * 24 + len(asked_at)


async def test_a_question_comes_with_one_poll_and_not_just_before_its_time(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A poll that is a moment early finds nothing due, and polls again."""
    freezer.move_to(NOON + timedelta(seconds=0.9))
    account.is_eligible = False
    await set_up()
    asked(fake_spark)
    for tenth in range(35):
        freezer.move_to(now := NOON + timedelta(seconds=60 + tenth / 10))
        async_fire_time_changed_exact(hass, now)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(fake_spark) == ["events", "eligibility", "enrollment"]


async def test_not_yet_is_said_after_half_an_hour_at_the_earliest(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Said at once, people would remove a home that Spark had not looked at."""
    account.is_eligible = False
    await set_up()
    said = {}
    for minute in (1, 3, 10, 15, 29, 30):
        await minutes_later(hass, freezer, minute + 0.1)
        said[minute] = standing(hass)
    assert said == dict.fromkeys((1, 3, 10, 15, 29), "waiting") | {30: "not_yet"}


async def test_a_restart_does_not_start_the_half_hour_anew(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """Who restarts every quarter of an hour would wait for ever."""
    noted_down(hass_storage, NOON)
    account.is_eligible = False
    freezer.move_to(NOON + 20 * MINUTE)
    await set_up()
    assert standing(hass) == "waiting"
    asked(fake_spark)
    for minute in (21, 23, 29.9):
        await minutes_later(hass, freezer, minute)
    assert asked(fake_spark) == []
    await minutes_later(hass, freezer, 30.1)
    assert (standing(hass), asked(fake_spark)) == ("not_yet", ["events", "eligibility", "enrollment"])


async def test_a_restart_says_not_yet_at_once_where_spark_had_its_time(
    hass: HomeAssistant, account: Account, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """A home that has waited for weeks is not being decided about."""
    noted_down(hass_storage, LONG_AGO)
    account.is_eligible = False
    await set_up()
    assert standing(hass) == "not_yet"


async def test_a_home_that_takes_part_costs_two_more_requests_a_day(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """A request every two hours is enough for the curve; no more than needed for the rest."""
    noted_down(hass_storage, LONG_AGO)
    await set_up()
    asked(fake_spark)
    extra = {}
    for poll in range(1, 37):
        await minutes_later(hass, freezer, 121 * poll)
        paths = asked(fake_spark)
        assert paths.pop(0) == "events"
        extra[poll] = paths
    looked = ["eligibility", "enrollment"]
    assert {poll: paths for poll, paths in extra.items() if paths} == {12: looked, 24: looked, 36: looked}


async def test_a_home_that_moved_is_asked_about_like_a_new_one(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """The first answers may be about the place before: still eligible, and ten minutes later not."""
    noted_down(hass_storage, LONG_AGO)
    entry = await set_up()
    home = OwnedHome(LocationId(LOCATION), UserId(USER), "Test home", NOON.timestamp())
    await (await owned(hass)).keep(account_of(entry), home)
    subentry = entry.subentries["home-1"]
    moved = {**subentry.data, "meter_point_ids": ["707057500000000002"]}
    hass.config_entries.async_update_subentry(entry, subentry, data=moved)
    await hass.async_block_till_done(wait_background_tasks=True)
    asked(fake_spark)
    seen = []
    for minute in range(1, 92):
        if minute == 12:
            fake_spark.users[USER].is_eligible = False
        await minutes_later(hass, freezer, minute + 0.1)
        if "eligibility" in asked(fake_spark):
            seen.append((minute, standing(hass)))
    before, after = ["taking_part"] * 3, ["waiting", "lost", "lost"]
    assert seen == list(zip((1, 3, 10, 15, 30, 90), before + after, strict=True))


async def test_a_home_whose_enrollment_is_not_found_is_enrolled(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Nobody says whether 404 means "no such user" or "not enrolled"."""
    fake_spark.fail("GET", "enrollment$", Fault(status=404), times=None)
    await set_up()
    assert standing(hass) == "taking_part"

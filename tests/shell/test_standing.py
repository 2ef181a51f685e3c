"""What becomes of a home that takes part: events, losses, departures, and answers that tell nothing."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault, User
from tests.shell.conftest import CHARGER, LOCATION, USER, Account, SetUp
from tests.shell.participation import (
    LONG_AGO,
    NOON,
    asked,
    minutes_later,
    noted_down,
    publish_eligibility,
    said,
    standing,
)

DELTA = "sensor.charger_price_delta"
LOOKED = ["events", "eligibility", "enrollment"]


@pytest.fixture(autouse=True)
def noon(freezer: FrozenDateTimeFactory, hass_storage: dict[str, Any]) -> None:
    """Stand at 12:00 UTC, with a home that was registered long ago."""
    freezer.move_to(NOON)
    noted_down(hass_storage, LONG_AGO)


def change(hass: HomeAssistant, entry: MockConfigEntry, **data: bool) -> None:
    """Change the home's data, as its menu does."""
    subentry = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, **data})


async def test_losing_eligibility_is_shown_and_undone_within_two_hours(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing is earned from then on; the local Spark tells it by an event that names the user."""
    await set_up()
    fake_spark.users[USER].is_eligible = False
    await minutes_later(hass, freezer, 121)
    assert standing(hass) == "lost"
    fake_spark.users[USER].is_eligible = True
    await minutes_later(hass, freezer, 242)
    assert standing(hass) == "taking_part"


async def test_an_event_without_lists_has_everybody_asked_about_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """In spring 2024 Spark said that something had changed, and not for whom."""
    await set_up()
    fake_spark.enrollments.clear()
    publish_eligibility(fake_spark, "e-1", NOON + timedelta(minutes=30))
    asked(fake_spark)
    await minutes_later(hass, freezer, 121)
    assert USER in fake_spark.enrollments
    assert asked(fake_spark) == [*LOOKED, "enrollment", "events"]
    await minutes_later(hass, freezer, 242)
    assert asked(fake_spark) == ["events"]


async def test_other_customers_of_the_account_are_neither_asked_about_nor_kept_nor_logged(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A partner may have thousands; their ids are nobody's business here."""
    entry = await set_up()
    publish_eligibility(fake_spark, "e-1", NOON, addedUsers=["foreign-1"], removedUsers=["foreign-2"])
    publish_eligibility(fake_spark, "e-2", NOON, addedUsers=["foreign-3"], removedUsers=[])
    asked(fake_spark)
    await minutes_later(hass, freezer, 121)
    assert asked(fake_spark) == ["events"]
    kept = entry.runtime_data.coordinator.data
    assert {"e-1", "e-2"} < {event.event_id for event in kept.events}
    assert "foreign" not in repr(kept)
    assert "foreign" not in said(caplog)
    publish_eligibility(fake_spark, "e-3", NOON, addedUsers=["foreign-4", USER], removedUsers=[])
    await minutes_later(hass, freezer, 242)
    assert asked(fake_spark) == LOOKED
    assert "foreign" not in repr(entry.runtime_data.coordinator.data)


async def test_an_enrollment_that_was_ended_elsewhere_is_made_again_within_a_day(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Who wants to leave says so here; all else would cost money unseen."""
    await set_up()
    fake_spark.enrollments.clear()
    for polls in range(1, 12):
        await minutes_later(hass, freezer, 121 * polls)
    assert fake_spark.enrollments == {}
    await minutes_later(hass, freezer, 121 * 12)
    assert (USER in fake_spark.enrollments, standing(hass)) == (True, "taking_part")


async def test_a_home_that_has_left_is_neither_asked_about_nor_enrolled_until_it_rejoins(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Enrolled again by a machine, the wish to leave would be worth nothing."""
    entry = await set_up()
    change(hass, entry, left=True)
    fake_spark.enrollments.clear()
    await hass.async_block_till_done(wait_background_tasks=True)
    publish_eligibility(fake_spark, "e-1", NOON)
    asked(fake_spark)
    for polls in range(1, 14):
        await minutes_later(hass, freezer, 121 * polls)
    assert (standing(hass), set(asked(fake_spark)), fake_spark.enrollments) == ("left", {"events"}, {})
    change(hass, entry, left=False)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (standing(hass), list(fake_spark.enrollments)) == ("taking_part", [USER])


async def test_a_home_that_left_a_moment_ago_is_not_enrolled_before_the_reload(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The old entry may still be writing its report while the person has left already."""
    entry = await set_up()
    with patch.object(hass.config_entries, "async_schedule_reload"):
        change(hass, entry, left=True)
        fake_spark.enrollments.clear()
        publish_eligibility(fake_spark, "e-1", NOON)
        await entry.runtime_data.coordinator.async_refresh()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert (fake_spark.enrollments, standing(hass)) == ({}, "left")


async def test_a_home_that_spark_does_not_know_stops_no_curve_and_comes_back(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Somebody deleted the user at Spark; it may be registered again."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    fake_spark.fail("*", f"users/{USER}/", Fault(status=404), times=None)
    await set_up()
    assert standing(hass) == "not_registered"
    assert hass.states.is_state(DELTA, "-0.35")
    fake_spark.clear_faults()
    await minutes_later(hass, freezer, 24 * 60 + 2)
    assert standing(hass) == "taking_part"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=400, body=f'"{USER} is odd"'), "status 400"),
        (Fault(status=200, body="{}"), "isEligible is missing"),
        (Fault(status=503), "status 503"),
        (Fault(drop=True), "the connection broke"),
        (Fault(status=429), "too many requests"),
    ],
    ids=["declined", "unreadable", "down", "cut off", "too fast"],
)
async def test_what_spark_does_not_tell_keeps_the_standing_and_the_curve(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    fault: Fault,
    reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A question about enrollment that fails must not cost the day's curve, and is logged once, without ids."""
    await set_up()
    fake_spark.fail("GET", "eligibility$", fault, times=None)
    points = [(NOON + timedelta(hours=hour), -0.35) for hour in range(8)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], points, created_at=NOON + timedelta(minutes=1))
    for hour in (1, 2, 3):
        publish_eligibility(fake_spark, f"e-{hour}", NOON)
        await minutes_later(hass, freezer, 121 * hour)
    assert (standing(hass), hass.states.is_state(DELTA, "-0.35")) == ("taking_part", True)
    assert said(caplog).count(f"Spark does not tell whether a home takes part: {reason}") == 1
    assert USER not in said(caplog)


async def test_a_home_about_which_nothing_was_ever_told_is_unknown(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """No guess is shown; a connection that broke is tried again at the next poll."""
    fake_spark.fail("GET", "eligibility$", Fault(status=503))
    await set_up()
    assert standing(hass) == STATE_UNKNOWN
    await minutes_later(hass, freezer, 121)
    assert standing(hass) == "taking_part"


@pytest.mark.parametrize("fault", [Fault(status=400), Fault(drop=True)], ids=["declined", "cut off"])
async def test_one_home_that_spark_tells_nothing_about_stops_no_other(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, fault: Fault
) -> None:
    """The cabin must not wait for the house."""
    fake_spark.fail("*", f"users/{USER}/", fault, times=None)
    fake_spark.users["user-2"] = User("user-2", is_eligible=True)
    entry = await set_up()
    data = {"user_id": "user-2", "location_id": "location-2", "meter_point_ids": ["707057500000000002"]}
    cabin = ConfigSubentry(data=MappingProxyType(data), subentry_type="home", title="Cabin", unique_id="location-2")
    hass.config_entries.async_add_subentry(entry, cabin)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.is_state("sensor.cabin_taking_part", "taking_part")
    assert standing(hass) == STATE_UNKNOWN


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_about_one_home_ends_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, status: int
) -> None:
    """The events are told, so the credentials are right: asking for them again would stop a charger for nothing."""
    await set_up()
    fake_spark.fail("GET", "eligibility$", Fault(status=status), times=None)
    publish_eligibility(fake_spark, "e-1", NOON)
    points = [(NOON + timedelta(hours=hour), -0.35) for hour in range(8)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], points, created_at=NOON + timedelta(minutes=1))
    await minutes_later(hass, freezer, 121)
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN) == []
    assert (standing(hass), hass.states.is_state(DELTA, "-0.35")) == ("taking_part", True)


async def test_a_wish_to_be_left_alone_holds_for_every_question(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """A new home is asked about every few minutes, but not after Spark said that this is too often."""
    hass_storage.clear()
    noted_down(hass_storage, NOON)
    entry = await set_up()
    fake_spark.fail("GET", "eligibility$", Fault(status=429, headers={"Retry-After": "3600"}))
    publish_eligibility(fake_spark, "e-1", NOON)
    await entry.runtime_data.coordinator.async_refresh()
    asked(fake_spark)
    for minute in range(1, 60):
        await minutes_later(hass, freezer, minute)
    assert asked(fake_spark) == []
    await minutes_later(hass, freezer, 61)
    assert asked(fake_spark) == ["events", "eligibility", "enrollment"]

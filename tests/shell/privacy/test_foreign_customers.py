"""An account of a partner holds other people's homes: they are not ours to know."""

import json
from typing import Any

import pytest

from tests.fake_spark import Enrollment, FakeSpark, Location, Resource, User
from tests.shell.privacy.life import DAY, HOUR, Life

THEIR_USER, THEIR_LOCATION, THEIR_METER_POINT = "their-user", "their-location", "707057500000000002"
THEIR_CHARGER, THEIR_CAR = "their-charger", "their-car"
THEIRS = (THEIR_USER, THEIR_LOCATION, THEIR_METER_POINT, THEIR_CHARGER, THEIR_CAR)


def move_in(spark: FakeSpark) -> None:
    """Let another customer of the same account be registered, and take part."""
    spark.users[THEIR_USER] = User(THEIR_USER, is_eligible=True)
    spark.locations[THEIR_LOCATION] = Location(THEIR_LOCATION, THEIR_USER, meter_point_ids=(THEIR_METER_POINT,))
    spark.resources[THEIR_CHARGER] = Resource(THEIR_CHARGER, "Charger", THEIR_USER, THEIR_LOCATION)
    spark.resources[THEIR_CAR] = Resource(THEIR_CAR, "Vehicle", THEIR_USER)
    spark.enrollments[THEIR_USER] = Enrollment(THEIR_USER, "their-enrollment", DAY)


def all_of_theirs(spark: FakeSpark) -> list[object]:
    """Return what the other customer has at Spark."""
    kept = (spark.users, spark.locations, spark.resources, spark.enrollments)
    return [thing for things in kept for key, thing in things.items() if key in THEIRS]


def named(texts: dict[str, str], ids: tuple[str, ...] = THEIRS) -> set[tuple[str, str]]:
    """Return where an id of theirs stands, each with the id."""
    return {(place, theirs) for place, text in texts.items() for theirs in ids if theirs in text}


async def test_another_customer_of_the_account_is_neither_stored_nor_shown_nor_touched(
    life: Life, hass_storage: dict[str, Any]
) -> None:
    """Their consent was given to somebody else."""
    move_in(life.spark)
    before = all_of_theirs(life.spark)
    assert len(before) == 5
    stored: list[str] = []
    held: list[str] = []
    await life.create()
    await life.add_tank()
    await life.measure(9, 2, 1)
    life.publish(9, (THEIR_CHARGER, THEIR_LOCATION))
    life.publish(20, (THEIR_CHARGER, THEIR_LOCATION), (THEIR_CAR, THEIR_LOCATION))
    for _ in range(3):
        await life.pass_time()
        await life.look()
        held.append(repr(life.entry.runtime_data.coordinator.data))
        stored.append(json.dumps(hass_storage))
    [report] = life.spark.reports
    assert [usage.energy_kwh for usage in report.usages] == [2]
    await life.hass.config_entries.async_remove(life.entry.entry_id)
    await life.settle()
    await life.look()
    stored.append(json.dumps(hass_storage))
    asked = "\n".join(
        f"{seen.path} {seen.query} {json.dumps(seen.json)}" for seen in life.spark.requests if seen.method != "GET"
    )
    told = json.dumps([event.body for event in life.spark.events.values()])
    spoken_of = (THEIR_USER, THEIR_CHARGER, THEIR_CAR)
    assert len(named({"told": told}, spoken_of)) == len(spoken_of)
    assert named({"stored": "".join(stored), "seen": life.visible(), "logged": life.logged(), "asked": asked}) == set()
    # Their users are held too: eligibility events are kept as they come.
    assert named({"held": "".join(held)}, (THEIR_CHARGER, THEIR_CAR, THEIR_LOCATION)) == set()
    assert all_of_theirs(life.spark) == before


@pytest.mark.parametrize("kind", ["device", "home"])
async def test_removing_what_is_ours_leaves_theirs_alone(life: Life, kind: str) -> None:
    """Whatever is deleted at Spark some day, it is never what we did not register."""
    move_in(life.spark)
    before = all_of_theirs(life.spark)
    await life.create()
    await life.add_tank()
    [subentry] = [kept for kept in life.entry.subentries.values() if kept.subentry_type == kind]
    life.hass.config_entries.async_remove_subentry(life.entry, subentry.subentry_id)
    await life.settle()
    await life.pass_time(24 * HOUR)
    assert all_of_theirs(life.spark) == before
    # Only the page that offers what can be taken over has read, and nothing has written.
    assert not [
        seen for seen in life.spark.requests if seen.method != "GET" and any(theirs in seen.path for theirs in THEIRS)
    ]

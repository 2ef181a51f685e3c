"""An account of a partner holds other people's homes: they are not ours to know."""

import json
from typing import Any

import pytest

from tests.fake_spark import Enrollment, FakeSpark, Location, Resource, User
from tests.fake_spark.state import Webhook
from tests.shell.hours import DAY, HOUR
from tests.shell.privacy.held import held
from tests.shell.privacy.life import Life

THEIR_USER, THEIR_LOCATION, THEIR_METER_POINT = "their-user", "their-location", "707057500000000002"
THEIR_CHARGER, THEIR_CAR = "their-charger", "their-car"
THEIR_WEBHOOK, THEIR_URL, THEIR_SECRET = "their-webhook", "https://their.example.com/spark", "their-signing-secret"
THEIRS = (
    THEIR_WEBHOOK,
    THEIR_URL,
    THEIR_SECRET,
    THEIR_USER,
    THEIR_LOCATION,
    THEIR_METER_POINT,
    THEIR_CHARGER,
    THEIR_CAR,
)


def move_in(spark: FakeSpark) -> None:
    """Let another customer of the same account be registered, and take part."""
    spark.users[THEIR_USER] = User(THEIR_USER, is_eligible=True)
    spark.locations[THEIR_LOCATION] = Location(THEIR_LOCATION, THEIR_USER, meter_point_ids=(THEIR_METER_POINT,))
    spark.resources[THEIR_CHARGER] = Resource(THEIR_CHARGER, "Charger", THEIR_USER, THEIR_LOCATION)
    spark.resources[THEIR_CAR] = Resource(THEIR_CAR, "Vehicle", THEIR_USER)
    spark.enrollments[THEIR_USER] = Enrollment(THEIR_USER, "their-enrollment", DAY)
    spark.webhooks[THEIR_WEBHOOK] = Webhook(THEIR_WEBHOOK, THEIR_URL, DAY, DAY, DAY, secret=THEIR_SECRET)


def all_of_theirs(spark: FakeSpark) -> list[object]:
    """Return what the other customer has at Spark."""
    kept = (spark.users, spark.locations, spark.resources, spark.enrollments, spark.webhooks)
    return [thing for things in kept for key, thing in things.items() if key in THEIRS]


def named(texts: dict[str, str]) -> set[tuple[str, str]]:
    """Return where an id of theirs stands, each with the id."""
    return {(place, theirs) for place, text in texts.items() for theirs in THEIRS if theirs in text}


def tell_of_them(life: Life) -> None:
    """Speak of them beside us, and in ways that cannot be read: what is said about that must not quote it."""
    life.publish(9, (THEIR_CHARGER, THEIR_LOCATION))
    life.publish(20, (THEIR_CHARGER, THEIR_LOCATION), (THEIR_CAR, THEIR_LOCATION))
    theirs = {"resourceId": THEIR_CHARGER, "locationId": THEIR_LOCATION}
    curve = {"points": [{"timestamp": "2030-06-10T21:00:00Z", "price": -0.5}], "currency": "NOK"}
    payloads: list[dict[str, Any]] = [
        {"payloadType": "Odd", "targets": [theirs], "users": [THEIR_USER], "meterPointId": THEIR_METER_POINT},
        {"payloadType": "UserEligibility", "addedUsers": THEIR_USER, "removedUsers": []},
        {"payloadType": "UserEligibility", "addedUsers": [THEIR_USER, [THEIR_USER]], "removedUsers": [THEIR_USER]},
        {"payloadType": "PriceCurve", "priceCurveDelta": curve, "targets": [{"resourceId": THEIR_CHARGER}, THEIR_CAR]},
        {"payloadType": "PriceCurve", "priceCurveDelta": {"points": THEIR_CAR}, "targets": [theirs]},
    ]
    for number, payload in enumerate(payloads):
        life.spark.publish_raw({"id": f"odd-{number}", "createdAt": DAY.isoformat(), "payload": payload})


async def test_another_customer_of_the_account_is_neither_stored_nor_held_nor_shown_nor_touched(
    life: Life, hass_storage: dict[str, Any]
) -> None:
    """Their consent was given to somebody else."""
    move_in(life.spark)
    before = all_of_theirs(life.spark)
    assert len(before) == 6
    stored: list[str] = []
    kept: list[str] = []
    await life.create()
    # From here on nobody is asked about them either: only the page that offers homes had to look.
    life.spark.requests.clear()
    await life.add_tank()
    await life.measure(9, 2, 1)
    tank_id = next(key for key in life.spark.resources if key not in THEIRS)
    tell_of_them(life)
    for _ in range(3):
        await life.pass_time()
        await life.look()
        kept.append(await held(life.hass, life.entry.runtime_data))
        stored.append(json.dumps(hass_storage))
    # Silence would prove nothing: what is ours is found at every place that is searched.
    assert all(tank_id in text for text in (*kept, stored[-1]))
    assert "odd-0" in life.logged()
    assert [[usage.energy_kwh for usage in report.usages] for report in life.spark.reports] == [[2]]
    await life.hass.config_entries.async_remove(life.entry.entry_id)
    await life.settle()
    await life.look()
    stored.append(json.dumps(hass_storage))
    asked = "\n".join(f"{seen.path} {seen.query} {json.dumps(seen.json)}" for seen in life.spark.requests)
    told = json.dumps([event.body for event in life.spark.events.values()])
    assert named({"told": told}) == {("told", theirs) for theirs in THEIRS[3:]}
    searched = {"stored": "".join(stored), "held": "".join(kept), "seen": life.visible(), "asked": asked}
    assert named(searched | {"logged": life.logged()}) == set()
    # Webhooks belong to the whole account: all are listed, and ours alone is changed.
    assert "webhooks" in asked
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

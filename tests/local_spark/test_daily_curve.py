"""The curve of the next day: when it comes, for whom, and on odd days."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.fake_spark import FakeSpark
from tests.fake_spark.curves import midnight

from .partner import ELSEWHERE, Clock, Partner

OSLO = ZoneInfo("Europe/Oslo")


async def curves(partner: Partner) -> list[Any]:
    """Return the price curve events, newest first."""
    return [event for event in await partner.events() if event["payload"]["payloadType"] == "PriceCurve"]


def local_points(event: Any) -> list[tuple[int, int, float]]:
    """Return local day, local hour and price of every point."""
    points = event["payload"]["priceCurveDelta"]["points"]
    local = [(datetime.fromisoformat(point["timestamp"]).astimezone(OSLO), point["price"]) for point in points]
    return [(start.day, start.hour, price) for start, price in local]


async def take_part(partner: Partner, clock: Clock, user: str = "first") -> None:
    """Have a user with charger and car who is eligible and enrolled."""
    await partner.settle(user)
    await partner.equip(user, f"charger-of-{user}", f"car-of-{user}")
    clock.advance(minutes=10)
    await partner.post(f"/users/{user}/enrollment")


async def test_one_event_at_one_o_clock_for_everybody_s_resources(partner: Partner, clock: Clock) -> None:
    """Several targets in one event are the normal case, vehicles among them."""
    await take_part(partner, clock)
    await take_part(partner, clock, "second")
    clock.instant = datetime(2026, 3, 4, 11, 59, tzinfo=UTC)
    assert not await curves(partner)
    clock.advance(minutes=5)
    (event,) = await curves(partner)
    assert event["createdAt"] == "2026-03-04T12:00:00+00:00"
    assert event["payload"]["targets"] == [
        {"resourceId": "charger-of-first", "locationId": "home-of-first"},
        {"resourceId": "car-of-first", "locationId": "home-of-first"},
        {"resourceId": "charger-of-second", "locationId": "home-of-second"},
        {"resourceId": "car-of-second", "locationId": "home-of-second"},
    ]


async def test_the_curve_wants_more_at_noon_and_less_in_the_evening(partner: Partner, clock: Clock) -> None:
    """It is sparse: a client that takes a gap for zero or the end would show it."""
    await take_part(partner, clock)
    clock.advance(hours=6)
    (event,) = await curves(partner)
    points = local_points(event)
    assert {day for day, _, _ in points} == {5}
    assert [hour for _, hour, price in points if price < 0] == [10, 11, 12, 13, 14, 15]
    assert [hour for _, hour, price in points if price > 0] == [17, 18, 19]


@pytest.mark.parametrize("reason", ["not eligible", "not enrolled", "another place"])
async def test_who_does_not_take_part_gets_no_curve(partner: Partner, clock: Clock, reason: str) -> None:
    """Eligible, enrolled and inside the area: each of the three alone is not enough."""
    await take_part(partner, clock)
    home = "/users/first/locations/home-of-first"
    if reason == "not enrolled":
        await partner.delete("/users/first/enrollment")
    else:
        await partner.ask("PATCH", home, {"coordinates": ELSEWHERE})
    if reason == "not eligible":
        clock.advance(minutes=10)
    clock.advance(hours=6)
    assert not await curves(partner)


async def test_a_resource_at_a_place_outside_is_left_out(partner: Partner, clock: Clock) -> None:
    """A user may have a home in the area and a cabin far from it."""
    await take_part(partner, clock)
    await partner.post("/users/first/locations", {"locationId": "cabin", "coordinates": ELSEWHERE})
    heater = {"resourceId": "heater", "resourceType": "HVAC"}
    assert (await partner.post("/users/first/locations/cabin/resources", heater)).status == 201
    clock.advance(hours=6)
    (event,) = await curves(partner)
    assert [target["resourceId"] for target in event["payload"]["targets"]] == ["charger-of-first", "car-of-first"]


@pytest.mark.parametrize(
    ("eve", "start_at", "hours"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), "2026-03-29T08:00:00+00:00", 23),
        (datetime(2026, 10, 24, tzinfo=UTC), "2026-10-25T09:00:00+00:00", 25),
        (datetime(2026, 7, 1, tzinfo=UTC), "2026-07-02T08:00:00+00:00", 24),
    ],
    ids=["spring", "autumn", "summer"],
)
async def test_the_clock_change_moves_the_curve_with_the_people(
    partner: Partner, clock: Clock, eve: datetime, start_at: str, hours: int
) -> None:
    """On a change day the same local hours are other hours in UTC than the day before."""
    clock.instant = eve
    await take_part(partner, clock)
    clock.instant = eve.replace(hour=20)
    (event,) = await curves(partner)
    day = eve.day + 1
    tomorrow, day_after = (midnight(eve.date() + timedelta(days=days), OSLO) for days in (1, 2))
    assert (day_after - tomorrow) // timedelta(hours=1) == hours
    assert event["payload"]["priceCurveDelta"]["points"][0]["timestamp"] == start_at
    assert [(day, hour) for hour in (10, 11, 12, 13, 14, 15, 17, 18, 19)] == [
        (at, hour) for at, hour, _ in local_points(event)
    ]
    clock.advance(days=1)
    newest = (await curves(partner))[0]
    assert local_points(newest)[0][:2] == (day + 1, 10)
    start, then = (datetime.fromisoformat(points_of(each)[0]) for each in (event, newest))
    assert then - start == timedelta(hours=24)


def points_of(event: Any) -> list[str]:
    """Return the timestamps of a curve."""
    return [point["timestamp"] for point in event["payload"]["priceCurveDelta"]["points"]]


async def test_after_days_of_silence_only_what_is_of_use_is_published(partner: Partner, clock: Clock) -> None:
    """A demo that was off for a week must not come back with seven old curves."""
    await take_part(partner, clock)
    clock.instant = datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert [local_points(event)[0][0] for event in await curves(partner)] == [12]
    clock.instant = datetime(2026, 3, 20, 15, tzinfo=UTC)
    assert [local_points(event)[0][0] for event in await curves(partner)] == [21, 20, 12]


async def test_a_curve_comes_once_however_often_one_asks(spark: FakeSpark, partner: Partner, clock: Clock) -> None:
    """Polling must not multiply events."""
    await take_part(partner, clock)
    clock.advance(hours=6)
    for _ in range(3):
        spark.tick()
    assert len(await curves(partner)) == 1


async def test_a_clock_set_back_does_not_stop_the_curves(partner: Partner, clock: Clock) -> None:
    """Tests start in the real present and then freeze some day of the past."""
    await partner.get("/users")
    clock.instant = datetime(2025, 6, 1, 7, tzinfo=UTC)
    await take_part(partner, clock)
    clock.advance(hours=6)
    assert len(await curves(partner)) == 1

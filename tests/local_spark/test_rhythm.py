"""The demo's rhythm: always something to see, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fake_spark import FakeSpark
from tests.fake_spark.scenarios import rhythm

from .partner import Clock, Partner


@pytest.fixture
async def demo(spark: FakeSpark, partner: Partner, clock: Clock) -> Partner:
    """Return a partner of a Spark with rhythm, with one user who takes part."""
    spark.scenario = rhythm
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    clock.advance(minutes=10)
    await partner.post("/users/first/enrollment")
    return partner


async def curves(partner: Partner) -> list[Any]:
    """Return the price curve payloads, newest first."""
    payloads = [event["payload"] for event in await partner.events()]
    return [payload for payload in payloads if payload["payloadType"] == "PriceCurve"]


def resolution(payload: Any) -> str:
    """Return a curve's resolution."""
    text: str = payload["priceCurveDelta"]["resolution"]
    return text


async def test_a_new_resource_has_a_day_and_an_hour_in_turns(demo: Partner, clock: Clock) -> None:
    """Nobody wants to wait for tomorrow to see a demo."""
    clock.advance(seconds=30)
    quick, ordinary, _ = await curves(demo)
    assert (resolution(quick), resolution(ordinary)) == ("00:01:00", "01:00:00")
    points = quick["priceCurveDelta"]["points"]
    assert len(points) == 60
    assert points[0] == {"price": -0.35, "timestamp": "2026-03-04T07:40:00+00:00"}
    assert [point["price"] for point in points[:8]] == [-0.35, -0.35, 0.2, 0.2] * 2
    assert {target["resourceId"] for target in quick["targets"]} == {"charger", "car"}
    assert ordinary["priceCurveDelta"]["points"][0]["timestamp"].startswith("2026-03-04T09:00")


async def test_in_the_afternoon_there_is_also_tomorrow(demo: Partner, clock: Clock) -> None:
    """Past one o'clock the curve of tomorrow is known, and the demo shows it."""
    clock.instant = datetime(2026, 3, 4, 15, tzinfo=UTC)
    days = [payload["priceCurveDelta"]["points"][0]["timestamp"][:10] for payload in await curves(demo)]
    assert days == ["2026-03-04", "2026-03-05", "2026-03-04", "2026-03-03"]


async def test_yesterday_is_over_for_hours_however_soon_after_midnight_the_demo_starts(
    spark: FakeSpark, partner: Partner, clock: Clock
) -> None:
    """A home may report an hour after the last hour; nobody watches a demo for so long."""
    clock.instant = datetime(2026, 3, 4, 23, 0, 10, tzinfo=UTC)
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    clock.advance(minutes=10)
    await partner.post("/users/first/enrollment")
    spark.scenario = rhythm
    *_, yesterday = await curves(partner)
    last = datetime.fromisoformat(yesterday["priceCurveDelta"]["points"][-1]["timestamp"])
    assert timedelta(hours=3) < clock() - last < timedelta(hours=24)


async def test_a_new_resource_has_a_yesterday_to_report(demo: Partner) -> None:
    """Nobody wants to wait for tomorrow to see a report, and old news must not look like new."""
    *_, event = await demo.events()
    assert event["createdAt"] == "2026-03-02T12:00:00+00:00"
    assert {target["resourceId"] for target in event["payload"]["targets"]} == {"charger", "car"}
    starts = [point["timestamp"] for point in event["payload"]["priceCurveDelta"]["points"]]
    assert (starts[0], starts[-1]) == ("2026-03-03T09:00:00+00:00", "2026-03-03T18:00:00+00:00")


@pytest.mark.parametrize("days", [1, 2, 9])
async def test_a_resource_that_was_there_before_gets_no_second_yesterday(
    demo: Partner, clock: Clock, days: int
) -> None:
    """A demo that was off for days would otherwise ask about a time in which it was not there."""
    await curves(demo)
    clock.advance(days=days)
    await curves(demo)
    starts = [payload["priceCurveDelta"]["points"][0]["timestamp"] for payload in await curves(demo)]
    hourly = sorted(start[:10] for start in starts if start.endswith("T09:00:00+00:00"))
    assert hourly == ["2026-03-03", "2026-03-04", str(clock().date())]


async def test_who_comes_just_before_one_o_clock_has_a_yesterday_too(
    spark: FakeSpark, partner: Partner, clock: Clock
) -> None:
    """Tomorrow's curve is their first then, and must not pass for a history."""
    await partner.settle("first")
    await partner.equip("first", "charger", "car")
    await partner.post("/users/first/enrollment")
    clock.instant = datetime(2026, 3, 4, 11, 59, 50, tzinfo=UTC)
    spark.tick()
    spark.scenario = rhythm
    clock.advance(seconds=20)
    days = [payload["priceCurveDelta"]["points"][0]["timestamp"][:10] for payload in await curves(partner)]
    assert days == ["2026-03-04", "2026-03-05", "2026-03-04", "2026-03-03"]


async def test_the_quick_curve_is_renewed_when_it_has_passed(demo: Partner, clock: Clock) -> None:
    """The turns go on without a seam and nothing is repeated before its time."""
    await curves(demo)
    clock.advance(minutes=59)
    assert len(await curves(demo)) == 3
    clock.advance(minutes=1)
    assert [resolution(payload) for payload in await curves(demo)] == ["00:01:00"] * 2 + ["01:00:00"] * 2


async def test_a_second_resource_joins_at_once(demo: Partner, clock: Clock) -> None:
    """Adding a device in the demo must show something within a poll, for it and the others."""
    await curves(demo)
    clock.advance(minutes=7)
    boiler = {"resourceId": "boiler", "resourceType": "HotWaterTank"}
    await demo.post("/users/first/locations/home-of-first/resources", boiler)
    quick, _, ordinary, _, yesterday, _ = await curves(demo)
    assert {target["resourceId"] for target in quick["targets"]} == {"boiler", "charger", "car"}
    for curve in (ordinary, yesterday):
        assert [target["resourceId"] for target in curve["targets"]] == ["boiler"]
    start = datetime.fromisoformat(quick["priceCurveDelta"]["points"][0]["timestamp"])
    assert (start, start.minute % 4) == (clock(), 3)
    assert quick["priceCurveDelta"]["points"][0]["price"] == 0.2


async def test_strange_events_do_not_break_the_rhythm(spark: FakeSpark, demo: Partner, clock: Clock) -> None:
    """A test that publishes an unknown event must not stop the demo's Spark."""
    spark.publish_raw({"id": "odd", "payload": {"payloadType": "Weather"}})
    spark.publish_raw({"payload": None})
    curve = {"points": [], "energyUnit": "kWh", "currency": "NOK", "resolution": "an hour"}
    spark.publish_raw({"payload": {"payloadType": "PriceCurve", "targets": [], "priceCurveDelta": curve}})
    clock.advance(minutes=1)
    assert len(await curves_of(spark)) == 3
    clock.instant += timedelta(minutes=61)
    assert len(await curves_of(spark)) == 4


async def curves_of(spark: FakeSpark) -> list[Any]:
    """Return the readable price curves after a tick."""
    spark.tick()
    return [event for event in spark.events.values() if "priceArea" in (event.body.get("payload") or {})]

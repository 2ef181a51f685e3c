"""What a month earns: for which hours, in which currency, and what holds it back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fake_spark import FakeSpark

from .partner import ELSEWHERE, METER_POINT, Clock, Partner
from .reporting import HOUR, active, compensations, report, usage

TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)
HOME = [("charger", "home-of-first")]


@pytest.fixture
async def member(partner: Partner) -> Partner:
    """Return a partner with one user, whose home has a meter point."""
    await partner.settle("first", meterPointIds=[METER_POINT])
    return partner


def publish(spark: FakeSpark, *deltas: float, start: datetime = TEN, **terms: Any) -> str:
    """Publish a curve for the charger at home, hour after hour."""
    return spark.publish_price_curve(HOME, [(start + n * HOUR, delta) for n, delta in enumerate(deltas)], **terms)


async def test_two_and_a_half_of_three_hours_are_paid_by_their_energy(spark: FakeSpark, member: Partner) -> None:
    """Charging that stops half-way through the third hour earns what it drew, not nothing and not all."""
    event_id = publish(spark, -0.2, -0.4, -0.3)
    await report(member, event_id, usage(TEN, 10, 10, 5))
    assert await active(member) == pytest.approx(10 * 0.2 + 10 * 0.4 + 5 * 0.3)


async def test_the_answer_names_the_month_and_the_place(spark: FakeSpark, member: Partner) -> None:
    """It has exactly the shape that the published file describes."""
    await report(member, publish(spark, -0.5), usage(TEN, 2))
    assert (await member.get("/users/first/compensation")).json == {
        "userId": "first",
        "period": {"from": "2026-03-01", "to": "2026-03-31"},
        "locationCompensations": [
            {
                "locationId": "home-of-first",
                "meterPointIds": [METER_POINT],
                "activeAmount": 1.0,
                "blockedAmount": 0.0,
                "currency": "NOK",
                "problems": [],
            }
        ],
    }


async def test_the_compensation_of_nobody_is_404(partner: Partner) -> None:
    """Zero would hide that the user is not registered."""
    reply = await partner.get("/users/none/compensation")
    assert (reply.status, reply.text) == (404, "")


async def test_an_hour_outside_the_event_is_accepted_and_unpaid(spark: FakeSpark, member: Partner) -> None:
    """Spark ignores such hours; a client that counts on them would promise too much."""
    await report(member, publish(spark, -0.5, -0.5), usage(TEN - HOUR, 7, 1, 1, 7))
    assert len(spark.reports[0].usages) == 4
    assert await active(member) == pytest.approx(1.0)


async def test_half_past_is_no_hour_of_the_event(spark: FakeSpark, member: Partner) -> None:
    """Points belong together one to one; one in between belongs to none."""
    await report(member, publish(spark, -0.5, -0.5), usage(TEN + HOUR / 2, 8))
    assert await active(member) == 0


async def test_three_days_of_data_pay_the_one_day_of_the_event(spark: FakeSpark, member: Partner) -> None:
    """One report answers one event, and its own day alone is paid."""
    day = datetime(2026, 3, 3, 23, tzinfo=UTC)
    event_id = publish(spark, *[-0.5] * 24, start=day)
    await report(member, event_id, usage(day - timedelta(days=1), *[1.0] * 72))
    assert await active(member) == pytest.approx(12.0)


async def test_hours_to_avoid_pay_nothing_and_cost_nothing(spark: FakeSpark, member: Partner) -> None:
    """No reward is promised above zero, and drawing power then is no fine either."""
    await report(member, publish(spark, 0.4, 0.0, -0.5), usage(TEN, 5, 5, 1))
    assert await active(member) == pytest.approx(0.5)


async def test_prices_per_mwh_are_paid_per_kwh(spark: FakeSpark, member: Partner) -> None:
    """A factor of a thousand in somebody's money."""
    await report(member, publish(spark, -250.0, energy_unit="MWh"), usage(TEN, 4))
    assert await active(member) == pytest.approx(1.0)


async def test_every_currency_has_an_entry_of_its_own(spark: FakeSpark, member: Partner) -> None:
    """Kroner and euros must never be added up."""
    for currency, delta in (("NOK", -0.5), ("EUR", -0.05), ("NOK", -0.1)):
        await report(member, publish(spark, delta, currency=currency), usage(TEN, 10))
    found = {entry["currency"]: entry["activeAmount"] for entry in await compensations(member)}
    assert found == {"NOK": pytest.approx(6.0), "EUR": pytest.approx(0.5)}


async def test_a_location_without_reports_is_listed_with_zeros(member: Partner) -> None:
    """Whoever waits for the first report must be able to tell nothing from not there."""
    await member.post("/users/first/locations", {"locationId": "cabin", "coordinates": ELSEWHERE})
    home, cabin = await compensations(member)
    assert (home["locationId"], home["activeAmount"], home["blockedAmount"]) == ("home-of-first", 0, 0)
    assert (cabin["locationId"], cabin["activeAmount"], cabin["blockedAmount"]) == ("cabin", 0, 0)
    assert (home["problems"], cabin["problems"][0]["problemType"]) == ([], "MissingMpidOnLocation")


async def test_a_later_report_takes_the_place_of_the_earlier(spark: FakeSpark, member: Partner) -> None:
    """Sending the same again must not earn twice, and a correction must not lose the other hours.

    hour       10   11   12
    first       4    4
    second           1    2
    counted     4    1    2
    """
    event_id = publish(spark, -0.5, -0.5, -0.5)
    await report(member, event_id, usage(TEN, 4, 4))
    await report(member, event_id, usage(TEN + HOUR, 1, 2))
    assert len(spark.reports) == 2
    assert await active(member) == pytest.approx(3.5)


async def test_everybody_earns_their_own(spark: FakeSpark, member: Partner) -> None:
    """One event and one report hold the resources of several users."""
    await member.settle("second", meterPointIds=["m-2"])
    targets = [*HOME, ("boiler", "home-of-second")]
    event_id = spark.publish_price_curve(targets, [(TEN, -0.5)])
    theirs = usage(TEN, 8, resourceId="boiler", locationId="home-of-second")
    await report(member, event_id, usage(TEN, 2), theirs)
    assert [await active(member, user) for user in ("first", "second")] == pytest.approx([1.0, 4.0])


async def test_a_meter_point_unblocks_what_was_reported_before(spark: FakeSpark, partner: Partner) -> None:
    """No report is sent again for it; a client that does would be paid by chance."""
    await partner.settle("first")
    await report(partner, publish(spark, -0.5), usage(TEN, 2))
    (blocked,) = await compensations(partner)
    assert (blocked["activeAmount"], blocked["blockedAmount"], blocked["meterPointIds"]) == (0, 1.0, [])
    (problem,) = blocked["problems"]
    assert problem["problemType"] == "MissingMpidOnLocation"
    assert problem["message"]
    await partner.ask("PATCH", "/users/first/locations/home-of-first", {"meterPointIds": [METER_POINT]})
    (free,) = await compensations(partner)
    assert (free["activeAmount"], free["blockedAmount"], free["problems"]) == (1.0, 0, [])


async def test_the_month_ends_at_local_midnight(spark: FakeSpark, member: Partner, clock: Clock) -> None:
    """The first hour of a month is still the month before in UTC.

    UTC       31 Mar 21:00   22:00       23:00
    Oslo      31 Mar 23:00   1 Apr 0:00  1 Apr 1:00
    energy    1              10          100
    """
    start = datetime(2026, 3, 31, 21, tzinfo=UTC)
    clock.instant = start + HOUR - timedelta(seconds=1)
    await report(member, publish(spark, -1.0, -1.0, -1.0, start=start), usage(start, 1, 10, 100))
    assert await active(member) == pytest.approx(1)
    clock.advance(seconds=1)
    assert await active(member) == pytest.approx(110)
    assert (await member.get("/users/first/compensation")).json["period"] == {"from": "2026-04-01", "to": "2026-04-30"}


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 2, 3, tzinfo=UTC), "2026-02-28"),
        (datetime(2028, 2, 29, tzinfo=UTC), "2028-02-29"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-12-31"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2027-01-31"),
    ],
)
async def test_every_month_has_its_own_last_day(member: Partner, clock: Clock, now: datetime, last: str) -> None:
    """Months are not thirty days."""
    clock.instant = now
    period = (await member.get("/users/first/compensation")).json["period"]
    assert period == {"from": last[:8] + "01", "to": last}


@pytest.mark.parametrize("path", ["/users/first", "/users/first/locations/home-of-first"])
async def test_who_is_deleted_has_lost_the_month(spark: FakeSpark, member: Partner, path: str) -> None:
    """Registering again brings nothing back, so a client must not delete lightly."""
    await report(member, publish(spark, -0.5), usage(TEN, 2))
    await member.delete(path)
    await member.settle("first", meterPointIds=[METER_POINT])
    assert await active(member) == 0
    assert spark.reports[0].body["payloads"] == [usage(TEN, 2)]


async def test_the_daily_curve_can_be_reported(spark: FakeSpark, member: Partner, clock: Clock) -> None:
    """The whole way once: take part, get a curve, report the day after, be paid."""
    await member.equip("first", "charger", "car")
    clock.advance(minutes=10)
    await member.post("/users/first/enrollment")
    clock.advance(hours=6)
    event = (await member.events())[0]
    clock.advance(days=1)
    await report(member, event["id"], usage(datetime(2026, 3, 5, 9, tzinfo=UTC), 1, 1, 1, 1, 1, 1, 1, 1, 1))
    assert await active(member) == pytest.approx(0.22 + 0.31 + 0.37 + 0.39 + 0.35 + 0.24)

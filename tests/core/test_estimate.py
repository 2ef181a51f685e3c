"""What proved hours are worth by their deltas, and which are missing."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.estimate import CurveHour, HourWorth, curve_hours_of, month_of, worth_told
from custom_components.volue_spark.spark.models import (
    Compensation,
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    HeldBackBy,
    LocationId,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
    UnknownPayload,
)
from custom_components.volue_spark.spark.proof import Proof, Unproved
from custom_components.volue_spark.spark.wire import held_back_by, usages_told

DAY = datetime(2026, 6, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
TANK, FORMER, HOME = ResourceId("r-1"), ResourceId("r-0"), LocationId("l-1")
DEVICES = {TANK: "tank", FORMER: "tank"}
OTHER = SparkEvent(EventId("other"), DAY, UnknownPayload("UserEligibility"))


def at(hour: float) -> datetime:
    """Return an instant of the day."""
    return DAY + hour * HOUR


def event(
    deltas: dict[float, float],
    *,
    created: float = -11,
    targets: tuple[Target, ...] = (Target(TANK, HOME),),
    currency: str = "NOK",
) -> SparkEvent:
    """Return an event with these deltas by hour of the day."""
    points = tuple(CurvePoint(at(hour), delta) for hour, delta in deltas.items())
    payload = PriceCurvePayload(targets, PriceCurve(points, HOUR, currency), "NO1")
    return SparkEvent(EventId(f"made at {created}"), at(created), payload)


def proved(hours: dict[float, Proof], resource: ResourceId = TANK) -> dict[ResourceId, dict[datetime, Proof]]:
    """Return proofs by hour of the day."""
    return {resource: {at(hour): proof for hour, proof in hours.items()}}


def hour(start: float, delta: float, proof: Proof) -> CurveHour:
    """Return an hour of the tank."""
    return CurveHour("tank", HOME, at(start), delta, proof)


def test_an_hour_carries_the_delta_of_its_curve() -> None:
    """Energy without its delta is worth nothing; an hour that no point covers has none."""
    kept = [(event({10: -0.5, 11: 0.25}), proved({10: 2.0, 11: Unproved.JUMPED, 12: 9.0}))]
    assert curve_hours_of(kept, DEVICES) == [hour(10, -0.5, 2.0), hour(11, 0.25, Unproved.JUMPED)]


@pytest.mark.parametrize(
    ("created", "delta"),
    [((-11, -10), -0.2), ((-10, -11), -0.5), ((-11, 10.5), -0.5), ((10.5, 11), -0.5)],
    ids=["the newest before it began", "in whatever order", "not one that came too late", "else the oldest"],
)
def test_an_hour_under_two_curves_counts_once(created: tuple[float, float], delta: float) -> None:
    """It is reported for one event only: told for both, the household would expect the money twice."""
    kept = [
        (event({10: -0.5}, created=created[0]), proved({10: 2.0})),
        (event({10: -0.2}, created=created[1]), proved({10: 2.0})),
    ]
    assert curve_hours_of(kept, DEVICES) == [hour(10, delta, 2.0)]


def test_a_device_that_was_registered_anew_has_each_hour_once() -> None:
    """Old and new resource share a sensor, and one curve may name both."""
    both = event({10: -0.5}, targets=(Target(FORMER, HOME), Target(TANK, HOME)))
    kept = [(both, proved({10: 2.0}) | proved({10: 2.0}, FORMER))]
    assert curve_hours_of(kept, DEVICES) == [hour(10, -0.5, 2.0)]


def test_what_is_no_device_of_ours_and_what_is_no_curve_has_no_hours() -> None:
    """A removed device has no sensor to show them on."""
    kept = [(event({10: -0.5}), proved({10: 2.0})), (OTHER, proved({10: 2.0}))]
    assert curve_hours_of(kept, {}) == []
    assert curve_hours_of([(OTHER, proved({10: 2.0}))], DEVICES) == []


def test_only_proved_energy_below_zero_is_favourable() -> None:
    """At a delta of nothing Spark asks for nothing."""
    hours = [hour(8, -0.5, 2.0), hour(9, 0.0, 4.0), hour(10, 0.25, 8.0), hour(11, -0.5, Unproved.JUMPED)]
    assert [each.favourable_kwh for each in hours] == [2.0, 0.0, 0.0, 0.0]


def test_what_was_told_is_worth_its_energy_times_minus_the_delta() -> None:
    """Above zero Spark pays; an hour to avoid would cost; an hour outside the curve is worth nothing."""
    points = tuple(EnergyPoint(at(start), kwh) for start, kwh in ((10, 2.0), (11, 4.0), (12, 9.0)))
    usages = [EnergyUsage(TANK, HOME, points)]
    worths = [HourWorth(HOME, at(10), "NOK", 1.0), HourWorth(HOME, at(11), "NOK", -1.0)]
    assert worth_told(event({10: -0.5, 11: 0.25}), usages) == worths
    assert worth_told(OTHER, usages) == []


def test_a_month_keeps_both_sides_and_all_currencies_apart() -> None:
    """Hours to avoid cost nothing (assumed): taken off, they would hide what Spark owes."""
    worths = [
        HourWorth(HOME, at(10), "NOK", 0.1),
        HourWorth(HOME, at(11), "NOK", 0.2),
        HourWorth(HOME, at(12), "NOK", -0.4),
        HourWorth(HOME, at(13), "EUR", 0.05),
        HourWorth(HOME, at(14), "SEK", 0.0),
    ]
    month = month_of([], worths)
    assert month.favourable == {HOME: {"NOK": 0.3, "EUR": 0.05}}
    assert month.to_avoid == {HOME: {"NOK": 0.4}}


def test_a_month_counts_missing_hours_by_reason() -> None:
    """What belongs to somebody else, or nobody wants told, is not missing."""
    reasons = [Unproved.NO_SENSOR, Unproved.NO_SENSOR, Unproved.JUMPED, Unproved.AWAY, Unproved.NOT_WANTED]
    month = month_of([*(hour(n, -0.5, reason) for n, reason in enumerate(reasons)), hour(9, -0.5, 0.1)], [])
    assert month.missing == {HOME: {Unproved.NO_SENSOR: 2, Unproved.JUMPED: 1}}
    assert month.favourable_kwh == {"tank": 0.1}


def test_a_report_that_was_sent_can_be_read_again() -> None:
    """What it tells is what the estimate is made of, whatever the recorder says later."""
    point = {"timestamp": "2026-06-10T10:00:00+00:00", "kiloWattHours": 2}
    body = {"eventId": "e", "payloads": [{"resourceId": TANK, "locationId": HOME, "points": [point]}]}
    assert usages_told(body) == [EnergyUsage(TANK, HOME, (EnergyPoint(at(10), 2),))]
    assert usages_told({}) == []


@pytest.mark.parametrize(
    ("problems", "blocked", "reason"),
    [
        (("MissingMpidOnLocation",), 1, HeldBackBy.NO_METER_POINT),
        (("CompensationMpidDoesNotMatchLocation",), 1, HeldBackBy.OTHER_METER_POINT),
        (("Something new",), 1, HeldBackBy.SPARK),
        ((), 1, HeldBackBy.SPARK),
        (("MissingMpidOnLocation",), 0, None),
    ],
)
def test_why_money_is_held_back(problems: tuple[str, ...], blocked: float, reason: HeldBackBy | None) -> None:
    """A household can mend a meter point; a word that we do not know is not passed on."""
    assert held_back_by(Compensation(HOME, 0, blocked, "NOK", problems)) == reason

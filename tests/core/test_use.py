"""What the hours of a report are worth, in kWh and money."""

from datetime import UTC, datetime, timedelta

from custom_components.volue_spark.spark.estimate import use_of
from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    LocationId,
    Payload,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    UnknownPayload,
)

HOUR = timedelta(hours=1)
NOON = datetime(2030, 6, 10, 12, tzinfo=UTC)


def event(payload: Payload) -> SparkEvent:
    """Return an event."""
    return SparkEvent(EventId("event"), NOON - HOUR, payload)


def curve(*deltas: float) -> Payload:
    """Return a curve from noon on."""
    points = tuple(CurvePoint(NOON + number * HOUR, delta) for number, delta in enumerate(deltas))
    return PriceCurvePayload((), PriceCurve(points, HOUR, "NOK"), "NO1")


def drawn(hours: dict[datetime, float]) -> EnergyUsage:
    """Return what a resource drew in some hours."""
    points = tuple(EnergyPoint(start, energy_kwh) for start, energy_kwh in hours.items())
    return EnergyUsage(ResourceId("r"), LocationId("l"), points)


def test_an_hour_pays_its_energy_times_the_delta_below_zero() -> None:
    """Hours to avoid pay nothing and cost nothing; two devices are paid both; what no curve covers is no money."""
    told = [{NOON: 2.0, NOON + HOUR: 3.0}, {NOON: 1.0, NOON + 9 * HOUR: 4.0}]
    found = use_of(event(curve(-0.5, 0.3)), map(drawn, told))
    assert (found.energy_kwh, found.money) == (10.0, {"NOK": 1.5})


def test_nothing_is_an_amount_too() -> None:
    """A text that quotes it must not end in the middle of a sentence."""
    found = use_of(event(curve(0.3)), [drawn({NOON: 2.0})])
    assert (found.energy_kwh, found.money) == (2.0, {"NOK": 0.0})


def test_what_has_no_curve_has_no_worth() -> None:
    """Nobody knows in which currency."""
    found = use_of(event(UnknownPayload("News")), [drawn({NOON: 2.0})])
    assert (found.energy_kwh, found.money) == (2.0, {})

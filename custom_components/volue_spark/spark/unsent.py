"""What a report would tell if it could be sent now: what is lost if it never is."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .models import EnergyPoint, PriceCurve, PriceCurvePayload, Report, ResourceId, SparkEvent


@dataclass(frozen=True, slots=True)
class Unsent:
    """Energy in kWh, and its worth by currency: never added up across currencies.

    The worth is that of the hours in which Spark asks for more consumption, as
    far as it is known which hours count: a promise of Spark's it is not.
    """

    energy_kwh: float
    money: Mapping[str, float]


def unsent_in(reports: Iterable[tuple[SparkEvent, Report]], resources: Container[ResourceId]) -> Unsent:
    """Return what the reports, each with its event, would tell about some resources.

    Specified: an hour is worth its energy times the delta below zero.
    """
    energy_kwh, money = 0.0, defaultdict[str, float](float)
    for event, report in reports:
        for usage in report.usages:
            if usage.resource_id in resources and isinstance(event.payload, PriceCurvePayload):
                energy_kwh += sum(point.energy_kwh for point in usage.points)
                money[event.payload.curve.currency] += _worth(usage.points, event.payload.curve)
    return Unsent(energy_kwh, {currency: amount for currency, amount in money.items() if amount})


def told_in(event: SparkEvent, hours: Iterable[Mapping[datetime, float]]) -> Unsent:
    """Return what the hours (their starts, UTC, and kWh) of a report on an event tell, resource by resource.

    The worth is there in the event's currency also where it is nothing.
    """
    drawn = [EnergyPoint(start, energy_kwh) for told in hours for start, energy_kwh in told.items()]
    energy_kwh = sum(point.energy_kwh for point in drawn)
    if not isinstance(event.payload, PriceCurvePayload):
        return Unsent(energy_kwh, {})
    curve = event.payload.curve
    starts = {point.start for point in curve.points}
    return Unsent(energy_kwh, {curve.currency: _worth([p for p in drawn if p.start in starts], curve)})


def _worth(points: Iterable[EnergyPoint], curve: PriceCurve) -> float:
    # Of two points with the same start the one listed later is taken, as in the timeline.
    deltas = {point.start: point.price for point in curve.points}
    return sum(point.energy_kwh * max(0.0, -deltas[point.start]) for point in points)

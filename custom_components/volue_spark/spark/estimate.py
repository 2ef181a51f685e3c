"""Proved hours and their deltas -> what was drawn in favourable hours, what it is worth, and what is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .models import EnergyUsage, LocationId, PriceCurvePayload, ResourceId, SparkEvent
from .proof import NOT_MISSING, Proof, Unproved
from .reports import counts_for

# An amount of money by its currency: never added up across currencies.
type Money = Mapping[str, float]

# A milliwatt-hour, and less than anybody's smallest coin: what lies beyond is the noise of binary fractions.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class CurveHour:
    """One hour (its start, UTC) of one device under the curve that it counts for; ``delta`` is money per kWh."""

    device: str
    location_id: LocationId
    start: datetime
    delta: float
    proof: Proof

    @property
    def favourable_kwh(self) -> float:
        """Return the energy that is proved, where Spark asks for more consumption; else nothing."""
        return 0.0 if isinstance(self.proof, Unproved) or self.delta >= 0 else self.proof


@dataclass(frozen=True, slots=True)
class HourWorth:
    """What one told hour of one resource is worth in ``currency``.

    Above zero Spark pays it, for hours in which it asks for more. Below zero it
    is what an hour to avoid would cost, if such hours cost anything.
    """

    location_id: LocationId
    start: datetime
    currency: str
    amount: float


@dataclass(frozen=True, slots=True)
class Use:
    """What was used, in kWh, and what that is worth in hours in which Spark asks for more consumption.

    The currency of a curve is there also where its hours are worth nothing. A
    promise of Spark's it is not.
    """

    energy_kwh: float
    money: Money


@dataclass(frozen=True, slots=True)
class Month:
    """The sums of one month; what is not in it is nothing.

    ``favourable_kwh`` is by device. ``favourable`` is what Spark should pay by
    home, ``to_avoid`` what the other hours would cost: both above zero.
    ``missing`` counts hours by home and reason.
    """

    favourable_kwh: Mapping[str, float]
    favourable: Mapping[LocationId, Money]
    to_avoid: Mapping[LocationId, Money]
    missing: Mapping[LocationId, Mapping[Unproved, int]]


def curve_hours_of(
    kept: Iterable[tuple[SparkEvent, Mapping[ResourceId, Mapping[datetime, Proof]]]], devices: Mapping[ResourceId, str]
) -> list[CurveHour]:
    """Return each hour of each device once, though several events may cover it.

    ``kept`` are events with the proofs of their hours; ``devices`` tells whose a
    resource is, or was before it was registered anew; others are left out.
    """
    found = defaultdict[tuple[str, datetime], list[tuple[SparkEvent, CurveHour]]](list)
    for event, proofs in kept:
        for hour in _hours(event, proofs, devices):
            found[hour.device, hour.start].append((event, hour))
    hours = []
    for (_, start), covering in found.items():
        chosen = counts_for(start, [event for event, _ in covering])
        hours.append(next(hour for event, hour in covering if event == chosen))
    return hours


def _hours(
    event: SparkEvent, proofs: Mapping[ResourceId, Mapping[datetime, Proof]], devices: Mapping[ResourceId, str]
) -> Iterator[CurveHour]:
    payload, deltas = event.payload, _deltas(event)
    for target in payload.targets if isinstance(payload, PriceCurvePayload) else ():
        if device := devices.get(target.resource_id):
            for start, proof in proofs.get(target.resource_id, {}).items():
                if start in deltas:
                    yield CurveHour(device, target.location_id, start, deltas[start], proof)


def worth_told(event: SparkEvent, usages: Iterable[EnergyUsage]) -> list[HourWorth]:
    """Return what the hours of a report on an event are worth.

    Specified: an hour pays its energy times the delta below zero.
    """
    payload, deltas = event.payload, _deltas(event)
    if not isinstance(payload, PriceCurvePayload):
        return []
    return [
        HourWorth(usage.location_id, point.start, payload.curve.currency, -deltas[point.start] * point.energy_kwh)
        for usage in usages
        for point in usage.points
        if point.start in deltas
    ]


def use_of(event: SparkEvent, usages: Iterable[EnergyUsage]) -> Use:
    """Return what a report on an event tells, or would tell; hours outside its curve are worth nothing."""
    told = list(usages)
    payload = event.payload
    money = {payload.curve.currency: 0.0} if isinstance(payload, PriceCurvePayload) else {}
    for worth in worth_told(event, told):
        money[worth.currency] += max(0.0, worth.amount)
    return Use(sum(point.energy_kwh for usage in told for point in usage.points), money)


def month_of(hours: Iterable[CurveHour], worths: Iterable[HourWorth]) -> Month:
    """Add up what lies in one month."""
    favourable_kwh = defaultdict[str, float](float)
    missing = defaultdict[LocationId, Counter[Unproved]](Counter)
    for hour in hours:
        favourable_kwh[hour.device] += hour.favourable_kwh
        if isinstance(hour.proof, Unproved) and hour.proof not in NOT_MISSING:
            missing[hour.location_id][hour.proof] += 1
    sums = (defaultdict[LocationId, defaultdict[str, float]](lambda: defaultdict(float)) for _ in range(2))
    favourable, to_avoid = sums
    for worth in (worth for worth in worths if worth.amount):
        side = favourable if worth.amount > 0 else to_avoid
        side[worth.location_id][worth.currency] += abs(worth.amount)
    return Month(
        _rounded(favourable_kwh),
        {location: _rounded(money) for location, money in favourable.items()},
        {location: _rounded(money) for location, money in to_avoid.items()},
        {location: dict(reasons) for location, reasons in missing.items()},
    )


def _rounded(sums: Mapping[str, float]) -> dict[str, float]:
    return {key: round(amount, _DECIMALS) for key, amount in sums.items()}


def _deltas(event: SparkEvent) -> dict[datetime, float]:
    """Return the delta of each hour; of two points with the same start the one listed later, as in the timeline."""
    payload = event.payload
    return {p.start: p.price for p in payload.curve.points} if isinstance(payload, PriceCurvePayload) else {}

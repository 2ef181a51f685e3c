"""The endpoint of compensation: what the running month has earned.

Nothing of it is kept, it is worked out anew from the reports: a meter point
that is added later unblocks what was reported before.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Self

from . import assumptions
from .answers import Answer, Call, ok
from .published import published_curve
from .state import Location, World
from .users import known_user
from .wire import JsonObject

LONGEST_MONTH = timedelta(days=31)
DAY = timedelta(days=1)
NO_METER_POINT = {
    "problemType": "MissingMpidOnLocation",
    "message": "The location has no meter point. Add one before the month ends.",
}

type Amounts = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Month:
    """A local calendar month, first and last day included."""

    first: date
    last: date
    zone: tzinfo

    @classmethod
    def around(cls, now: datetime, zone: tzinfo) -> Self:
        """Return the month that it is."""
        first = now.astimezone(zone).date().replace(day=1)
        return cls(first, (first + LONGEST_MONTH).replace(day=1) - DAY, zone)

    def contains(self, start: datetime) -> bool:
        """Tell whether an hour belongs to the month."""
        return self.first <= start.astimezone(self.zone).date() <= self.last


@dataclass(frozen=True, slots=True)
class Hour:
    """A period of an event in which a resource drew energy at a location."""

    event_id: str
    resource_id: str
    location_id: str
    start: datetime


def get_compensation(world: World, call: Call) -> Answer:
    """GET /users/{userId}/compensation."""
    user_id = known_user(world, call).user_id
    month = Month.around(world.now(), world.zone)
    amounts = earned(world, month)
    entries = [entry for location in world.locations_of(user_id) for entry in entries_of(location, amounts)]
    period = {"from": month.first.isoformat(), "to": month.last.isoformat()}
    return ok({"userId": user_id, "period": period, "locationCompensations": entries})


def entries_of(location: Location, amounts: Amounts) -> list[JsonObject]:
    """Return an entry for every currency that a location has earned something in."""
    own = {currency: amount for (place, currency), amount in amounts.items() if place == location.location_id}
    return [entry_json(location, *each) for each in (own or {assumptions.CURRENCY_OF_NOTHING: 0.0}).items()]


def entry_json(location: Location, currency: str, amount: float) -> JsonObject:
    """Return what a location has earned in one currency, all of it blocked without a meter point."""
    is_blocked = not location.meter_point_ids
    return {
        "locationId": location.location_id,
        "meterPointIds": list(location.meter_point_ids),
        "activeAmount": 0.0 if is_blocked else amount,
        "blockedAmount": amount if is_blocked else 0.0,
        "currency": currency,
        "problems": [NO_METER_POINT] if is_blocked else [],
    }


def earned(world: World, month: Month) -> Amounts:
    """Return what was earned in a month by location and currency."""
    amounts: Amounts = defaultdict(float)
    for location_id, currency, amount in paid_hours(world, month):
        amounts[location_id, currency] += amount
    return amounts


def paid_hours(world: World, month: Month) -> Iterator[tuple[str, str, float]]:
    """Give location, currency and amount of every hour for which more consumption was wanted."""
    energy = reported_energy(world)
    reported = {hour.event_id for hour in energy}
    curves = {event_id: published_curve(event) for event_id, event in world.events.items() if event_id in reported}
    for hour, energy_kwh in energy.items():
        curve = curves.get(hour.event_id)
        delta = curve.prices.get(hour.start, 0.0) if curve else 0.0
        if curve and delta < 0 and month.contains(hour.start):
            yield hour.location_id, curve.currency, energy_kwh * -delta


def reported_energy(world: World) -> dict[Hour, float]:
    """Return the energy that counts, of all that was ever reported."""
    energy: dict[Hour, float] = {}
    for report in world.reports:
        for usage in report.usages:
            hour = Hour(report.event_id, usage.resource_id, usage.location_id, usage.start)
            energy[hour] = assumptions.counted(energy.get(hour), usage.energy_kwh)
    return energy

"""Price curves: how one is written, and the daily one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from . import assumptions
from .eligibility import settle
from .registry import eligible_locations_of
from .state import Resource, World
from .wire import HOUR, JsonObject, to_time_span, to_wire

type Target = tuple[str, str]
type Point = tuple[datetime, float]

# NOK per kWh by local hour: sun at midday, everybody at home in the evening, no wish between.
DELTAS = {10: -0.22, 11: -0.31, 12: -0.37, 13: -0.39, 14: -0.35, 15: -0.24, 17: 0.14, 18: 0.21, 19: 0.12}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price curve says beside its points."""

    resolution: timedelta = HOUR
    currency: str = "NOK"
    energy_unit: str = "kWh"
    price_area: str = assumptions.TEST_PRICE_AREA


HOURLY = Terms()


def price_curve(targets: Iterable[Target], points: Iterable[Point], terms: Terms = HOURLY) -> JsonObject:
    """Return the payload that gives all targets, ``(resource_id, location_id)``, the same curve."""
    return {
        "targets": [{"resourceId": resource, "locationId": location} for resource, location in targets],
        "priceCurveDelta": {
            "points": [{"price": price, "timestamp": to_wire(start)} for start, price in points],
            "energyUnit": terms.energy_unit,
            "currency": terms.currency,
            "resolution": to_time_span(terms.resolution),
        },
        "priceArea": terms.price_area,
        "payloadType": "PriceCurve",
    }


def curve_targets(world: World) -> list[Target]:
    """Return every resource of eligible and enrolled users that is in a test area, with its location."""
    found = [(resource.resource_id, location_of(world, resource)) for resource in world.resources.values()]
    return [(resource_id, location_id) for resource_id, location_id in found if location_id is not None]


def location_of(world: World, resource: Resource) -> str | None:
    """Return where a curve would want the resource's consumption, None if nowhere."""
    if resource.user_id not in world.enrollments or not world.users[resource.user_id].is_eligible:
        return None
    inside = eligible_locations_of(world, resource.user_id)
    if resource.location_id is None:
        chosen = assumptions.location_of_vehicle(inside)
        return chosen.location_id if chosen else None
    return next((place.location_id for place in inside if place.location_id == resource.location_id), None)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a local day begins, in UTC."""
    return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)


def day_points(day: date, zone: tzinfo) -> list[Point]:
    """Return the local day's points, on the hour, only where there is a wish."""
    start, end = midnight(day, zone), midnight(day + DAY, zone)
    hours = [start + n * HOUR for n in range((end - start) // HOUR)]
    local = [(hour, hour.astimezone(zone).hour) for hour in hours]
    return [(hour, DELTAS[clock]) for hour, clock in local if clock in DELTAS]


def made_at(day: date, zone: tzinfo) -> datetime:
    """Return when the curve for a local day is published: on the day before it."""
    return datetime.combine(day - DAY, assumptions.CURVES_ARE_MADE_AT, zone).astimezone(UTC)


def publish_day(world: World, day: date, targets: list[Target]) -> None:
    """Publish the curve of a local day as of the moment that it is made."""
    if targets:
        world.publish(price_curve(targets, day_points(day, world.zone)), created_at=made_at(day, world.zone))


def publish_due(world: World, now: datetime) -> None:
    """Publish the daily curves that became due since the last look.

    The first look only begins to watch, and a clock set back begins anew.
    """
    since = min(world.curves_until or now, now)
    for day in days_of_use(now, world.zone):
        if since < made_at(day, world.zone) <= now:
            settle(world, made_at(day, world.zone))
            publish_day(world, day, curve_targets(world))
    world.curves_until = now


def days_of_use(now: datetime, zone: tzinfo) -> list[date]:
    """Return the local days whose curve could be published now and still be of use."""
    today = now.astimezone(zone).date()
    days = [today - DAY, today, today + DAY]
    return [day for day in days if assumptions.is_of_use(midnight(day + DAY, zone), now)]

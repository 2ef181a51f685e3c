"""What favourable hours are worth in money, before anything is used in them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import ResourceId, ResourceType
from .stretches import Stretch
from .timeline import Timeline

_HOUR = timedelta(hours=1)

# Assumed: kW that such a device draws while it runs; only for saying what hours are worth.
RATED_KW = {
    ResourceType.CHARGER: 7.4,
    ResourceType.VEHICLE: 7.4,
    ResourceType.HOT_WATER_TANK: 2.0,
    ResourceType.HVAC: 2.0,
    ResourceType.GENERIC: 1.0,
}


@dataclass(frozen=True, slots=True)
class Worth:
    """Money in ``currency`` that each device earns if it runs throughout at its rated power."""

    currency: str
    by_resource: Mapping[ResourceId, float]

    @property
    def total(self) -> float:
        """Return what all earn together."""
        return sum(self.by_resource.values())


def worth_of_stretch(stretch: Stretch, rated_power_kw: Mapping[ResourceId, float]) -> Worth:
    """Return what a favourable stretch is worth to the devices of which the rated power is given.

    Specified: an hour pays its energy times the delta below zero.
    """
    worth = {
        resource: stretch.worth_per_kw[resource] * power
        for resource, power in rated_power_kw.items()
        if resource in stretch.worth_per_kw
    }
    return Worth(stretch.currency, worth)


def worth_of(timeline: Timeline, rated_power_kw: float, start: datetime, end: datetime) -> Mapping[str, float]:
    """Return what one device earns if it runs in all favourable hours of ``[start, end)``, UTC.

    Money by currency, never added up across currencies; empty where no hour is
    favourable. Assumed: hours to avoid pay nothing and cost nothing.
    """
    worth = defaultdict[str, float](float)
    for interval in timeline.intervals:
        hours = (min(interval.end, end) - max(interval.start, start)) / _HOUR
        if interval.is_favourable and hours > 0:
            worth[interval.currency] -= interval.delta * hours * rated_power_kw
    return dict(worth)


def favourable_hours(timeline: Timeline, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the favourable hours within ``[start, end)``, UTC, without the seams between those that touch."""
    found: list[tuple[datetime, datetime]] = []
    for interval in timeline.intervals:
        begins, ends = max(interval.start, start), min(interval.end, end)
        if interval.is_favourable and begins < ends:
            touches = found and found[-1][1] == begins
            found.append((found.pop()[0] if touches else begins, ends))
    return found

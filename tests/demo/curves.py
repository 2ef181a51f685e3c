"""Price curves as the check reads them: a second opinion, by its own arithmetic."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from .client import Json

KWH_PER_UNIT = {"kWh": 1, "MWh": 1000}
MINUTE = timedelta(minutes=1)
FAVOURABLE = -0.45
TO_AVOID = 0.10


class Target(NamedTuple):
    """One resource at one location."""

    resource_id: str
    location_id: str

    def wire(self) -> Json:
        """Return it as Spark writes it."""
        return {"resourceId": self.resource_id, "locationId": self.location_id}


def current(events: Sequence[Json], target: Target, now: datetime) -> float | None:
    """Return the delta per kWh that the newest event with a point for now gives."""
    newest_first = sorted(events, key=lambda event: datetime.fromisoformat(event["createdAt"]), reverse=True)
    for event in newest_first:
        if target.wire() in event["payload"].get("targets", []):
            delta = point(event["payload"]["priceCurveDelta"], now)
            if delta is not None:
                return delta
    return None


def point(curve: Json, now: datetime) -> float | None:
    """Return what a curve says of an instant, per kWh."""
    hours, minutes, seconds = (int(part) for part in curve["resolution"].split(":"))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    for each in curve["points"]:
        start = datetime.fromisoformat(each["timestamp"])
        if start <= now < start + length:
            return float(each["price"]) / KWH_PER_UNIT[curve["energyUnit"]]
    return None


def minutes(targets: Sequence[Target], start: datetime, deltas: Sequence[float]) -> Json:
    """Return the request for a curve with one delta after the other, a minute each.

    It names all devices: the local Spark's rhythm would renew a curve that leaves one out.
    """
    points = [{"price": delta, "timestamp": (start + n * MINUTE).isoformat()} for n, delta in enumerate(deltas)]
    curve = {"points": points, "energyUnit": "kWh", "currency": "NOK", "resolution": "00:01:00"}
    return {"targets": [target.wire() for target in targets], "priceCurveDelta": curve, "priceArea": "NO4"}

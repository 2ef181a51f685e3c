"""What a published price curve says, read back from its event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .curves import Target
from .state import StoredEvent
from .wire import JsonObject, from_time_span, from_wire

KWH_PER_UNIT = {"kWh": 1, "MWh": 1000}


@dataclass(frozen=True, slots=True)
class PublishedCurve:
    """A price curve: its targets in their order, and its prices per kWh by the start of their period."""

    created_at: datetime
    targets: tuple[Target, ...]
    prices: dict[datetime, float]
    currency: str
    resolution: timedelta

    def is_over(self, now: datetime) -> bool:
        """Tell whether its last period has passed."""
        return all(start + self.resolution <= now for start in self.prices)


def published_curve(event: StoredEvent) -> PublishedCurve | None:
    """Return the price curve of an event, None for any other and for a broken one."""
    try:
        payload = event.body["payload"]
        if payload["payloadType"] != "PriceCurve":
            return None
        curve = payload["priceCurveDelta"]
        return PublishedCurve(
            created_at=event.created_at,
            targets=tuple((target["resourceId"], target["locationId"]) for target in payload["targets"]),
            prices=prices_of(curve),
            currency=curve["currency"],
            resolution=from_time_span(curve["resolution"]),
        )
    except KeyError, TypeError, ValueError:
        return None


def prices_of(curve: JsonObject) -> dict[datetime, float]:
    """Return the prices of a curve, in money per kWh."""
    size = KWH_PER_UNIT[curve["energyUnit"]]
    return {from_wire(point["timestamp"]): point["price"] / size for point in curve["points"]}

"""Reports as a partner writes them, in their smallest form."""

from datetime import datetime, timedelta
from typing import Any

from .partner import Partner

HOUR = timedelta(hours=1)


def points(start: datetime, *energies_kwh: float) -> list[Any]:
    """Return a point for every energy, hour after hour."""
    hours = [(start + n * HOUR, energy) for n, energy in enumerate(energies_kwh)]
    return [{"timestamp": hour.isoformat(), "kiloWattHours": energy} for hour, energy in hours]


def usage(start: datetime, *energies_kwh: float, **members: Any) -> Any:
    """Return a payload for the charger of the first user, unless ``members`` say otherwise."""
    usual = {"payloadType": "EnergyUsage", "resourceId": "charger", "locationId": "home-of-first"}
    return usual | {"resolution": "01:00:00", "points": points(start, *energies_kwh)} | members


async def report(partner: Partner, event_id: str, *payloads: Any) -> Any:
    """Send a report that has to be accepted, and return the answer."""
    reply = await partner.post("/reports", {"eventId": event_id, "payloads": payloads})
    assert reply.status == 200, reply
    return reply.json


async def compensations(partner: Partner, user: str = "first") -> list[Any]:
    """Return what a user's locations have earned this month."""
    found: list[Any] = (await partner.get(f"/users/{user}/compensation")).json["locationCompensations"]
    return found


async def active(partner: Partner, user: str = "first") -> float:
    """Return the one amount of a user with one location."""
    (entry,) = await compensations(partner, user)
    amount: float = entry["activeAmount"]
    return amount

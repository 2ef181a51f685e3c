"""Which hours of a vehicle count: those at home in which no charger there tells the same energy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import ResourceId
from .proof import Proof, Unproved
from .usage import HOUR


@dataclass(frozen=True, slots=True)
class Presence:
    """From ``since`` (UTC) on a vehicle was at home or not, None where nobody could tell."""

    since: datetime
    is_home: bool | None


def at_home(proofs: Mapping[datetime, Proof], known: Sequence[Presence]) -> dict[datetime, Proof]:
    """Return a vehicle's proofs, without the hours in which it was not at home from beginning to end.

    ``known`` is ascending and begins before the first hour, if anybody knew then.
    """
    return {hour: _absence(hour, known) or proof for hour, proof in proofs.items()}


def _absence(hour: datetime, known: Sequence[Presence]) -> Unproved | None:
    before = [presence.is_home for presence in known if presence.since <= hour][-1:] or [None]
    within = [presence.is_home for presence in known if hour < presence.since < hour + HOUR]
    if False in (*before, *within):
        return Unproved.AWAY
    return Unproved.PRESENCE_UNKNOWN if None in (*before, *within) else None


def without_charged(
    proofs: Mapping[ResourceId, Mapping[datetime, Proof]], chargers: Mapping[ResourceId, frozenset[ResourceId]]
) -> dict[ResourceId, dict[datetime, Proof]]:
    """Leave hours to the charger in which a vehicle and a charger of its home both drew: it is the same energy.

    ``chargers`` are those in the home of each vehicle.
    Assumed: Spark would pay for both; a car at a plain socket loses such an hour.
    """
    return {
        resource: {
            hour: Unproved.CHARGER_COUNTS if _draws(proof) and _any_draws(hour, proofs, others) else proof
            for hour, proof in hours.items()
        }
        for resource, hours in proofs.items()
        for others in [chargers.get(resource, frozenset())]
    }


def _any_draws(
    hour: datetime, proofs: Mapping[ResourceId, Mapping[datetime, Proof]], resources: frozenset[ResourceId]
) -> bool:
    return any(_draws(proofs.get(resource, {}).get(hour, Unproved.NO_SENSOR)) for resource in resources)


def _draws(proof: Proof) -> bool:
    return not isinstance(proof, Unproved) and proof > 0

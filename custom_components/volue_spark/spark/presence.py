"""Which hours of a vehicle count: those at home in which no charger there tells the same energy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .models import ResourceId
from .proof import MAY_BE_DOWN, Proof, Unproved
from .running import Runs
from .usage import HOUR

# A wallbox that draws no more than this part of what the car draws has only its lamp on.
_STANDBY = 0.1


@dataclass(frozen=True, slots=True)
class Presence:
    """From ``since`` (UTC) on a vehicle was at home or not, None where nobody could tell."""

    since: datetime
    is_home: bool | None


def at_home(proofs: Mapping[datetime, Proof], known: Sequence[Presence], runs: Runs) -> dict[datetime, Proof]:
    """Return a vehicle's proofs, without the hours in which it was not at home from beginning to end.

    ``known`` is ascending and begins before the first hour, if anybody knew then.
    Nobody knows what happened while Home Assistant did not run. What is not
    proved for another reason keeps it, unless the vehicle was away.
    """
    return {hour: _at_home(hour, proof, known, runs) for hour, proof in proofs.items()}


def _at_home(hour: datetime, proof: Proof, known: Sequence[Presence], runs: Runs) -> Proof:
    before = [presence.is_home for presence in known if presence.since <= hour][-1:] or [None]
    seen = [*before, *(presence.is_home for presence in known if hour < presence.since < hour + HOUR)]
    if False in seen:
        return Unproved.AWAY
    is_known = None not in seen and runs.downtime(hour, hour + HOUR) <= MAY_BE_DOWN
    return proof if is_known or isinstance(proof, Unproved) else Unproved.PRESENCE_UNKNOWN


def without_charged(
    proofs: Mapping[ResourceId, Mapping[datetime, Proof]], chargers: Mapping[ResourceId, frozenset[ResourceId]]
) -> dict[ResourceId, dict[datetime, Proof]]:
    """Leave hours to the charger in which a vehicle and a charger of its home both drew: it is the same energy.

    ``chargers`` are those in the home of each vehicle.
    Assumed: Spark would pay for both; a car at a plain socket loses such an hour.
    """
    return {
        resource: {
            hour: Unproved.CHARGER_COUNTS if _is_charged(proof, hour, proofs, others) else proof
            for hour, proof in hours.items()
        }
        for resource, hours in proofs.items()
        for others in [chargers.get(resource, frozenset())]
    }


def _is_charged(
    proof: Proof,
    hour: datetime,
    proofs: Mapping[ResourceId, Mapping[datetime, Proof]],
    chargers: frozenset[ResourceId],
) -> bool:
    """Tell whether a charger tells what a vehicle drew in an hour."""
    drawn = (proofs.get(charger, {}).get(hour, Unproved.NO_SENSOR) for charger in chargers)
    told = sum(energy_kwh for energy_kwh in drawn if not isinstance(energy_kwh, Unproved))
    return not isinstance(proof, Unproved) and proof > 0 and told > _STANDBY * proof

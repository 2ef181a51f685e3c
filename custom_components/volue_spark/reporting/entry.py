"""One event in the ledger: what is proved of it, what was sent, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..spark import wire
from ..spark.deadlines import Deadlines
from ..spark.errors import SparkDataError
from ..spark.models import EnergyUsage, LocationId, PriceCurvePayload, ResourceId, SparkEvent, Target
from ..spark.proof import Proof, Unproved
from ..stores import SECONDS

type Proofs = Mapping[ResourceId, Mapping[datetime, Proof]]


class Settlement(StrEnum):
    """What became of the report on an event; the value names the texts."""

    WAITING = "waiting"  # not all of its hours are decided
    READY = "ready"  # to be sent, for the first time or again: it cannot have arrived
    SENT = "sent"  # on its way; found after a restart it is uncertain
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"  # may have arrived: never sent again by itself
    TOO_LATE = "too_late"
    EMPTY = "empty"  # nothing was drawn, or nothing can be proved: no report


_MULTIPLE_CHOICES = 300
# What goes on by itself.
OPEN_SETTLEMENTS = frozenset({Settlement.WAITING, Settlement.READY, Settlement.SENT})
# What may stand in Spark's books.
_PERHAPS_TOLD = frozenset({Settlement.SENT, Settlement.ACCEPTED, Settlement.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Proof of one attempt: Spark's status and words or the id it gave, and the SHA-256 of the very body.

    ``status`` is None where no answer came. ``by_hand`` tells that a person
    said that it was delivered.
    """

    at: float
    status: int | None = None
    answer: str | None = None
    digest: str | None = None
    by_hand: bool = False

    @property
    def report_id(self) -> str | None:
        """Return the id under which Spark took it, None where it did not, or nobody knows."""
        return self.answer if self.status is not None and self.status < _MULTIPLE_CHOICES else None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event's report; instants are seconds since 1970.

    ``at`` is since when it is settled so. ``event`` is None, and nothing else is
    known, where the ledger was damaged. ``proofs`` are its hours by resource,
    ``sensors`` what measured them. ``body`` is the JSON that was sent, or is
    about to be. ``attempts`` counts the requests, ``again_at`` is when the next
    may be made.
    """

    settlement: Settlement
    at: float
    event: SparkEvent | None = None
    deadlines: Deadlines | None = None
    proofs: Proofs = field(default_factory=dict)
    sensors: Mapping[ResourceId, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    delivery: Delivery | None = None
    attempts: int = 0
    again_at: float | None = None

    @property
    def is_unknown(self) -> bool:
        """Tell whether it may have been sent and nobody knows what was in it."""
        return self.settlement is Settlement.UNCERTAIN and self.body is None

    @property
    def is_to_be_proved(self) -> bool:
        """Tell whether its hours are still looked at: before it is decided, or before a person decides."""
        return self.settlement is Settlement.WAITING or self.is_unknown

    @property
    def told(self) -> Mapping[ResourceId, Mapping[datetime, float]]:
        """Return the kWh that Spark may have in its books, by resource and hour."""
        return wire.hours_told(self.body or {}) if self.is_told else {}

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return whom of ours the event is about."""
        payload = self.event.payload if self.event else None
        return payload.targets if isinstance(payload, PriceCurvePayload) else ()

    @property
    def usages(self) -> Sequence[EnergyUsage]:
        """Return what its body tells, by resource and place."""
        return wire.usages_told(self.body or {})

    @property
    def is_told(self) -> bool:
        """Tell whether its body may stand in Spark's books."""
        return self.settlement in _PERHAPS_TOLD and self.body is not None

    @property
    def locations(self) -> frozenset[LocationId]:
        """Return the locations that the report names, or may name while there is none."""
        if self.body is not None:
            return wire.locations_told(self.body)
        return frozenset(target.location_id for target in self.targets)

    def kwh_at(self, location_id: LocationId) -> float:
        """Return the energy of a location that the report tells, or would tell."""
        if self.body is not None:
            usages = (usage for usage in self.usages if usage.location_id == location_id)
            return sum(point.energy_kwh for usage in usages for point in usage.points)
        proofs = [self.proofs.get(to.resource_id, {}) for to in self.targets if to.location_id == location_id]
        return sum(proof for hours in proofs for proof in hours.values() if not isinstance(proof, Unproved))

    def settled(self, settlement: Settlement, now: datetime) -> LedgerEntry:
        """Return it as settled otherwise; one that is settled so already keeps its time."""
        at = self.at if settlement is self.settlement else now.timestamp()
        return replace(self, settlement=settlement, at=at)

    def stored(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "settlement": self.settlement,
            "at": self.at,
            "event": self.event and wire.event_body(self.event),
            "deadlines": self.deadlines
            and [self.deadlines.decided_by.timestamp(), self.deadlines.month_end.timestamp()],
            "proofs": {
                resource: {str(int(hour.timestamp())): proof for hour, proof in hours.items()}
                for resource, hours in self.proofs.items()
            },
            "sensors": dict(self.sensors),
            "body": self.body,
            "delivery": self.delivery
            and [
                self.delivery.at,
                self.delivery.status,
                self.delivery.answer,
                self.delivery.digest,
                self.delivery.by_hand,
            ],
            "attempts": self.attempts,
            "again_at": self.again_at,
        }


_PROOF = vol.Any(vol.All(vol.Any(int, float), vol.Range(min=0)), vol.Coerce(Unproved))
_HOURS = vol.Schema({vol.Match(r"^\d{1,10}$"): _PROOF})
_STORED = vol.Schema(
    {
        vol.Required("settlement"): vol.Coerce(Settlement),
        vol.Required("at"): SECONDS,
        vol.Optional("event", default=None): vol.Maybe(dict),
        vol.Optional("deadlines", default=None): vol.Maybe(vol.All([SECONDS], vol.Length(2, 2))),
        vol.Optional("proofs", default=dict): {str: _HOURS},
        vol.Optional("sensors", default=dict): {vol.All(str, vol.Coerce(ResourceId)): str},
        vol.Optional("body", default=None): vol.Maybe(dict),
        vol.Optional("delivery", default=None): vol.Maybe(
            vol.ExactSequence([SECONDS, vol.Maybe(int), vol.Maybe(str), vol.Maybe(str), bool])
        ),
        vol.Optional("attempts", default=0): vol.All(int, vol.Range(min=0)),
        vol.Optional("again_at", default=None): vol.Maybe(SECONDS),
    },
    extra=vol.REMOVE_EXTRA,
)


def entry_of(stored: object) -> LedgerEntry | None:
    """Read it back, None where that cannot be done; what was on its way is uncertain."""
    try:
        read = _STORED(stored)
        proofs = {
            ResourceId(resource): {dt_util.utc_from_timestamp(int(hour)): proof for hour, proof in hours.items()}
            for resource, hours in read["proofs"].items()
        }
        event = wire.event_kept(read["event"], proofs) if read["event"] else None
    except vol.Invalid, SparkDataError:
        return None
    body, times = read["body"], read["deadlines"]
    if body is not None and not wire.is_report(body):
        return None
    settlement = Settlement.UNCERTAIN if read["settlement"] is Settlement.SENT else read["settlement"]
    return LedgerEntry(
        settlement,
        read["at"],
        event,
        Deadlines(*map(dt_util.utc_from_timestamp, times)) if times else None,
        proofs,
        read["sensors"],
        body,
        Delivery(*read["delivery"]) if read["delivery"] else None,
        read["attempts"],
        read["again_at"],
    )

"""One event of the ledger as a person reads it."""

from collections.abc import Container, Iterator
from typing import Any

from homeassistant.util import dt as dt_util

from ..data import SparkData
from ..reporting.entry import Delivery, LedgerEntry
from ..spark import wire
from ..spark.estimate import use_of
from ..spark.models import EventId, ResourceId
from ..spark.proof import Unproved
from .asked import local

# A milliwatt-hour and less than anybody's smallest coin; what lies beyond is the noise of binary fractions.
_DECIMALS = 6
_NOTHING = Delivery(0)


def readable(
    data: SparkData, event_id: EventId, entry: LedgerEntry, wanted: Container[ResourceId] | None = None
) -> dict[str, Any]:
    """Return what is known of an event and its report; of the hours only those of the ``wanted`` resources.

    ``energy_kwh`` and ``estimate`` are what the report tells, or would tell now.
    ``json`` is the very body that left the house, None where none did.
    """
    reporter, delivery = data.reporter, entry.delivery or _NOTHING
    body = entry.body or reporter.draft(event_id)
    told = use_of(entry.event, wire.usages_told(body)) if entry.event and body else None
    leaves_at = reporter.leaves_at(event_id)
    return {
        "event_id": event_id,
        "day": data.coordinator.day_of(entry.event).isoformat() if entry.event else None,
        "settlement": entry.settlement.value,
        "since": local(dt_util.utc_from_timestamp(entry.at)),
        "deadline": local(entry.deadlines.last_call) if entry.deadlines else None,
        "hours": list(_hours(data, entry, wanted)),
        "energy_kwh": round(told.energy_kwh, _DECIMALS) if told else 0.0,
        "estimate": {currency: round(amount, _DECIMALS) for currency, amount in told.money.items()} if told else {},
        "json": dict(entry.body) if entry.body is not None else None,
        "sha256": delivery.digest,
        "status": delivery.status,
        "answer": delivery.answer,
        "attempts": entry.attempts,
        "next_attempt": local(leaves_at) if leaves_at else None,
        "by_hand": delivery.by_hand,
    }


def _hours(data: SparkData, entry: LedgerEntry, wanted: Container[ResourceId] | None) -> Iterator[dict[str, Any]]:
    """Yield each hour of each resource, with its energy or the reason why nobody can tell."""
    names = data.coordinator.titles
    for resource_id, proofs in entry.proofs.items():
        for hour, proof in sorted(proofs.items()) if wanted is None or resource_id in wanted else ():
            known = {"reason": proof.value} if isinstance(proof, Unproved) else {"energy_kwh": round(proof, _DECIMALS)}
            yield {"device": names.get(resource_id), "resource_id": resource_id, "start": local(hour), **known}

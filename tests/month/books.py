"""What the integration has in its books, and what Spark was told: one function each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant

from tests.fake_spark import FakeSpark
from tests.month.house import ENTRY_ID
from tests.month.oracle import Expected


@dataclass(frozen=True)
class Booked:
    """One event in the ledger: how it is settled, and each hour of each resource, or why nobody can tell."""

    settlement: str
    hours: dict[tuple[str, datetime], Expected]


async def booked(_: HomeAssistant, storage: dict[str, Any]) -> dict[str, Booked]:
    """Return the ledger by event."""
    entries = storage[f"volue_spark.{ENTRY_ID}.reports"]["data"]["entries"]
    return {
        event_id: Booked(
            entry["settlement"],
            {
                (resource_id, datetime.fromtimestamp(int(start), UTC)): proof
                for resource_id, hours in entry["proofs"].items()
                for start, proof in hours.items()
            },
        )
        for event_id, entry in entries.items()
    }


def told(spark: FakeSpark) -> dict[str, list[dict[tuple[str, datetime], float]]]:
    """Return every report that Spark took, by event."""
    found: dict[str, list[dict[tuple[str, datetime], float]]] = {}
    for report in spark.reports:
        hours = {(usage.resource_id, usage.start): usage.energy_kwh for usage in report.usages}
        assert len(hours) == len(report.usages), "an hour is told twice in one report"
        found.setdefault(report.event_id, []).append(hours)
    return found

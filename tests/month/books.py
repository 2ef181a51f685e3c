"""What the integration has in its books, and what Spark was told: one function each."""

from dataclasses import dataclass
from datetime import UTC, datetime
import json
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark
from tests.month.moments import at
from tests.month.oracle import Expected
from tests.month.story import LAST_DAY


@dataclass(frozen=True)
class Booked:
    """One event in the ledger: how it is settled, and each hour of each resource, or why nobody can tell."""

    settlement: str
    hours: dict[tuple[str, datetime], Expected]


async def booked(hass: HomeAssistant) -> dict[str, Booked]:
    """Return the ledger by event, as the action ``get_reports`` tells it."""
    asked = {"start": at(1).isoformat(), "end": at(LAST_DAY + 1).isoformat()}
    answer = await hass.services.async_call(DOMAIN, "get_reports", asked, blocking=True, return_response=True)
    reports: list[Any] = json.loads(json.dumps(answer))["reports"]
    return {report["event_id"]: Booked(report["settlement"], dict(map(_hour, report["hours"]))) for report in reports}


def _hour(hour: dict[str, Any]) -> tuple[tuple[str, datetime], Expected]:
    start = datetime.fromisoformat(hour["start"]).astimezone(UTC)
    return (hour["resource_id"], start), hour["energy_kwh"] if "energy_kwh" in hour else hour["reason"]


def told(spark: FakeSpark) -> dict[str, list[dict[tuple[str, datetime], float]]]:
    """Return every report that Spark took, by event."""
    found: dict[str, list[dict[tuple[str, datetime], float]]] = {}
    for report in spark.reports:
        hours = {(usage.resource_id, usage.start): usage.energy_kwh for usage in report.usages}
        assert len(hours) == len(report.usages), "an hour is told twice in one report"
        found.setdefault(report.event_id, []).append(hours)
    return found

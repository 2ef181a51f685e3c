"""Reports as Spark wants them written, and what it says they earned."""

from collections.abc import Mapping
from datetime import datetime, timedelta
import json
from typing import Any

from ..errors import SparkDataError
from ..models import Compensation, EnergyPoint, EnergyUsage, HeldBackBy, LocationId, Report, ResourceId
from .values import instant, items, members, number, span, text

# A milliwatt-hour; what lies beyond is the noise of binary fractions.
_DECIMALS = 6
# Specified: the only resolution of reports at present.
_RESOLUTION = span(timedelta(hours=1))
_REASONS = {
    "MissingMpidOnLocation": HeldBackBy.NO_METER_POINT,
    "CompensationMpidDoesNotMatchLocation": HeldBackBy.OTHER_METER_POINT,
}


def report_request(report: Report) -> dict[str, object]:
    """Return the body of ``POST /reports``: one payload for each resource, kWh.

    Departure: ``points`` instead of ``curvePoints``, which is deprecated.
    """
    return {"eventId": report.event_id, "payloads": [_energy_usage(usage) for usage in report.usages]}


def _energy_usage(usage: EnergyUsage) -> dict[str, object]:
    meter_point = {"meterPointId": usage.meter_point_id} if usage.meter_point_id else {}
    return {
        "resourceId": usage.resource_id,
        "locationId": usage.location_id,
        **meter_point,
        "points": [
            {"timestamp": point.start.isoformat(), "kiloWattHours": round(point.energy_kwh, _DECIMALS)}
            for point in usage.points
        ],
        "resolution": _RESOLUTION,
        "payloadType": "EnergyUsage",
    }


def encoded(body: object) -> bytes:
    """Return the very bytes that a body travels as."""
    return json.dumps(body, separators=(",", ":")).encode()


def is_report(body: Mapping[str, Any]) -> bool:
    """Tell whether what was kept of a report can still be read as one."""
    try:
        locations_told(body)
        hours_told(body)
    except KeyError, TypeError, SparkDataError:
        return False
    return True


def locations_told(body: Mapping[str, Any]) -> frozenset[LocationId]:
    """Return the locations that a report of ours names."""
    return frozenset(LocationId(payload["locationId"]) for payload in body.get("payloads", ()))


def hours_told(body: Mapping[str, Any]) -> dict[ResourceId, dict[datetime, float]]:
    """Return the kWh of each hour (its start, UTC) of each resource in the body of a report."""
    return {
        ResourceId(payload["resourceId"]): {
            instant(point["timestamp"]): number(point["kiloWattHours"]) for point in payload["points"]
        }
        for payload in body.get("payloads", ())
    }


def usages_told(body: Mapping[str, Any]) -> list[EnergyUsage]:
    """Return what each resource drew, and where, in the body of a report."""
    told = hours_told(body)
    return [
        EnergyUsage(
            resource_id := ResourceId(payload["resourceId"]),
            LocationId(payload["locationId"]),
            tuple(EnergyPoint(start, kwh) for start, kwh in told[resource_id].items()),
        )
        for payload in body.get("payloads", ())
    ]


def report_id(body: object) -> str:
    """Return the id under which Spark took a report."""
    return text(members(body, "the answer"), "id")


def compensations(body: object) -> list[Compensation]:
    """Read ``/users/{id}/compensation``, location by location.

    Assumed: an amount that is missing is nothing, and so is an entry without
    location or currency, of which neither is required. The older flat shape is
    not read: no location could be named for its amounts.
    """
    listed = items(members(body, "the answer").get("locationCompensations"), "locationCompensations")
    entries = (members(item, "a compensation") for item in listed)
    return [_compensation(entry) for entry in entries if entry.get("locationId") and entry.get("currency")]


def _compensation(body: dict[str, object]) -> Compensation:
    return Compensation(
        LocationId(text(body, "locationId")),
        number(body.get("activeAmount") or 0),
        number(body.get("blockedAmount") or 0),
        text(body, "currency"),
        tuple(_problem(problem) for problem in items(body.get("problems"), "problems")),
    )


def _problem(item: object) -> str:
    """Return the type, or the message where there is none: only that is required."""
    problem = members(item, "a problem")
    return str(problem.get("problemType") or text(problem, "message"))


def held_back_by(compensation: Compensation) -> HeldBackBy | None:
    """Return why something is held back, None where nothing is; what Spark may name besides is a reason of its own."""
    reasons = [_REASONS.get(problem, HeldBackBy.SPARK) for problem in compensation.problems]
    return next(iter(reasons), HeldBackBy.SPARK) if compensation.blocked > 0 else None

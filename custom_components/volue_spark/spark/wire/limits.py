"""Limitations of power consumption (LPC): read so that nobody misses them, not acted on.

Specified: an invite-only pilot; resolution and points stand in each target.
"""

from collections.abc import Iterator

from ..errors import SparkDataError
from ..models import LocationId, Ours, PowerLimit, PowerLimitPayload
from .curves import Remark
from .values import instant, items, length, members, number, span

LIMIT_TYPES = frozenset({"LocationLPC", "ResourceLPC", "LPCReservation"})


def power_limit_payload(payload_type: str, body: dict[str, object], ours: Ours, remark: Remark) -> PowerLimitPayload:
    """Read what is asked of our locations; meter points and targets of others are not kept."""
    limits: list[PowerLimit] = []
    for item in items(body.get("targets"), "targets"):
        try:
            limits += _limits(members(item, "a target"), ours)
        except SparkDataError as err:
            remark(f"a target is left out, {err}")
    return PowerLimitPayload(payload_type, tuple(sorted(limits, key=lambda limit: (limit.start, limit.end))))


def _limits(target: dict[str, object], ours: Ours) -> Iterator[PowerLimit]:
    location = LocationId(str(target.get("locationId")))
    if location not in ours.locations:
        return
    lasts = length(target.get("resolution") or "01:00:00")
    for item in items(target.get("points"), "points"):
        point = members(item, "a point")
        start = instant(point.get("timestamp"))
        yield PowerLimit(location, start, start + lasts, number(point.get("maxPowerInKiloWatts")))


def power_limit_body(payload: PowerLimitPayload) -> dict[str, object]:
    """Return what is kept of a limitation as Spark writes it, a target for each interval."""
    return {"payloadType": payload.payload_type, "targets": [_target_body(limit) for limit in payload.limits]}


def _target_body(limit: PowerLimit) -> dict[str, object]:
    return {
        "locationId": limit.location_id,
        "resolution": span(limit.end - limit.start),
        "points": [{"maxPowerInKiloWatts": limit.most_kw, "timestamp": limit.start.isoformat()}],
    }

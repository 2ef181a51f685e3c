"""Limitations of power consumption (LPC): read so that nobody misses them, not acted on.

Specified: an invite-only pilot; resolution and points stand in each target.
"""

from collections.abc import Container, Iterator

from ..errors import SparkDataError
from ..models import LocationId, Ours, PowerLimit, PowerLimitPayload
from .curves import Remark
from .values import instant, length, members, number, required_items, span

LIMIT_TYPES = frozenset({"LocationLPC", "ResourceLPC", "LPCReservation"})


def power_limit_payload(payload_type: str, body: dict[str, object], ours: Ours, remark: Remark) -> PowerLimitPayload:
    """Read what is asked of our locations; meter points and targets of others are not kept.

    Where the form has changed, whoever is named anywhere is taken for addressed.
    """
    limits: list[PowerLimit] = []
    unread: set[LocationId] = set()
    targets = body.get("targets")
    if not isinstance(targets, list):
        remark("targets is not a list")
    # What is no list is one target that cannot be read.
    for target in targets if isinstance(targets, list) else [body]:
        read: list[PowerLimit] = []
        try:
            read = list(_limits(members(target, "a target"), ours))
        except SparkDataError as err:
            remark(f"a target is left out, {err}")
        limits += read
        unread |= _named(target, ours.locations) - {limit.location_id for limit in read}
    limits.sort(key=lambda limit: (limit.start, limit.end))
    return PowerLimitPayload(payload_type, tuple(limits), frozenset(unread))


def _named(content: object, locations: Container[str]) -> set[LocationId]:
    """Return which of the locations stand anywhere in JSON."""
    found: set[LocationId] = set()
    left = [content]
    while left:
        match left.pop():
            case str() as word if word in locations:
                found.add(LocationId(word))
            case list() as listed:
                left += listed
            case dict() as inner:
                left += inner.values()
    return found


def _limits(target: dict[str, object], ours: Ours) -> Iterator[PowerLimit]:
    location = LocationId(str(target.get("locationId")))
    if location not in ours.locations:
        return
    lasts = length(target.get("resolution") or "01:00:00")
    for item in required_items(target.get("points"), "points"):
        point = members(item, "a point")
        start = instant(point.get("timestamp"))
        yield PowerLimit(location, start, start + lasts, number(point.get("maxPowerInKiloWatts")))


def power_limit_body(payload: PowerLimitPayload) -> dict[str, object]:
    """Return what is kept of a limitation as Spark writes it: a target for each interval, and what cannot be read."""
    limits: list[object] = [_target_body(limit) for limit in payload.limits]
    unread = [{"locationId": location} for location in sorted(payload.unread)]
    return {"payloadType": payload.payload_type, "targets": [*limits, *unread]}


def _target_body(limit: PowerLimit) -> dict[str, object]:
    return {
        "locationId": limit.location_id,
        "resolution": span(limit.end - limit.start),
        "points": [{"maxPowerInKiloWatts": limit.most_kw, "timestamp": limit.start.isoformat()}],
    }

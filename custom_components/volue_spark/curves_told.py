"""What diagnostics tell of standings, events and timelines: their shape, in UTC, and nothing of others' targets."""

from datetime import datetime, timedelta
from typing import Any

from .data import SparkSnapshot
from .spark.models import PriceCurvePayload, SparkEvent, UnknownPayload
from .spark.timeline import Interval, Timeline

# A curve tells of tomorrow, at most of the day after.
_AHEAD = timedelta(hours=48)

type Told = dict[str, Any]


def curves_told(snapshot: SparkSnapshot, now: datetime) -> Told:
    """Return what the last refresh found; the only place that knows the snapshot's fields."""
    return {
        "standings": {user_id: standing.value for user_id, standing in snapshot.standings.items()},
        "events": [_event(event) for event in snapshot.events],
        "timelines": {resource: _timeline(timeline, now) for resource, timeline in snapshot.timelines.items()},
    }


def _event(event: SparkEvent) -> Told:
    payload = event.payload
    told = {"id": event.event_id, "created_at": event.created_at.isoformat(), "payload": type(payload).__name__}
    if isinstance(payload, PriceCurvePayload):
        return told | _curve(payload)
    return told | ({"type": payload.payload_type} if isinstance(payload, UnknownPayload) else {})


def _curve(payload: PriceCurvePayload) -> Told:
    starts = [point.start.isoformat() for point in payload.curve.points]
    return {
        "own_targets": len(payload.targets),
        "price_area": payload.price_area,
        "currency": payload.curve.currency,
        "resolution": str(payload.curve.resolution),
        "points": len(starts),
        "first": min(starts, default=None),
        "last": max(starts, default=None),
    }


def _timeline(timeline: Timeline, now: datetime) -> Told:
    coming = [interval for interval in timeline.intervals if interval.end > now and interval.start < now + _AHEAD]
    return {"known_until": timeline.known_until.isoformat(), "intervals": [_interval(interval) for interval in coming]}


def _interval(interval: Interval) -> Told:
    return {
        "start": interval.start.isoformat(),
        "end": interval.end.isoformat(),
        "delta": interval.delta,
        "event": interval.event_id,
    }

"""Limitations of power (LPC): nobody here acts on them, so a person has to know."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..homes import Home
from ..spark.kept import EVENTS_REACH
from ..spark.models import LocationId, PowerLimit, PowerLimitPayload, SparkEvent
from .issues import Problem, ProblemKey


def power_limited(events: Iterable[SparkEvent], homes: Iterable[Home], now: datetime) -> Iterator[Problem]:
    """Yield the limits that hold now or will, one for each event and home; times in the local zone."""
    listed = list(homes)
    for event in events:
        if isinstance(event.payload, PowerLimitPayload):
            for home in listed:
                if (end := _end(event, event.payload, home.location.location_id)) and end > now:
                    yield _problem(event, event.payload, home)


def next_end(events: Iterable[SparkEvent], now: datetime) -> datetime | None:
    """Return when the next of the limits is over, None where none is to come."""
    ends = (
        _end(event, event.payload, location)
        for event in events
        if isinstance(event.payload, PowerLimitPayload)
        for location in {limit.location_id for limit in event.payload.limits} | event.payload.unread
    )
    return min((end for end in ends if end and end > now), default=None)


def _end(event: SparkEvent, payload: PowerLimitPayload, location: LocationId) -> datetime | None:
    """Return when the last of what an event asks of a location is over, None where it asks nothing.

    Nobody can tell when that is which cannot be read: at the latest when an event made then is over.
    """
    ends = [limit.end for limit in _of(payload, location)]
    if location in payload.unread:
        ends.append(event.created_at + EVENTS_REACH)
    return max(ends, default=None)


def _of(payload: PowerLimitPayload, location: LocationId) -> list[PowerLimit]:
    return [limit for limit in payload.limits if limit.location_id == location]


def _problem(event: SparkEvent, payload: PowerLimitPayload, home: Home) -> Problem:
    """Return what is said: no figures where they are not all there is, for others may be lower."""
    if home.location.location_id in payload.unread:
        quoted = {"home": home.title, "published": _local(event.created_at)}
        return Problem(ProblemKey.POWER_LIMIT_UNREADABLE, home.subentry_id, quoted, event.event_id)
    key = ProblemKey.POWER_RESERVED if payload.is_reservation else ProblemKey.POWER_LIMITED
    return Problem(key, home.subentry_id, _quoted(home, _of(payload, home.location.location_id)), event.event_id)


def _quoted(home: Home, limits: list[PowerLimit]) -> dict[str, str]:
    """Return what the text quotes: of several limits the lowest, from the first start to the last end."""
    return {
        "home": home.title,
        "kilowatts": f"{min(limit.most_kw for limit in limits):g}",
        "start": _local(min(limit.start for limit in limits)),
        "end": _local(max(limit.end for limit in limits)),
    }


def _local(instant: datetime) -> str:
    return f"{dt_util.as_local(instant):%Y-%m-%d %H:%M}"

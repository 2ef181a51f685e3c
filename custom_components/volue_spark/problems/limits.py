"""Limitations of power (LPC): nobody here acts on them, so a person has to know."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..homes import Home
from ..spark.models import PowerLimit, PowerLimitPayload, SparkEvent
from .issues import Problem, ProblemKey


def power_limited(events: Iterable[SparkEvent], homes: Iterable[Home], now: datetime) -> Iterator[Problem]:
    """Yield the limits that hold now or will, one for each event and home; times in the local zone."""
    listed = list(homes)
    for event in events:
        for home in listed:
            if limits := _limits(event, home, now):
                yield Problem(ProblemKey.POWER_LIMITED, home.subentry_id, _quoted(home, limits), event.event_id)


def next_end(events: Iterable[SparkEvent], now: datetime) -> datetime | None:
    """Return when the next of the limits is over, None where none is to come."""
    ends = (limit.end for event in events for limit in _all_limits(event))
    return min((end for end in ends if end > now), default=None)


def _limits(event: SparkEvent, home: Home, now: datetime) -> list[PowerLimit]:
    """Return what an event asks of a home, all of it until the last of it is over."""
    found = [limit for limit in _all_limits(event) if limit.location_id == home.location.location_id]
    return found if any(limit.end > now for limit in found) else []


def _all_limits(event: SparkEvent) -> tuple[PowerLimit, ...]:
    return event.payload.limits if isinstance(event.payload, PowerLimitPayload) else ()


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

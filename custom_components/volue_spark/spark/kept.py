"""The events that are kept: what is known, and what Spark has just sent, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from .models import Ours, SparkEvent

# Events tell of tomorrow, at most of the day after: so much older than its hours can one be (assumed).
EVENTS_REACH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class KeptEvents:
    """Events of the account, newest first, and the truth about them.

    ``ours`` is for whom they were read: what they say about anybody else is not
    in them. ``answered_at`` (UTC) is when Spark last answered in full.
    """

    events: tuple[SparkEvent, ...]
    ours: Ours
    answered_at: datetime


def needed_since(now: datetime, zone: tzinfo) -> datetime:
    """Return (UTC) when the oldest event was made that can still be reported: those of the local month."""
    first = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.astimezone(UTC) - EVENTS_REACH


def united(
    known: Iterable[SparkEvent], sent: Iterable[SparkEvent], since: datetime
) -> tuple[tuple[SparkEvent, ...], tuple[str, ...]]:
    """Return the events created at or after ``since``, newest first, and a remark on each that was changed.

    Specified: a change comes as a new event with a new id. Where the same id
    comes with other content all the same, Spark's last word holds.
    """
    before = {event.event_id: event for event in known}
    now = {event.event_id: event for event in sent}
    changed = [event_id for event_id, event in now.items() if before.get(event_id, event) != event]
    recent = [event for event in (before | now).values() if event.created_at >= since]
    recent.sort(key=lambda event: (event.created_at, event.event_id), reverse=True)
    return tuple(recent), tuple(f"event {event_id}: its content changed" for event_id in changed)

"""The events that are kept: what is known, and what Spark has just sent, in one list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from .deadlines import GRACE, month_start
from .models import (
    EventId,
    Ours,
    PowerLimitPayload,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    UserEligibilityPayload,
    UserId,
)

# Events tell of tomorrow, at most of the day after: so much older than its hours can one be (assumed).
EVENTS_REACH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class KeptEvents:
    """Events of the account, newest first, and the truth about them.

    ``ours`` is for whom they were read: what they say about anybody else is not
    in them. ``answered_at`` (UTC) is when Spark last answered in full.
    ``currencies`` are those of the newest curve of each resource, which may be
    older than all events.
    """

    events: tuple[SparkEvent, ...]
    ours: Ours
    answered_at: datetime
    currencies: Mapping[ResourceId, str] = field(default_factory=dict)


def needed_since(now: datetime, zone: tzinfo) -> datetime:
    """Return (UTC) when the oldest event was made that can still be reported.

    Those of the local month, and on its first two days those of the month before.
    """
    return month_start(now - GRACE, zone) - EVENTS_REACH


def currencies(known: Mapping[ResourceId, str], events: Sequence[SparkEvent], ours: Ours) -> dict[ResourceId, str]:
    """Return the currency of each resource's newest curve; ``events`` are newest first."""
    found = {resource: currency for resource, currency in known.items() if resource in ours.resources}
    for event in reversed(events):
        if isinstance(event.payload, PriceCurvePayload):
            found |= {target.resource_id: event.payload.curve.currency for target in event.payload.targets}
    return found


def narrowed(event: SparkEvent, ours: Ours) -> SparkEvent:
    """Return an event as it is read for fewer of us than before."""
    payload = event.payload
    if isinstance(payload, PriceCurvePayload):
        targets = tuple(target for target in payload.targets if target.resource_id in ours.resources)
        return replace(event, payload=replace(payload, targets=targets))
    if isinstance(payload, UserEligibilityPayload):
        lists = (_ours(payload.added_users, ours), _ours(payload.removed_users, ours))
        return replace(event, payload=UserEligibilityPayload(*lists))
    if isinstance(payload, PowerLimitPayload):
        limits = tuple(limit for limit in payload.limits if limit.location_id in ours.locations)
        return replace(event, payload=replace(payload, limits=limits, unread=payload.unread & ours.locations))
    return event


def _ours(users: tuple[UserId, ...] | None, ours: Ours) -> tuple[UserId, ...] | None:
    return None if users is None else tuple(user for user in users if user in ours.users)


def united(
    known: Iterable[SparkEvent], sent: Iterable[SparkEvent], since: datetime
) -> tuple[tuple[SparkEvent, ...], tuple[EventId, ...]]:
    """Return the events created at or after ``since``, newest first, and which of them were changed.

    Specified: a change comes as a new event with a new id. Where the same id
    comes with other content all the same, Spark's last word holds.
    """
    before = {event.event_id: event for event in known}
    now = {event.event_id: event for event in sent}
    changed = [event_id for event_id, event in now.items() if before.get(event_id, event) != event]
    recent = [event for event in (before | now).values() if event.created_at >= since]
    recent.sort(key=lambda event: (event.created_at, event.event_id), reverse=True)
    return tuple(recent), tuple(changed)

"""What is known of events, written to our own disk and read back."""

from collections.abc import Iterable

from ..errors import SparkDataError
from ..kept import KeptEvents
from ..models import LocationId, Ours, ResourceId, SparkEvent, UserId
from .events import events_kept, events_page
from .values import instant, members, required_items


def kept_body(kept: KeptEvents) -> dict[str, object]:
    """Return what is kept as JSON."""
    return {
        "events": events_kept(kept.events),
        "resources": sorted(kept.ours.resources),
        "users": sorted(kept.ours.users),
        "locations": sorted(kept.ours.locations),
        "answered_at": kept.answered_at.isoformat(),
        "currencies": dict(kept.currencies),
    }


def kept_events(body: object) -> KeptEvents:
    """Read it back, without events that cannot be read; raises SparkDataError where it is anything else."""
    content = members(body, "what is kept")
    ours = Ours(
        frozenset(map(ResourceId, _ids(content.get("resources")))),
        frozenset(map(UserId, _ids(content.get("users")))),
        frozenset(map(LocationId, _ids(content.get("locations")))),
    )
    page = events_page(required_items(content.get("events"), "events"), ours)
    told = members(content.get("currencies", {}), "the currencies")
    currencies = {ResourceId(resource): currency for resource, currency in told.items() if isinstance(currency, str)}
    return KeptEvents(page.events, ours, instant(content.get("answered_at")), currencies)


def event_body(event: SparkEvent) -> object:
    """Return one event as JSON."""
    [body] = events_kept([event])
    return body


def event_kept(body: object, resources: Iterable[ResourceId]) -> SparkEvent:
    """Read one event back with these targets; raises SparkDataError."""
    page = events_page([body], Ours(frozenset(resources)))
    if not page.events:
        raise SparkDataError("the event cannot be read")
    return page.events[0]


def _ids(listed: object) -> Iterable[str]:
    return (item for item in required_items(listed, "the list of ids") if isinstance(item, str))

"""The endpoints of events."""

from .answers import Answer, Call, MissingError, ok
from .paging import page_of
from .state import World


def list_events(world: World, call: Call) -> Answer:
    """GET /events, newest first."""
    return ok(page_of("events", [event.body for event in world.newest_first()], call.query))


def get_event(world: World, call: Call) -> Answer:
    """GET /events/{eventId}."""
    event = world.events.get(call.ids["event_id"])
    if event is None:
        raise MissingError(about="eventId", why="is not known")
    return ok(event.body)

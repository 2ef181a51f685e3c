"""Who becomes eligible when, and the event that tells of it."""

from datetime import datetime

from .assumptions import ELIGIBILITY_PAUSE
from .registry import eligible_locations_of
from .state import EligibilityCheck, World
from .wire import to_wire


def settle(world: World, until: datetime) -> None:
    """Make effective what became due up to an instant, in its order."""
    due = sorted((check for check in world.checks if check.due <= until), key=lambda check: check.due)
    world.checks = [check for check in world.checks if check.due > until]
    for check in due:
        decide(world, check)


def decide(world: World, check: EligibilityCheck) -> None:
    """Look where the user lives now, and remember when that made a difference."""
    user = world.users[check.user_id]
    is_eligible = bool(eligible_locations_of(world, user.user_id))
    if is_eligible != user.is_eligible:
        user.is_eligible = is_eligible
        world.changed_at = check.due


def announce(world: World, now: datetime) -> None:
    """Publish one event with all that changed since the last one, not too often.

    What came due while nobody asked is told together. A user who came and
    went in between is not mentioned.
    """
    eligible = {user.user_id for user in world.users.values() if user.is_eligible}
    if eligible == world.announced or is_too_soon(world, now):
        return
    world.publish(
        {
            "lastUpdated": to_wire(world.changed_at or now),
            "addedUsers": sorted(eligible - world.announced),
            "removedUsers": sorted(world.announced - eligible),
            "payloadType": "UserEligibility",
        },
        created_at=now,
    )
    world.announced, world.announced_at = eligible, now


def is_too_soon(world: World, now: datetime) -> bool:
    """Tell whether the last event is less than ten minutes old; a clock set back does not count."""
    return world.announced_at is not None and world.announced_at <= now < world.announced_at + ELIGIBILITY_PAUSE

"""Changing what is registered, with all that follows from it."""

from dataclasses import replace

from . import assumptions
from .areas import is_in_test_area
from .state import EligibilityCheck, Location, World


def lies_in_test_area(world: World, location: Location) -> bool:
    """Tell whether a location lies where this Spark knows the grid."""
    where = location.coordinates
    inside = where is not None and is_in_test_area(where.latitude, where.longitude)
    return assumptions.counts_as_test_area(location, inside=inside, meter_points=world.eligible_meter_points)


def eligible_locations_of(world: World, user_id: str) -> list[Location]:
    """Return the user's locations inside the test areas, oldest first."""
    return [location for location in world.locations_of(user_id) if lies_in_test_area(world, location)]


def keep_location(world: World, location: Location) -> None:
    """Store a new or changed location."""
    world.locations[location.location_id] = location
    look_again(world, location.user_id)


def forget_location(world: World, location: Location) -> None:
    """Delete a location and what is bound to it."""
    del world.locations[location.location_id]
    bound = [
        resource.resource_id
        for resource in world.resources.values()
        if assumptions.goes_with_location(resource, location.location_id)
    ]
    for resource_id in bound:
        del world.resources[resource_id]
    forget_usages(world, location.location_id)
    look_again(world, location.user_id)


def forget_user(world: World, user_id: str) -> None:
    """Delete a user and everything of theirs; no event tells of it."""
    for location in world.locations_of(user_id):
        forget_usages(world, location.location_id)
        del world.locations[location.location_id]
    for resource in world.resources_of(user_id):
        del world.resources[resource.resource_id]
    world.enrollments.pop(user_id, None)
    world.announced.discard(user_id)
    world.checks = [check for check in world.checks if check.user_id != user_id]
    del world.users[user_id]


def forget_usages(world: World, location_id: str) -> None:
    """Let what was reported for a location count no more, should it be registered again."""
    world.reports[:] = [
        replace(report, usages=tuple(usage for usage in report.usages if usage.location_id != location_id))
        for report in world.reports
    ]


def look_again(world: World, user_id: str) -> None:
    """Have the user's eligibility looked at when the delay is over."""
    world.checks.append(EligibilityCheck(user_id, world.now() + world.eligibility_delay))

"""The endpoints of locations."""

from dataclasses import replace

from . import assumptions
from .answers import NO_CONTENT, Answer, Call, ConflictError, MissingError, RefusedError, created, ok
from .reading import Fields
from .registry import forget_location, keep_location
from .state import Coordinates, Location, World
from .users import known_user
from .wire import JsonObject

LOCATION_TYPES = ("Unknown", "Residential", "Commercial", "Other")
MAX_LATITUDE = 90
MAX_LONGITUDE = 180


def location_json(location: Location) -> JsonObject:
    """Return a location as Spark answers it, the deprecated single meter point included."""
    where = location.coordinates
    return {
        "locationId": location.location_id,
        "locationType": location.location_type,
        "coordinates": where and {"latitude": where.latitude, "longitude": where.longitude},
        "meterPointId": next(iter(location.meter_point_ids), None),
        "meterPointIds": list(location.meter_point_ids),
        "userId": location.user_id,
    }


def read_coordinates(fields: Fields) -> Coordinates | None:
    """Return the coordinates of a body, None if it has none."""
    child = fields.child("coordinates")
    if child is None:
        return None
    where = Coordinates(child.number("latitude"), child.number("longitude"))
    if abs(where.latitude) > MAX_LATITUDE or abs(where.longitude) > MAX_LONGITUDE:
        raise RefusedError(about="coordinates", why="are not on earth")
    return where


def read_location(fields: Fields, user_id: str) -> Location:
    """Return the location that a body describes."""
    single = fields.maybe_text("meterPointId")
    meter_points = fields.texts("meterPointIds") or ((single,) if single else ())
    location = Location(
        location_id=fields.text("locationId"),
        user_id=user_id,
        location_type=fields.choice("locationType", LOCATION_TYPES) or "Unknown",
        coordinates=read_coordinates(fields),
        meter_point_ids=meter_points,
    )
    return complete(location)


def complete(location: Location) -> Location:
    """Return the location if it says where it is."""
    if assumptions.needs_location(location):
        raise RefusedError(about="coordinates", why="or meterPointIds are required")
    return location


def in_conflict(location: Location, others: list[Location]) -> bool:
    """Tell whether one of the others has the id or a meter point already."""
    return any(assumptions.is_conflict(location, other) for other in others)


def others_than(world: World, location: Location) -> list[Location]:
    """Return all locations but this one."""
    return [other for other in world.locations.values() if other.location_id != location.location_id]


def known_location(world: World, call: Call) -> Location:
    """Return the location that the path names, if it is that user's."""
    user = known_user(world, call)
    location = world.locations.get(call.ids["location_id"])
    if location is None or location.user_id != user.user_id:
        raise MissingError(about="locationId", why="is not known")
    return location


def list_locations(world: World, call: Call) -> Answer:
    """GET /users/{userId}/locations."""
    user_id = call.ids["user_id"]
    found = world.locations_of(user_id) if user_id in world.users else assumptions.LOCATIONS_OF_NOBODY
    return ok([location_json(location) for location in found])


def post_location(world: World, call: Call) -> Answer:
    """POST /users/{userId}/locations."""
    location = read_location(Fields.of(call.body), call.ids["user_id"])
    known_user(world, call)
    if in_conflict(location, list(world.locations.values())):
        raise ConflictError(about="locationId", why="or a meter point is registered already")
    keep_location(world, location)
    return created(location_json(location))


def post_locations(world: World, call: Call) -> Answer:
    """POST /users/locations/batch: all of them or none."""
    entries = Fields.of(call.body).required_children("locations")
    locations = [read_location(fields, fields.text("userId")) for fields in entries]
    for position, location in enumerate(locations):
        if location.user_id not in world.users:
            raise RefusedError(about="userId", why="is not known")
        if in_conflict(location, [*world.locations.values(), *locations[:position]]):
            raise RefusedError(about="locationId", why="or a meter point is registered already")
    for location in locations:
        keep_location(world, location)
    return created({"locations": [location_json(location) for location in locations]})


def get_location(world: World, call: Call) -> Answer:
    """GET /users/{userId}/locations/{locationId}."""
    return ok(location_json(known_location(world, call)))


def put_location(world: World, call: Call) -> Answer:
    """PUT /users/{userId}/locations/{locationId}: what is not said is gone."""
    location = read_location(Fields.of(call.body), call.ids["user_id"])
    if location.location_id != known_location(world, call).location_id:
        raise RefusedError(about="locationId", why="differs from the one in the path")
    if in_conflict(location, others_than(world, location)):
        raise RefusedError(about="meterPointIds", why="are registered already")
    keep_location(world, location)
    return ok(location_json(location))


def patch_location(world: World, call: Call) -> Answer:
    """PATCH /users/{userId}/locations/{locationId}: what is not said stays."""
    fields = Fields.of(call.body)
    coordinates, meter_points = read_coordinates(fields), fields.texts("meterPointIds")
    location_type = fields.choice("locationType", LOCATION_TYPES)
    old = known_location(world, call)
    location = replace(
        old,
        location_type=assumptions.patched(location_type, old.location_type),
        coordinates=assumptions.patched(coordinates, old.coordinates),
        meter_point_ids=assumptions.patched(meter_points, old.meter_point_ids),
    )
    if in_conflict(complete(location), others_than(world, location)):
        raise ConflictError(about="meterPointIds", why="are registered already")
    keep_location(world, location)
    return ok(location_json(location))


def delete_location(world: World, call: Call) -> Answer:
    """DELETE /users/{userId}/locations/{locationId}."""
    forget_location(world, known_location(world, call))
    return NO_CONTENT

"""The endpoints of resources: vehicles, and what is bound to a location."""

from .answers import NO_CONTENT, Answer, Call, MissingError, RefusedError, created, ok
from .locations import known_location
from .reading import Fields
from .state import Resource, World
from .users import known_user
from .wire import JsonObject

RESOURCE_TYPES = ("Generic", "Vehicle", "Charger", "HotWaterTank", "HVAC", "SolarInverter")
BOUND_TYPES = tuple(kind for kind in RESOURCE_TYPES if kind != "Vehicle")


def resource_json(resource: Resource) -> JsonObject:
    """Return a resource as Spark answers it."""
    return {
        "resourceId": resource.resource_id,
        "resourceType": resource.resource_type,
        "userId": resource.user_id,
        "locationId": resource.location_id,
        "meterPointId": resource.meter_point_id,
    }


def read_resource(fields: Fields, allowed: tuple[str, ...], *, user_id: str, location_id: str | None) -> Resource:
    """Return the resource that a body describes."""
    kind = fields.choice("resourceType", allowed)
    if kind is None:
        raise RefusedError(about="resourceType", why="is required")
    meter_point_id = fields.maybe_text("meterPointId") if location_id else None
    return Resource(fields.text("resourceId"), kind, user_id, location_id, meter_point_id)


def keep_new(world: World, resource: Resource) -> Answer:
    """Register a resource; its id is unique for the partner, not only for the user."""
    if resource.resource_id in world.resources:
        raise RefusedError(about="resourceId", why="is registered already")
    world.resources[resource.resource_id] = resource
    return created(resource_json(resource))


def known_resource(world: World, call: Call) -> Resource:
    """Return the resource that the path names."""
    resource_id = call.ids["resource_id"]
    if resource_id not in world.resources:
        raise MissingError(about="resourceId", why="is not known")
    return world.resources[resource_id]


def post_vehicle(world: World, call: Call) -> Answer:
    """POST /users/{userId}/vehicles."""
    vehicle = read_resource(Fields.of(call.body), ("Vehicle",), user_id=call.ids["user_id"], location_id=None)
    known_user(world, call)
    return keep_new(world, vehicle)


def post_resource(world: World, call: Call) -> Answer:
    """POST /users/{userId}/locations/{locationId}/resources."""
    user_id, location_id = call.ids["user_id"], call.ids["location_id"]
    resource = read_resource(Fields.of(call.body), BOUND_TYPES, user_id=user_id, location_id=location_id)
    known_location(world, call)
    return keep_new(world, resource)


def list_bound(world: World, call: Call) -> Answer:
    """GET /users/{userId}/locations/{locationId}/resources."""
    location_id = known_location(world, call).location_id
    bound = [resource for resource in world.resources.values() if resource.location_id == location_id]
    return ok([resource_json(resource) for resource in bound])


def list_of_user(world: World, call: Call) -> Answer:
    """GET /users/{userId}/resources."""
    resources = world.resources_of(known_user(world, call).user_id)
    return ok({"resources": [resource_json(resource) for resource in resources]})


def get_resource(world: World, call: Call) -> Answer:
    """GET /resources/{resourceId}."""
    return ok(resource_json(known_resource(world, call)))


def delete_resource(world: World, call: Call) -> Answer:
    """DELETE /resources/{resourceId}."""
    del world.resources[known_resource(world, call).resource_id]
    return NO_CONTENT

"""Users, locations and resources as Spark wants them written; its yes and no."""

from ..errors import SparkDataError
from ..models import (
    Coordinates,
    ListedResource,
    ListedUsers,
    Location,
    LocationId,
    MeterPointId,
    Resource,
    ResourceId,
    ResourceType,
    UserId,
)
from .values import flag, items, members, number, required_items, text

_RESOURCE_TYPES = {
    ResourceType.CHARGER: "Charger",
    ResourceType.HOT_WATER_TANK: "HotWaterTank",
    ResourceType.VEHICLE: "Vehicle",
    ResourceType.HVAC: "HVAC",
    ResourceType.GENERIC: "Generic",
}
_OUR_TYPES = {name: kind for kind, name in _RESOURCE_TYPES.items()}


def user_request(user_id: UserId) -> dict[str, object]:
    """Return the body of ``POST /users``: an id, nothing about the person."""
    return {"userId": user_id}


def location_request(location: Location) -> dict[str, object]:
    """Return the body of ``POST /users/{id}/locations``; homes are residential."""
    return {"locationId": location.location_id, "locationType": "Residential", **location_changes(location)}


def location_changes(location: Location) -> dict[str, object]:
    """Return the body that changes where a location is; null leaves the coordinates as they are (assumed)."""
    place = location.coordinates
    return {
        "meterPointIds": list(location.meter_point_ids),
        "coordinates": {"latitude": place.latitude, "longitude": place.longitude} if place else None,
    }


def resource_request(resource: Resource) -> dict[str, object]:
    """Return the body that registers a resource, at a location or as a vehicle."""
    body: dict[str, object] = {
        "resourceId": resource.resource_id,
        "resourceType": _RESOURCE_TYPES[resource.resource_type],
    }
    # Specified: a vehicle's registration knows no meter point.
    if resource.meter_point_id and resource.resource_type is not ResourceType.VEHICLE:
        body["meterPointId"] = resource.meter_point_id
    return body


def users(body: object) -> ListedUsers:
    """Read a page of ``GET /users``; without a total, what is listed is all (assumed)."""
    answer = members(body, "the answer")
    listed = [UserId(text(members(item, "a user"), "userId")) for item in items(answer.get("users"), "users")]
    total = members(answer.get("pagination") or {}, "pagination").get("totalRecords")
    return ListedUsers(tuple(listed), int(number(total)) if total is not None else len(listed))


def locations(body: object, user_id: UserId) -> list[Location]:
    """Read ``GET /users/{id}/locations``, a bare list."""
    return [_location(members(item, "a location"), user_id) for item in required_items(body, "the answer")]


def _location(body: dict[str, object], user_id: UserId) -> Location:
    return Location(
        LocationId(text(body, "locationId")),
        user_id,
        tuple(_meter_point(item) for item in items(body.get("meterPointIds"), "meterPointIds")),
        _coordinates(members(body.get("coordinates") or {}, "coordinates")),
    )


def _meter_point(item: object) -> MeterPointId:
    if not isinstance(item, str) or not item:
        raise SparkDataError("a meter point is not a text")
    return MeterPointId(item)


def _coordinates(place: dict[str, object]) -> Coordinates | None:
    """Read a place; half of one is none, as neither half is required (specified)."""
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None:
        return None
    return Coordinates(number(latitude), number(longitude))


def resources(body: object) -> list[ListedResource]:
    """Read ``GET /users/{id}/resources``: vehicles and what is bound to a location."""
    listed = required_items(members(body, "the answer").get("resources"), "resources")
    return [_resource(members(item, "a resource")) for item in listed]


def _resource(body: dict[str, object]) -> ListedResource:
    kind = _OUR_TYPES.get(text(body, "resourceType"))
    location_id = LocationId(text(body, "locationId")) if body.get("locationId") else None
    return ListedResource(ResourceId(text(body, "resourceId")), kind, location_id)


def is_eligible(body: object) -> bool:
    """Read ``GET /users/{id}/eligibility`` and ``GET /meters/{id}/eligible``."""
    return flag(body, "isEligible")


def is_enrolled(body: object) -> bool:
    """Read ``/users/{id}/enrollment``; the member is optional, and without it nobody is enrolled."""
    return members(body, "the answer").get("isEnrolled") is not None and flag(body, "isEnrolled")

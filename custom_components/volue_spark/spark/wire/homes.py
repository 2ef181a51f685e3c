"""Users, locations and resources as Spark wants them written; its yes and no."""

from ..models import Location, Resource, ResourceType, UserId
from .values import flag, members

_RESOURCE_TYPES = {
    ResourceType.CHARGER: "Charger",
    ResourceType.HOT_WATER_TANK: "HotWaterTank",
    ResourceType.VEHICLE: "Vehicle",
    ResourceType.HVAC: "HVAC",
    ResourceType.GENERIC: "Generic",
}


def user_request(user_id: UserId) -> dict[str, object]:
    """Return the body of ``POST /users``: an id, nothing about the person."""
    return {"userId": user_id}


def location_request(location: Location) -> dict[str, object]:
    """Return the body of ``POST /users/{id}/locations``; homes are residential."""
    place = location.coordinates
    return {
        "locationId": location.location_id,
        "locationType": "Residential",
        "meterPointIds": list(location.meter_point_ids),
        "coordinates": {"latitude": place.latitude, "longitude": place.longitude} if place else None,
    }


def resource_request(resource: Resource) -> dict[str, object]:
    """Return the body that registers a resource, at a location or as a vehicle."""
    return {"resourceId": resource.resource_id, "resourceType": _RESOURCE_TYPES[resource.resource_type]}


def is_eligible(body: object) -> bool:
    """Read ``GET /users/{id}/eligibility``."""
    return flag(body, "isEligible")


def is_enrolled(body: object) -> bool:
    """Read ``/users/{id}/enrollment``; the member is optional, and without it nobody is enrolled."""
    return members(body, "the answer").get("isEnrolled") is not None and flag(body, "isEnrolled")

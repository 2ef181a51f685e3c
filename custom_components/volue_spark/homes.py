"""What is configured: the entry's homes and devices, read from its subentries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NewType

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE

from .const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_FOLLOWING,
    CONF_HOME,
    CONF_HOUSE_LIMIT_KW,
    CONF_HOUSE_POWER_ENTITY_ID,
    CONF_LEFT,
    CONF_LOCATION_ID,
    CONF_METER_POINT_ID,
    CONF_METER_POINT_IDS,
    CONF_PAUSED,
    CONF_PRESENCE_ENTITY_ID,
    CONF_RATED_POWER_KW,
    CONF_REPORTED,
    CONF_RESOURCE_ID,
    CONF_RESOURCE_TYPE,
    CONF_USAGE_ENTITY_ID,
    CONF_USER_ID,
    SUBENTRY_DEVICE,
    SUBENTRY_HOME,
)
from .following import Following
from .spark.models import Coordinates, Location, LocationId, MeterPointId, Resource, ResourceId, ResourceType, UserId
from .spark.usage import Draw
from .spark.worth import RATED_KW

DeviceKey = NewType("DeviceKey", str)


@dataclass(frozen=True, slots=True)
class Home:
    """A home subentry: one Spark user at one location.

    ``key`` stays when the home is registered anew elsewhere. A home that is
    paused is not switched; one that has left is not enrolled. Where it has a
    limit, devices start only as far as the house stays below it.
    """

    subentry_id: str
    key: str
    title: str
    location: Location
    is_paused: bool
    has_left: bool
    house_power_entity_id: str | None = None
    house_limit_kw: float | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A device subentry: one Spark resource in a home, and its entities where chosen.

    ``key`` stays when the resource is registered anew: entities, rules and what
    was found of a controlled entity are named after it. ``rated_power_kw`` is
    what it draws while it runs, for saying what hours are worth: as a person
    stated it, or as usual for its type. ``presence_entity_id`` tells whether a
    vehicle is at home. One that is not switched has no ``following``.
    """

    subentry_id: str
    key: DeviceKey
    title: str
    home: Home
    resource: Resource
    usage_entity_id: str | None
    following: Following | None
    rated_power_kw: float
    stated_power_kw: float | None
    presence_entity_id: str | None
    is_reported: bool

    @property
    def control_entity_id(self) -> str | None:
        """Return the entity that is switched."""
        return self.following.switching.entity_id if self.following else None

    @property
    def draw(self) -> Draw:
        """Return what it can draw at most."""
        return Draw.of(self.resource.resource_type, self.stated_power_kw)


def homes(entry: ConfigEntry[Any]) -> dict[str, Home]:
    """Return the entry's homes by subentry id."""
    return {subentry.subentry_id: _home(subentry) for subentry in entry.get_subentries_of_type(SUBENTRY_HOME)}


def _home(subentry: ConfigSubentry) -> Home:
    return Home(
        subentry.subentry_id,
        _key(subentry),
        subentry.title,
        location_of(subentry.data),
        subentry.data.get(CONF_PAUSED, False),
        subentry.data.get(CONF_LEFT, False),
        subentry.data.get(CONF_HOUSE_POWER_ENTITY_ID),
        subentry.data.get(CONF_HOUSE_LIMIT_KW),
    )


def _key(subentry: ConfigSubentry) -> str:
    """Return the unique id: the id under which it was registered first."""
    return subentry.unique_id or subentry.subentry_id


def devices(entry: ConfigEntry[Any]) -> Iterable[Device]:
    """Yield the entry's devices; one whose home is gone is left out."""
    known = homes(entry)
    for subentry in entry.get_subentries_of_type(SUBENTRY_DEVICE):
        if home := known.get(subentry.data[CONF_HOME]):
            resource = resource_of(subentry.data, home)
            yield Device(
                subentry.subentry_id,
                DeviceKey(_key(subentry)),
                subentry.title,
                home,
                resource,
                subentry.data.get(CONF_USAGE_ENTITY_ID),
                _following(subentry.data, resource.resource_type),
                subentry.data.get(CONF_RATED_POWER_KW, RATED_KW[resource.resource_type]),
                subentry.data.get(CONF_RATED_POWER_KW),
                subentry.data.get(CONF_PRESENCE_ENTITY_ID),
                subentry.data.get(CONF_REPORTED, True),
            )


def _following(data: Mapping[str, Any], kind: ResourceType) -> Following | None:
    entity_id = data.get(CONF_CONTROL_ENTITY_ID)
    return Following.of(entity_id, kind, data.get(CONF_FOLLOWING, {})) if entity_id else None


def present[ThingT: (Home, Device)](entry: ConfigEntry[Any], read: Iterable[ThingT]) -> Iterator[ThingT]:
    """Yield those that are still set up: since they were read a person may have removed some.

    A device goes with its home. Home Assistant refuses to make anything for what is gone.
    """
    for thing in read:
        needed = {thing.subentry_id, thing.home.subentry_id if isinstance(thing, Device) else thing.subentry_id}
        if needed <= entry.subentries.keys():
            yield thing


def location_of(data: Mapping[str, Any]) -> Location:
    """Read the location out of a home's data."""
    place = Coordinates(data[CONF_LATITUDE], data[CONF_LONGITUDE]) if CONF_LATITUDE in data else None
    return Location(
        LocationId(data[CONF_LOCATION_ID]),
        UserId(data[CONF_USER_ID]),
        tuple(MeterPointId(meter_point) for meter_point in data[CONF_METER_POINT_IDS]),
        place,
    )


def resource_of(data: Mapping[str, Any], home: Home) -> Resource:
    """Read the resource out of a device's data."""
    return Resource(
        ResourceId(data[CONF_RESOURCE_ID]),
        ResourceType(data[CONF_RESOURCE_TYPE]),
        home.location.user_id,
        home.location.location_id,
        data.get(CONF_METER_POINT_ID),
    )

"""Spark's things as frozen data: ids, events, price curves, homes and resources."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

EventId = NewType("EventId", str)
UserId = NewType("UserId", str)
LocationId = NewType("LocationId", str)
ResourceId = NewType("ResourceId", str)
MeterPointId = NewType("MeterPointId", str)
WebhookId = NewType("WebhookId", str)
NotificationId = NewType("NotificationId", str)


class ResourceType(StrEnum):
    """What a resource is; the values are our own, ``wire`` knows Spark's spelling."""

    CHARGER = "charger"
    HOT_WATER_TANK = "hot_water_tank"
    VEHICLE = "vehicle"
    HVAC = "hvac"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place in degrees, WGS 84 (assumed: Spark names no datum)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Location:
    """Spark's record of a place of a user.

    Specified: meter points or coordinates are required, and no compensation is
    paid without a meter point; docs/spark-api.md "Locations".
    """

    location_id: LocationId
    user_id: UserId
    meter_point_ids: tuple[MeterPointId, ...] = ()
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that draws power; a vehicle belongs to a user, all else to a location.

    ``meter_point_id`` says behind which of a location's meters it is; None
    where there is only one, or nobody said.
    """

    resource_id: ResourceId
    resource_type: ResourceType
    user_id: UserId
    location_id: LocationId
    meter_point_id: MeterPointId | None = None


@dataclass(frozen=True, slots=True)
class ListedResource:
    """A resource as Spark lists it; the type is None where it is none of ours, the location for a vehicle."""

    resource_id: ResourceId
    resource_type: ResourceType | None
    location_id: LocationId | None


@dataclass(frozen=True, slots=True)
class ListedUsers:
    """The first users of an account, and how many there are altogether."""

    users: tuple[UserId, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Ours:
    """Whom events are read for; what they say about anybody else is dropped."""

    resources: frozenset[ResourceId] = frozenset()
    users: frozenset[UserId] = frozenset()
    locations: frozenset[LocationId] = frozenset()

    def covers(self, other: Ours) -> bool:
        """Tell whether what was read for us holds all that is wanted of ``other``."""
        return self.resources >= other.resources and self.users >= other.users and self.locations >= other.locations


@dataclass(frozen=True, slots=True)
class Target:
    """Which resource an event addresses, and at which location."""

    resource_id: ResourceId
    location_id: LocationId


@dataclass(frozen=True, slots=True, order=True)
class CurvePoint:
    """The start of a period, UTC, and its delta to the spot price in money per kWh."""

    start: datetime
    price: float


@dataclass(frozen=True, slots=True, order=True)
class PriceCurve:
    """Points in the order they came: sparse or dense, sorted or not.

    Every point lasts ``resolution`` (above zero). ``currency`` is Spark's own
    word, an ISO 4217 code as far as we know; prices are per kWh, whatever unit
    Spark stated.
    """

    points: tuple[CurvePoint, ...]
    resolution: timedelta
    currency: str


@dataclass(frozen=True, slots=True)
class PriceCurvePayload:
    """One curve for all its targets; ``price_area`` is Spark's own word, such as NO1."""

    targets: tuple[Target, ...]
    curve: PriceCurve
    price_area: str


@dataclass(frozen=True, slots=True)
class UserEligibilityPayload:
    """Which of our users became eligible or ceased to be; None where the event has no such list (then ask)."""

    added_users: tuple[UserId, ...] | None
    removed_users: tuple[UserId, ...] | None


@dataclass(frozen=True, slots=True)
class PowerLimit:
    """A ceiling for one location: at most ``most_kw`` at any moment of ``[start, end)``, UTC."""

    location_id: LocationId
    start: datetime
    end: datetime
    most_kw: float


@dataclass(frozen=True, slots=True)
class PowerLimitPayload:
    """A limitation of power consumption (LPC) at our locations, ascending; empty where it is for others.

    ``unread`` are those of our locations about which it says something that
    cannot be read. Specified: an invite-only pilot, whose form may change
    without notice.
    """

    payload_type: str
    limits: tuple[PowerLimit, ...]
    unread: frozenset[LocationId] = frozenset()

    @property
    def is_reservation(self) -> bool:
        """Tell whether it is power that may be called upon later (specified by its name alone)."""
        return self.payload_type == "LPCReservation"


@dataclass(frozen=True, slots=True)
class UnknownPayload:
    """A payload of a type that we do not act on."""

    payload_type: str


type Payload = PriceCurvePayload | UserEligibilityPayload | PowerLimitPayload | UnknownPayload


@dataclass(frozen=True, slots=True)
class SparkEvent:
    """Something Spark tells its partner; ``created_at`` is UTC."""

    event_id: EventId
    created_at: datetime
    payload: Payload


@dataclass(frozen=True, slots=True)
class EventsPage:
    """One page of events in Spark's order, newest first (specified).

    ``remarks`` says in words what was left out of it and why, a line each.
    ``next_page`` is None on the last page.
    """

    events: tuple[SparkEvent, ...]
    remarks: tuple[str, ...]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class EnergyPoint:
    """The energy that was drawn in the hour beginning at ``start`` (UTC), in kWh, never below zero."""

    start: datetime
    energy_kwh: float


@dataclass(frozen=True, slots=True)
class EnergyUsage:
    """What one resource drew at one location, hour by hour, ascending.

    ``meter_point_id`` says through which of the location's meters, None where
    nobody said. Specified: for vehicles, docs/spark-api.md "Reports".
    """

    resource_id: ResourceId
    location_id: LocationId
    points: tuple[EnergyPoint, ...]
    meter_point_id: MeterPointId | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Our one answer to one event, with all its resources in it."""

    event_id: EventId
    usages: tuple[EnergyUsage, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Spark's answer to a report that it took: its own id of it, and the HTTP status."""

    report_id: str
    status: int | None


class HeldBackBy(StrEnum):
    """Why Spark holds money back; the value names the texts."""

    NO_METER_POINT = "no_meter_point"
    OTHER_METER_POINT = "other_meter_point"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Compensation:
    """What one location has earned in the running month, in ``currency``.

    ``active`` can be paid out; ``blocked`` is held back by ``problems``, Spark's
    own words, until they are solved. Specified: docs/spark-api.md "Compensation".
    """

    location_id: LocationId
    active: float
    blocked: float
    currency: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that Spark notifies, as it tells of it; the secret is never told (specified).

    ``types`` are Spark's own names. ``is_healthy`` is False where it says that
    the address does not answer, or not in time.
    """

    webhook_id: WebhookId
    url: str
    types: frozenset[str]
    is_enabled: bool
    is_healthy: bool


@dataclass(frozen=True, slots=True)
class Notification:
    """What Spark sent by itself: about which event, and when that was made (UTC); None where it does not say."""

    notification_id: NotificationId | None
    event_id: EventId | None
    created_at: datetime | None = None

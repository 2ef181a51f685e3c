"""What this Spark remembers, without a word about HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from .areas import ELIGIBLE_METER_POINTS
from .wire import JsonObject, to_wire

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present, read anew at every call so that it can be frozen."""
    return datetime.now(UTC)


@dataclass(slots=True)
class User:
    """A customer of the partner."""

    user_id: str
    is_eligible: bool = False
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Location:
    """A place of a user."""

    location_id: str
    user_id: str
    location_type: str = "Unknown"
    coordinates: Coordinates | None = None
    meter_point_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that draws power; a vehicle is bound to no location."""

    resource_id: str
    resource_type: str
    user_id: str
    location_id: str | None = None
    meter_point_id: str | None = None


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A user's taking part."""

    user_id: str
    enrollment_id: str
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is answered, and the instant that decides its place."""

    event_id: str
    created_at: datetime
    body: JsonObject


@dataclass(frozen=True, slots=True)
class Usage:
    """The energy that one resource drew at a location, in the period beginning at ``start``."""

    resource_id: str
    location_id: str
    start: datetime
    energy_kwh: float


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its body as it arrived, and the usages in it that still count."""

    report_id: str
    event_id: str
    created_at: datetime
    body: JsonObject
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class EligibilityCheck:
    """A user whose locations changed; looked at again when it is due."""

    user_id: str
    due: datetime


@dataclass(slots=True)
class Webhook:
    """An address that wants to be told; ``former_secret`` is the one before the last change."""

    webhook_id: str
    url: str
    created_at: datetime
    modified_at: datetime
    analyzed_at: datetime
    name: str | None = None
    notification_types: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)
    former_secret: str | None = field(default=None, repr=False)
    enabled: bool = True
    status: str = "New"


@dataclass(slots=True)
class Notification:
    """What one webhook is still to be told of one event; written down at the first attempt.

    ``event`` are the members of the envelope that come from the event.
    """

    notification_id: str
    webhook_id: str
    notification_type: str
    event: JsonObject
    due: datetime
    attempts: int = 0
    body: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a notification; without an answer the status is None."""

    webhook_id: str
    webhook_url: str
    notification_id: str
    notification_type: str
    event_id: str
    sent_at: datetime
    body: str
    signature: str | None
    status: int | None
    is_timeout: bool
    duration_ms: int

    @property
    def is_success(self) -> bool:
        """Whether the webhook acknowledged."""
        return self.status is not None and self.status // 100 == 2


@dataclass(slots=True)
class World:
    """Everything one partner has at Spark, and what is still to happen to it.

    ``announced`` are the users of whom the last eligibility event knew.
    ``curves_until`` is the instant up to which daily curves were published.
    ``listeners`` are told of every event once it is there.
    """

    now: Clock = utc_now
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Oslo"))
    eligibility_delay: timedelta = timedelta(minutes=10)
    eligible_meter_points: frozenset[str] = ELIGIBLE_METER_POINTS
    users: dict[str, User] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    events: dict[str, StoredEvent] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    checks: list[EligibilityCheck] = field(default_factory=list)
    announced: set[str] = field(default_factory=set)
    announced_at: datetime | None = None
    changed_at: datetime | None = None
    curves_until: datetime | None = None
    webhooks: dict[str, Webhook] = field(default_factory=dict)
    notifications: dict[str, Notification] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    listeners: list[Callable[[StoredEvent], None]] = field(default_factory=list)

    def locations_of(self, user_id: str) -> list[Location]:
        """Return a user's locations, oldest first."""
        return [location for location in self.locations.values() if location.user_id == user_id]

    def resources_of(self, user_id: str) -> list[Resource]:
        """Return a user's resources, vehicles included, oldest first."""
        return [resource for resource in self.resources.values() if resource.user_id == user_id]

    def publish(self, payload: JsonObject, created_at: datetime | None = None) -> str:
        """Add an event and return its id; ``payloadType`` is the payload's last member."""
        event_id = str(uuid4())
        created = created_at or self.now()
        written = to_wire(created, tick=len(self.events) % 10)
        self.add_event(event_id, created, {"id": event_id, "createdAt": written, "payload": payload})
        return event_id

    def add_event(self, event_id: str, created_at: datetime, body: JsonObject) -> None:
        """Keep an event as it is."""
        self.events[event_id] = event = StoredEvent(event_id, created_at, body)
        for listener in self.listeners:
            listener(event)

    def newest_first(self) -> list[StoredEvent]:
        """Return all events, the later made first; of two equals the later added."""
        return sorted(self.events.values(), key=lambda event: event.created_at)[::-1]

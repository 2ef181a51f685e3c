"""The state as JSON and back, so that a process survives a restart.

Tokens are not in it: after a restart every client has to ask for a new one.
The secrets of webhooks are, or nothing could be signed any more; the log of
what was delivered is not.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from .state import (
    Coordinates,
    EligibilityCheck,
    Enrollment,
    Location,
    Notification,
    Report,
    Resource,
    StoredEvent,
    Usage,
    User,
    Webhook,
    World,
)
from .wire import JsonObject

VERSION = 1


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def to_json(world: World) -> JsonObject:
    """Return everything that is remembered."""
    return {
        "version": VERSION,
        "users": rows(world.users.values()),
        "locations": rows(world.locations.values()),
        "resources": rows(world.resources.values()),
        "enrollments": rows(world.enrollments.values()),
        "events": rows(world.events.values()),
        "reports": rows(world.reports),
        "checks": rows(world.checks),
        "announced": sorted(world.announced),
        "announced_at": plain(world.announced_at),
        "changed_at": plain(world.changed_at),
        "curves_until": plain(world.curves_until),
        "webhooks": rows(world.webhooks.values()),
        "notifications": rows(world.notifications.values()),
    }


def rows(items: Iterable[Any]) -> list[JsonObject]:
    """Return dataclasses as plain objects, in their order."""
    return [plain(asdict(item)) for item in items]


def load_json(world: World, kept: JsonObject) -> None:
    """Replace everything that is remembered."""
    world.users = {row["user_id"]: User(**row) for row in kept["users"]}
    world.locations = {row["location_id"]: location(row) for row in kept["locations"]}
    world.resources = {row["resource_id"]: Resource(**row) for row in kept["resources"]}
    world.enrollments = {row["user_id"]: Enrollment(**with_instant(row, "enrolled_at")) for row in kept["enrollments"]}
    world.events = {row["event_id"]: StoredEvent(**with_instant(row, "created_at")) for row in kept["events"]}
    # A demo may come back with a state that was kept before there were reports or webhooks.
    world.reports = [report(row) for row in kept.get("reports", [])]
    world.checks = [EligibilityCheck(**with_instant(row, "due")) for row in kept["checks"]]
    world.announced = set(kept["announced"])
    world.announced_at = instant(kept["announced_at"])
    world.changed_at = instant(kept["changed_at"])
    world.curves_until = instant(kept["curves_until"])
    world.webhooks = {row["webhook_id"]: webhook(row) for row in kept.get("webhooks", [])}
    world.notifications = {
        row["notification_id"]: Notification(**with_instant(row, "due")) for row in kept.get("notifications", [])
    }


def location(row: JsonObject) -> Location:
    """Return a location from its row."""
    where = row["coordinates"] and Coordinates(**row["coordinates"])
    return Location(**{**row, "coordinates": where, "meter_point_ids": tuple(row["meter_point_ids"])})


def report(row: JsonObject) -> Report:
    """Return a report from its row."""
    usages = tuple(Usage(**with_instant(usage, "start")) for usage in row["usages"])
    return Report(**{**with_instant(row, "created_at"), "usages": usages})


def webhook(row: JsonObject) -> Webhook:
    """Return a webhook from its row."""
    for name in ("created_at", "modified_at", "analyzed_at"):
        row = with_instant(row, name)
    return Webhook(**{**row, "notification_types": tuple(row["notification_types"])})


def with_instant(row: JsonObject, name: str) -> JsonObject:
    """Return a row in which one member is an instant again."""
    return {**row, name: instant(row[name])}


def instant(text: str | None) -> datetime | None:
    """Return the instant of a text."""
    return None if text is None else datetime.fromisoformat(text)

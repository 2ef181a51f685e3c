"""Spark's largest page: 1,000 events, one a day, each with 24 points and five targets, three of them ours."""

from datetime import UTC, datetime, timedelta
import json

from custom_components.volue_spark.spark import wire
from custom_components.volue_spark.spark.merging import timeline_of
from custom_components.volue_spark.spark.models import Ours, ResourceId
from custom_components.volue_spark.spark.timeline import Timeline
from tests.fake_spark.curves import Terms, price_curve
from tests.fake_spark.wire import HOUR, to_wire

EVENTS = 1000
DEVICES = [ResourceId(f"resource-{number}") for number in range(3)]
TARGETS = [(name, "location-1") for name in (*DEVICES, "foreign-1", "foreign-2")]
NEWEST = datetime(2027, 6, 10, 11, 0, 0, 123_456, UTC)


def body() -> bytes:
    """Return the page as Spark sends it, newest first."""
    events = [event(NEWEST - number * timedelta(days=1)) for number in range(EVENTS)]
    pagination = {"totalRecords": EVENTS, "pageSize": EVENTS, "currentPage": 1, "totalPages": 1, "nextPage": None}
    return json.dumps({"events": events, "pagination": pagination}).encode()


def event(created_at: datetime) -> dict[str, object]:
    """Return one dense day."""
    midnight = created_at.replace(hour=22, minute=0, second=0, microsecond=0)
    points = [(midnight + hour * HOUR, (hour - 12) / 100) for hour in range(24)]
    return {
        "id": f"event-{created_at:%Y-%m-%d}",
        "createdAt": to_wire(created_at),
        "payload": price_curve(TARGETS, points, Terms()),
    }


def timelines(page: bytes) -> list[Timeline]:
    """Read a page and merge its events, as a refresh does for three devices."""
    read = wire.events_page(json.loads(page), Ours(frozenset(DEVICES)))
    return [timeline_of(read.events, {device}, NEWEST, UTC) for device in DEVICES]

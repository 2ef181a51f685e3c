"""Until when an event can be reported."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.deadlines import deadlines, end_of, month_end, month_start
from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EventId,
    LocationId,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
)

OSLO, HELSINKI = ZoneInfo("Europe/Oslo"), ZoneInfo("Europe/Helsinki")
HOUR = timedelta(hours=1)


def event(start: datetime, hours: int) -> SparkEvent:
    """Return an event of some hours."""
    points = tuple(CurvePoint(start.astimezone(UTC) + number * HOUR, -0.1) for number in reversed(range(hours)))
    payload = PriceCurvePayload((Target(ResourceId("r"), LocationId("l")),), PriceCurve(points, HOUR, "NOK"), "NO1")
    return SparkEvent(EventId("e"), start.astimezone(UTC) - 11 * HOUR, payload)


@pytest.mark.parametrize("zone", [OSLO, HELSINKI], ids=str)
def test_the_month_ends_at_the_midnight_of_the_area(zone: ZoneInfo) -> None:
    """In Helsinki the 1st begins an hour earlier than in Oslo."""
    found = deadlines(event(datetime(2030, 11, 30, tzinfo=zone), 24), zone)
    assert found.decided_by == datetime(2030, 12, 1, 20, tzinfo=zone)
    assert found.month_end == datetime(2030, 12, 1, tzinfo=zone)
    assert found.last_call == datetime(2030, 12, 3, tzinfo=zone)


def test_an_hour_that_is_the_first_of_the_month_in_one_zone_only() -> None:
    """23:00 in Oslo on the 30th is midnight in Helsinki: for a Finnish home it is another month."""
    late = event(datetime(2030, 11, 30, 23, tzinfo=OSLO), 1)
    assert deadlines(late, OSLO).month_end == datetime(2030, 12, 1, tzinfo=OSLO)
    assert deadlines(late, HELSINKI).month_end == datetime(2031, 1, 1, tzinfo=HELSINKI)


def test_an_event_at_the_turn_of_the_month_counts_where_it_began() -> None:
    """The earlier deadline is the safe one."""
    found = deadlines(event(datetime(2030, 1, 31, 20, tzinfo=OSLO), 8), OSLO)
    assert found.month_end == datetime(2030, 2, 1, tzinfo=OSLO)
    assert found.decided_by == datetime(2030, 2, 2, 20, tzinfo=OSLO)


def test_hours_are_waited_for_until_the_evening_of_the_next_day() -> None:
    """Also where the clocks change in between."""
    found = deadlines(event(datetime(2030, 3, 30, tzinfo=OSLO), 24), OSLO)
    assert found.decided_by == datetime(2030, 3, 31, 18, tzinfo=UTC)
    assert found.last_call == datetime(2030, 4, 3, tzinfo=OSLO)


def test_an_event_ends_with_its_last_hour() -> None:
    """Points come in any order."""
    assert end_of(event(datetime(2030, 6, 10, 10, tzinfo=UTC), 3)) == datetime(2030, 6, 10, 13, tzinfo=UTC)


def test_months_begin_and_end_at_local_midnight() -> None:
    """What is kept and forgotten goes by them."""
    now = datetime(2030, 3, 31, 23, 30, tzinfo=UTC)
    assert month_start(now, OSLO) == datetime(2030, 4, 1, tzinfo=OSLO)
    assert month_start(now, UTC, ago=2) == datetime(2030, 1, 1, tzinfo=UTC)
    assert month_end(now, OSLO) == datetime(2030, 5, 1, tzinfo=OSLO)
    assert month_end(datetime(2030, 12, 31, 12, tzinfo=UTC), OSLO) == datetime(2031, 1, 1, tzinfo=OSLO)

"""The curve of a test event."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import LocationId, ResourceId, Target
from custom_components.volue_spark.spark.simulation import favourable_now

TARGETS = (Target(ResourceId("r"), LocationId("l")),)


@pytest.mark.parametrize(
    ("minute", "hours"),
    [(0, 1), (29, 1), (30, 2), (59, 2)],
    ids=["on the hour", "before half", "past half", "nearly over"],
)
def test_a_test_event_is_favourable_now_and_for_half_an_hour_at_least(minute: int, hours: int) -> None:
    """Pressed at one minute to, an event of one hour would be over before anyone looks."""
    now = datetime(2026, 3, 4, 10, minute, 12, tzinfo=UTC)
    curve = favourable_now(TARGETS, "SEK", now).curve
    end = curve.points[-1].start + curve.resolution
    assert len(curve.points) == hours
    assert curve.points[0].start <= now < end
    assert end - now >= timedelta(minutes=30)
    assert all(point.price < 0 and point.start.minute == 0 for point in curve.points)


@pytest.mark.parametrize(
    ("currency", "sent", "area"),
    [("NOK", "NOK", "NO1"), ("SEK", "SEK", "SE3"), ("DKK", "DKK", "DK1"), ("EUR", "EUR", "FI"), ("PLN", "NOK", "NO1")],
)
def test_only_currencies_of_spark_are_sent(currency: str, sent: str, area: str) -> None:
    """Spark would decline any other."""
    payload = favourable_now(TARGETS, currency, datetime(2026, 3, 4, tzinfo=UTC))
    assert (payload.curve.currency, payload.price_area) == (sent, area)

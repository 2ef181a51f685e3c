"""How long a report waits that cannot have arrived."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import Fault
from tests.shell.hours import minutes_later, publish, settle
from tests.shell.reports.evening import Evening

A_MINUTE, REPORTS = timedelta(minutes=1), "/reports$"


def asked(evening: Evening) -> int:
    """Return how many reports Spark was sent."""
    return len([seen for seen in evening.spark.requests if seen.path.endswith("/reports")])


async def pause(evening: Evening) -> float:
    """Let the pause pass and return its length in minutes; nothing is sent until its last minute."""
    assert evening.known.again_at
    before, began = asked(evening), dt_util.utcnow()
    again_at = dt_util.utc_from_timestamp(evening.known.again_at)
    for moment, requests in ((again_at - A_MINUTE, before), (again_at + A_MINUTE, before + 1)):
        evening.freezer.move_to(moment)
        async_fire_time_changed(evening.hass)
        await settle(evening.hass)
        assert asked(evening) == requests
    return round((again_at - began) / A_MINUTE)


async def test_each_pause_is_twice_the_last_and_none_longer_than_six_hours(evening: Evening) -> None:
    """A fleet that comes back every quarter of an hour keeps down what tries to get up."""
    evening.spark.fail("POST", REPORTS, Fault(status=403), times=7)
    await evening.report()
    assert [await pause(evening) for _ in range(7)] == [15, 30, 60, 120, 240, 360, 360]
    assert (evening.settlement, len(evening.spark.reports)) == ("accepted", 1)


@pytest.mark.parametrize(
    ("stated", "minutes"),
    [
        ("60", 15),
        ("7200", 120),
        ("172800", 24 * 60),
        ("99999999999999999999", 24 * 60),
        ("soon", 15),
        ("-5", 15),
        ("Wed, 12 Jun 2030 07:28:00 GMT", 15),
        ("", 15),
    ],
)
async def test_what_spark_asks_for_is_waited_for_up_to_a_day(evening: Evening, stated: str, minutes: int) -> None:
    """Earlier would be rude; two days could cost the month."""
    evening.spark.fail("POST", REPORTS, Fault(status=429, headers={"Retry-After": stated}))
    await evening.report()
    assert await pause(evening) == minutes
    assert (evening.settlement, len(evening.spark.reports)) == ("accepted", 1)


async def test_other_reports_wait_too_while_spark_asks_for_patience(evening: Evening) -> None:
    """The limit is the account's: the next report would only be turned away as well."""
    evening.spark.fail("POST", REPORTS, Fault(status=429, headers={"Retry-After": "14400"}))
    await evening.report()
    publish(evening.spark, 19, both=False, created=10)
    await evening.entry.runtime_data.coordinator.async_refresh()
    for _ in range(3):
        await minutes_later(evening.hass, evening.freezer, 61)
    assert (asked(evening), evening.spark.reports) == (1, [])
    await minutes_later(evening.hass, evening.freezer, 61)
    assert (asked(evening), len(evening.spark.reports)) == (3, 2)

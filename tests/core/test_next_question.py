"""Spark is asked often at first, then ever less, and never not at all."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from custom_components.volue_spark.spark.eligibility import DECIDED_AFTER, next_question

SINCE = datetime(2026, 3, 28, 22, 17, 5, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
SCHEDULE = [
    *(minutes * MINUTE for minutes in (1, 3, 10, 15, 30)),
    *(30 * MINUTE + hours * HOUR for hours in range(1, 24)),
    *(days * DAY for days in range(1, 8)),
]


def test_a_home_is_asked_about_at_once_then_hourly_then_daily() -> None:
    """A household looks at it in the first minutes; a home outside every area may wait for months."""
    asked, now = [], SINCE
    while now < SINCE + 7 * DAY:
        now = next_question(SINCE, now)
        asked.append(now - SINCE)
    assert asked == SCHEDULE


def test_every_question_is_asked_once() -> None:
    """Asked at its own instant, the next one is meant; a tick before, this one still is."""
    for this, following in pairwise(SCHEDULE):
        assert next_question(SINCE, SINCE + this - TICK) == SINCE + this
        assert next_question(SINCE, SINCE + this) == SINCE + following


def test_a_home_of_months_ago_is_asked_about_daily_at_the_same_time() -> None:
    """Its answer may change when Volue adds an area."""
    assert next_question(SINCE, SINCE + 200 * DAY + 5 * HOUR) == SINCE + 201 * DAY


@pytest.mark.parametrize(
    "age",
    [*SCHEDULE, timedelta(0), TICK, -TICK, -MINUTE, -HOUR, -DAY, -3650 * DAY, 3650 * DAY, 20_000 * DAY],
    ids=str,
)
@pytest.mark.parametrize("shift", [-TICK, timedelta(0), TICK], ids=["before", "at", "after"])
def test_the_next_question_lies_always_ahead(age: timedelta, shift: timedelta) -> None:
    """One that is due already would be asked in a loop; clocks jump, and files are old."""
    now = SINCE + age + shift
    assert next_question(SINCE, now) > now


def test_a_clock_that_was_put_back_delays_the_first_question_only_by_its_jump() -> None:
    """A small computer starts with a wrong clock until it has found the right time."""
    assert next_question(SINCE, SINCE - 5 * MINUTE) == SINCE + MINUTE


def test_a_no_counts_when_spark_had_its_ten_minutes_and_more() -> None:
    """Said earlier, the household would give up on a home that is about to be found."""
    assert timedelta(minutes=10) < DECIDED_AFTER <= HOUR
    assert DECIDED_AFTER in SCHEDULE

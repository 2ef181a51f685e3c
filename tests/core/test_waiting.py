"""How long a device may be held back, and what ends it: at the very edges."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.spans import Span
from custom_components.volue_spark.spark.waiting import (
    Comfort,
    Past,
    Waiting,
    is_warm,
    looks,
    may_wait,
    next_ready,
    rested_at,
)

OSLO = ZoneInfo("Europe/Oslo")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# In Oslo it is two o'clock in the afternoon.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
SPAN = Span(NOON + 3 * HOUR, NOON + 5 * HOUR)
NOTHING, PLAIN = Past(), Waiting(3 * HOUR)
WATER = Waiting(3 * HOUR, comfort=Comfort(45, hot_every=72 * HOUR))


@pytest.mark.parametrize(
    ("waiting", "past", "now", "since", "may"),
    [
        (PLAIN, NOTHING, NOON, None, True),
        (PLAIN, NOTHING, NOON - SECOND, None, False),
        (PLAIN, NOTHING, NOON + HOUR, NOON, True),
        (PLAIN, NOTHING, NOON + HOUR, NOON - SECOND, False),
        # Begun in the future, by a clock that stepped back: it counts from now.
        (PLAIN, NOTHING, NOON - SECOND, NOON + HOUR, False),
        (PLAIN, Past(NOON - 2 * HOUR), NOON + HOUR, None, True),
        (PLAIN, Past(NOON - 2 * HOUR + SECOND), NOON + HOUR, None, False),
        # A wait that began after another one was given up; and one that is on its way back already.
        (PLAIN, Past(NOON - SECOND), NOON + HOUR, NOON, True),
        (PLAIN, Past(NOON), NOON + HOUR, NOON, False),
        (Waiting(3 * HOUR, time(21), 4 * HOUR), NOTHING, NOON, None, True),
        (Waiting(3 * HOUR, time(20, 59, 59), 4 * HOUR), NOTHING, NOON, None, False),
        # That time has passed today: tomorrow's is meant.
        (Waiting(3 * HOUR, time(14), 4 * HOUR), NOTHING, NOON, None, True),
        (WATER, Past(hot_at=NOON, temperature_c=45), NOON, None, True),
        (WATER, Past(hot_at=NOON, temperature_c=44.99), NOON, None, False),
        (WATER, Past(hot_at=NOON), NOON, None, False),
        (WATER, Past(temperature_c=50), NOON, None, False),
        (WATER, Past(hot_at=NOON - 65 * HOUR, temperature_c=50), NOON, None, True),
        (WATER, Past(hot_at=NOON - 65 * HOUR - SECOND, temperature_c=50), NOON, None, False),
        (Waiting(3 * HOUR, comfort=Comfort(18)), Past(temperature_c=18), NOON, None, True),
    ],
)
def test_what_may_wait(waiting: Waiting, past: Past, now: datetime, since: datetime | None, may: bool) -> None:
    """One second too long is nothing, but a rule that is off by its edge is off by hours elsewhere."""
    assert may_wait(SPAN, waiting, past, OSLO, now, since) is may


def test_usual_figures_stand_where_nobody_states_any() -> None:
    """A car needs four hours, water 60 °C, and four hours for getting there."""
    assert (PLAIN.needs, PLAIN.ready_by, PLAIN.comfort) == (4 * HOUR, None, None)
    assert (Comfort(45).hot, Comfort(45).hot_every, Comfort(45).heats_in) == (60, None, 4 * HOUR)


@pytest.mark.parametrize(
    ("waiting", "temperature", "warm"),
    [(PLAIN, None, True), (PLAIN, 0, True), (WATER, 45, True), (WATER, 44.9, False), (WATER, None, False)],
)
def test_who_has_no_floor_is_always_warm(waiting: Waiting, temperature: float | None, warm: bool) -> None:
    """A charger asks for no thermometer; a tank without one must not wait."""
    assert is_warm(waiting, Past(temperature_c=temperature)) is warm


def test_a_wait_given_up_is_followed_by_a_rest_of_the_same_length() -> None:
    """Else a curve that is put off each hour would hold it back all day."""
    assert rested_at(PLAIN, Past(NOON), NOON) == NOON + 3 * HOUR
    assert rested_at(PLAIN, NOTHING, NOON) is None
    assert rested_at(PLAIN, Past(NOON), NOON - SECOND) is None


def test_it_is_looked_at_again_whenever_the_answer_may_change_by_the_clock_alone() -> None:
    """An instant that is left out is a wait that begins at the next boundary, if at all."""
    whole = Waiting(3 * HOUR, time(15))
    assert list(looks(SPAN, PLAIN, NOTHING, OSLO, NOON)) == [NOON]
    assert list(looks(SPAN, whole, Past(NOON), OSLO, NOON)) == [NOON, NOON + 3 * HOUR, NOON + HOUR]


@pytest.mark.parametrize(
    ("now", "ready"),
    [
        (NOON, NOON + 24 * HOUR),
        (NOON - SECOND, NOON),
        # The night in which an hour is left out, and the one that has it twice.
        (datetime(2026, 3, 28, 13, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 13, tzinfo=UTC)),
    ],
)
def test_ready_is_by_the_household_s_clock(now: datetime, ready: datetime) -> None:
    """A car that is ready an hour late after a night in March has cost a morning."""
    assert next_ready(time(14), OSLO, now) == ready


def test_a_time_that_a_night_leaves_out_is_met_on_the_day_after() -> None:
    """Half past two does not exist on that night; something still has to be answered."""
    before = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)
    assert before < next_ready(time(2, 30), OSLO, before) < before + 36 * HOUR

"""When the hours of a wish begin and end, and which of it is news."""

from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.volue_spark.spark.hours import Hours, coming, hours_at, hours_of, running, turns
from custom_components.volue_spark.spark.stretches import is_favourable, is_to_avoid
from tests.core.test_timeline import DAY, HOUR, R1, R2, at, event, merged

DELTAS = st.dictionaries(st.integers(0, 12).map(float), st.sampled_from([-0.5, -0.2, 0.0, 0.3]))


def hours(start: float, end: float, delta: float = -0.5) -> Hours:
    """Return hours of the day."""
    return Hours(at(start), at(end), delta, "NOK")


def told(told: Hours | None, present: Hours | None, now: float) -> list[tuple[str, float, float]]:
    """Return what is news as (what, start hour, end hour)."""
    return [
        ("start" if turn.is_start else "end", (turn.hours.start - DAY) / HOUR, (turn.hours.end - DAY) / HOUR)
        for turn in turns(told, present, at(now))
    ]


def test_hours_in_a_row_are_one_whatever_they_cost() -> None:
    """Who is woken at each change of price turns the sound off."""
    timeline = merged(event("e", {10: -0.2, 11: -0.5, 12: -0.3, 15: -0.1, 16: 0.4}))
    assert hours_of([timeline], is_favourable) == (hours(10, 13, -0.5), hours(15, 16, -0.1))
    assert hours_of([timeline], is_to_avoid) == (hours(16, 17, 0.4),)


def test_a_home_s_hours_are_those_of_any_device() -> None:
    """The home has no delta of its own; the strongest of its devices' is told."""
    first, second = event("a", {10: -0.2}, targets=(R1,)), event("b", {11: -0.5, 13: -0.1}, targets=(R2,))
    timelines = [merged(first, resource=R1), merged(second, resource=R2)]
    assert hours_of(timelines, is_favourable) == (hours(10, 12, -0.5), hours(13, 14, -0.1))


@given(DELTAS, DELTAS, st.integers(-1, 15))
def test_hours_cover_exactly_what_is_wished(one: dict[float, float], other: dict[float, float], hour: int) -> None:
    """Against the slow way: to ask each curve at each half hour."""
    timelines = [
        merged(event("a", one, targets=(R1,)), resource=R1),
        merged(event("b", other, targets=(R2,)), resource=R2),
    ]
    found = hours_of(timelines, is_favourable)
    for now in (at(hour), at(hour + 0.5)):
        wished = any((interval := timeline.at(now)) is not None and interval.delta < 0 for timeline in timelines)
        assert (hours_at(found, now) is not None) == wished
    assert all(earlier.end < later.start for earlier, later in pairwise(found))
    assert list(coming(found, at(hour))) == [each for each in found if each.start > at(hour)]


@pytest.mark.parametrize(
    ("known", "present", "now", "news"),
    [
        (None, None, 9, []),
        (None, hours(10, 12), 10, [("start", 10, 12)]),
        (None, hours(10, 12), 11.5, [("start", 10, 12)]),  # after an outage, or by a curve that came late
        (hours(10, 12), hours(10, 12), 11, []),
        (hours(10, 12), None, 12, [("end", 10, 12)]),
        (hours(10, 12), None, 14, [("end", 10, 12)]),
        (hours(10, 12), None, 11, [("end", 10, 11)]),  # cut short by a new curve
        (hours(10, 12), hours(10, 14), 11, []),  # prolonged
        (hours(10, 12), hours(11, 14), 11.5, []),  # moved
        (hours(10, 12), hours(12, 14), 13, [("end", 10, 12), ("start", 12, 14)]),
        (hours(10, 12), hours(15, 16), 15, [("end", 10, 12), ("start", 15, 16)]),  # unseen for a while
        (hours(10, 12), None, 9.9, []),  # the clock was set back
        (hours(10, 12), hours(8, 9.95), 9.9, []),
    ],
)
def test_each_start_and_each_end_is_news_once(
    known: Hours | None, present: Hours | None, now: float, news: list[tuple[str, float, float]]
) -> None:
    """A charger that is switched off in the middle of paid hours earns nothing."""
    assert told(known, present, now) == news


@pytest.mark.parametrize(
    ("known", "present", "now", "still"),
    [
        (None, hours(10, 12), 10, hours(10, 12)),
        (hours(10, 12), hours(10, 14), 11, hours(10, 14)),
        (hours(10, 12), None, 12, None),
        (hours(10, 12), None, 9.9, hours(10, 12)),
    ],
)
def test_what_runs_is_remembered_until_its_end_is_told(
    known: Hours | None, present: Hours | None, now: float, still: Hours | None
) -> None:
    """A start that is forgotten while the clock is set back is told again."""
    assert running(known, present, at(now)) == still

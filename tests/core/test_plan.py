"""Curve and rule -> plan: each row is a day in somebody's house, and the policy does what the plan says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.device_state import DeviceState, Held, Task
from custom_components.volue_spark.spark.models import EventId
from custom_components.volue_spark.spark.plan import Planned, plan
from custom_components.volue_spark.spark.policy import Action, decide
from custom_components.volue_spark.spark.rules import Rule, Wear
from custom_components.volue_spark.spark.spans import Fit
from custom_components.volue_spark.spark.timeline import Interval, Timeline
from custom_components.volue_spark.spark.waiting import Past, Waiting

OSLO = ZoneInfo("Europe/Oslo")
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
# Local midnights: an ordinary day, one of 25 hours and one of 23.
JUNE = datetime(2026, 6, 9, 22, tzinfo=UTC)
AUTUMN = datetime(2027, 10, 30, 22, tzinfo=UTC)
SPRING = datetime(2027, 3, 27, 23, tzinfo=UTC)

# [start, end) in hours from midnight, and the delta.
type Drawn = Sequence[tuple[float, float, float]]
# R or W, and [start, end) in hours from midnight.
type Steps = list[tuple[str, float, float]]


def curve(drawn: Drawn, midnight: datetime = JUNE, known: float = 48, *days: tuple[float, float]) -> Timeline:
    """Return a timeline, known until an hour and on some later days."""

    def at(hour: float) -> datetime:
        return midnight + hour * HOUR

    intervals = tuple(Interval(at(start), at(end), delta, "NOK", EventId("e")) for start, end, delta in drawn)
    return Timeline(intervals, at(known), tuple((at(start), at(end)) for start, end in days))


def steps(found: list[Planned], midnight: datetime = JUNE) -> Steps:
    """Return a plan as the tables draw it."""
    letters = {Task.RUN: "R", Task.WAIT: "W"}
    return [(letters[step.task], (step.start - midnight) / HOUR, (step.end - midnight) / HOUR) for step in found]


PLAIN = Rule(is_following=True, zone=OSLO)
WAITS = replace(PLAIN, waiting=Waiting(6 * HOUR))
BY_SEVEN = replace(PLAIN, waiting=Waiting(8 * HOUR, time(7), 4 * HOUR))
ONCE = replace(WAITS, wear=Wear(starts_a_day=1))
NIGHT: Drawn = [(2, 3, -0.2), (3, 5, -0.4), (5, 6, 0.3)]

ROWS = {
    "without a wish nothing is planned": (PLAIN, [(2, 3, 0.0), (4, 6, 0.3)], []),
    "what touches is one run, whatever it pays": (PLAIN, NIGHT, [("R", 2, 5)]),
    "it waits for so long at most": (WAITS, [(10, 12, -0.2)], [("W", 4, 10), ("R", 10, 12)]),
    "it does not wait while it runs": (
        WAITS,
        [(10, 12, -0.2), (15, 16, -0.1)],
        [("W", 4, 10), ("R", 10, 12), ("W", 12, 15), ("R", 15, 16)],
    ),
    "hours to avoid are no reason to wait": (WAITS, [(10, 12, 0.4)], []),
    "hours that pay too little are not waited for": (
        replace(WAITS, fit=Fit(0.1)),
        [(2, 3, -0.09), (10, 11, -0.1)],
        [("W", 4, 10), ("R", 10, 11)],
    ),
    "a quarter between two that pay too little is not followed alone": (
        replace(WAITS, fit=Fit(0.1, HOUR)),
        [(10, 10.5, -0.05), (10.5, 11, -0.2), (11, 12, -0.05)],
        [],
    ),
    "what is too short is neither followed nor waited for": (
        replace(WAITS, fit=Fit(shortest=HOUR)),
        [(10, 10.75, -0.2), (12, 13, -0.2)],
        [("W", 6, 12), ("R", 12, 13)],
    ),
    "in time for the morning it waits all evening": (BY_SEVEN, [(2, 5, -0.2)], [("W", -6, 2), ("R", 2, 5)]),
    "too late for the morning it waits only after it": (BY_SEVEN, [(10, 12, -0.2)], [("W", 7, 10), ("R", 10, 12)]),
    "hours that begin in the morning's need are not waited for": (
        BY_SEVEN,
        [(3.25, 5, -0.2)],
        [("R", 3.25, 5)],
    ),
    "to the minute in time is in time": (BY_SEVEN, [(3, 5, -0.2)], [("W", -5, 3), ("R", 3, 5)]),
    "when it has to be ready while it runs it waits no more": (
        BY_SEVEN,
        [(6, 8, -0.2), (10, 11, -0.1)],
        [("R", 6, 8), ("W", 8, 10), ("R", 10, 11)],
    ),
    "one start a day is one run a day": (
        ONCE,
        [(10, 11, -0.2), (14, 15, -0.2), (34, 35, -0.2)],
        [("W", 4, 10), ("R", 10, 11), ("W", 28, 34), ("R", 34, 35)],
    ),
    "hours without a start left begin at midnight where they last": (
        replace(PLAIN, wear=Wear(starts_a_day=1)),
        [(10, 11, -0.2), (22, 26, -0.2), (30, 31, -0.2)],
        [("R", 10, 11), ("R", 24, 26)],
    ),
    "no wait begins on a day without a start left": (
        ONCE,
        [(10, 11, -0.2), (26, 27, -0.2)],
        [("W", 4, 10), ("R", 10, 11), ("W", 24, 26), ("R", 26, 27)],
    ),
    "a wait begins where the hours that were left out end": (
        replace(WAITS, wear=Wear(starts_a_day=1)),
        [(10, 11, -0.2), (23, 23.5, -0.2), (25, 26, -0.2)],
        [("W", 4, 10), ("R", 10, 11), ("W", 24, 25), ("R", 25, 26)],
    ),
}


@pytest.mark.parametrize(("rule", "drawn", "expected"), ROWS.values(), ids=ROWS)
def test_a_rule_makes_a_plan_of_a_curve(rule: Rule, drawn: Drawn, expected: Steps) -> None:
    """Whoever trusts a plan that is wrong finds a cold car in the morning."""
    assert steps(plan(curve(drawn), rule)) == expected


def test_where_nothing_is_known_nothing_waits() -> None:
    """The day between may still get hours of its own: before it is known nobody can tell for what to wait."""
    tomorrow = curve([(50, 51, -0.2)], JUNE, 24, (48, 72))
    assert steps(plan(tomorrow, WAITS)) == [("W", 48, 50), ("R", 50, 51)]


def test_a_wait_that_reaches_a_day_nobody_knows_is_given_up_for_good() -> None:
    """Held back again and again, a tank would be cold for two days."""
    waits = replace(PLAIN, waiting=Waiting(30 * HOUR))
    tomorrow = curve([(50, 51, -0.2), (58, 59, -0.2)], JUNE, 24, (48, 72))
    assert steps(plan(tomorrow, waits)) == [("W", 20, 24), ("R", 50, 51), ("W", 54, 58), ("R", 58, 59)]


@pytest.mark.parametrize(("midnight", "hours"), [(AUTUMN, 25), (SPRING, 23), (JUNE, 24)])
def test_a_day_has_the_hours_it_has(midnight: datetime, hours: int) -> None:
    """Counted with 24, the second start would be an hour early or late, and seven o'clock another hour."""
    rule = replace(PLAIN, wear=Wear(starts_a_day=1))
    assert steps(plan(curve([(1, 2, -0.2), (20, 27, -0.2)], midnight), rule), midnight) == [
        ("R", 1, 2),
        ("R", hours, 27),
    ]
    seven = hours - 24 + 7
    in_time = curve([(seven - 4, seven - 3, -0.2)], midnight)
    assert steps(plan(in_time, BY_SEVEN), midnight)[0] == ("W", seven - 12, seven - 4)
    too_late = curve([(seven - 3.75, seven - 3, -0.2)], midnight)
    assert steps(plan(too_late, BY_SEVEN), midnight)[0] == ("R", seven - 3.75, seven - 3)


def walked(timeline: Timeline, rule: Rule, midnight: datetime) -> list[Planned]:
    """Return what the policy does with a device that obeys at once, quarter by quarter."""
    state, found = DeviceState(is_running=False), list[Planned]()
    for n in range(-4 * 24, 4 * 75):
        now = midnight + n * QUARTER
        decision = decide(timeline, rule, state, now)
        if decision.action in (Action.RUN, Action.WAIT):
            task = Task.RUN if decision.action is Action.RUN else Task.WAIT
            starts = (*state.starts, now) if task is Task.RUN else state.starts
            state = replace(state, held=Held(task, now, was_running=False), is_running=task is Task.RUN, starts=starts)
        elif decision.action is Action.GIVE_BACK:
            past = Past(ended_at=now) if state.waits_since else state.past
            state = replace(state, held=None, is_running=False, past=past)
        if state.held:
            found.append(Planned(state.held.task, now, now + QUARTER))
    return joined(found)


def joined(found: list[Planned]) -> list[Planned]:
    """Return as one what touches and is the same."""
    cuts = [0, *(n for n, (a, b) in enumerate(pairwise(found), 1) if a.end != b.start or a.task != b.task), len(found)]
    return [replace(found[a], end=found[b - 1].end) for a, b in pairwise(cuts) if a < b]


@pytest.mark.parametrize(("rule", "drawn"), [row[:2] for row in ROWS.values()], ids=ROWS)
@pytest.mark.parametrize("midnight", [JUNE, AUTUMN, SPRING])
def test_the_policy_does_what_the_plan_says(rule: Rule, drawn: Drawn, midnight: datetime) -> None:
    """Two readings of one rule: whatever the calendar promises, the device does."""
    timeline = curve(drawn, midnight)
    assert walked(timeline, rule, midnight) == plan(timeline, rule)


@pytest.mark.parametrize("most", [6, 30])
def test_the_policy_waits_where_the_plan_says_on_days_that_nobody_knows(most: int) -> None:
    """The same for a day that is missing between two others."""
    rule = replace(PLAIN, waiting=Waiting(most * HOUR))
    timeline = curve([(50, 51, -0.2), (58, 59, -0.2)], JUNE, 24, (48, 72))
    assert walked(timeline, rule, JUNE) == plan(timeline, rule)

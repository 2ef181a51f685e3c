"""Plan, rule and wishes -> what a household may expect: each row is a look at the calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.device_state import Task
from custom_components.volue_spark.spark.plan import Planned
from custom_components.volue_spark.spark.prospects import Wishes, prospects
from custom_components.volue_spark.spark.reasons import Reason
from custom_components.volue_spark.spark.rules import Rule
from custom_components.volue_spark.spark.spans import Span

MIDNIGHT, HOUR = datetime(2026, 6, 9, 22, tzinfo=UTC), timedelta(hours=1)
FOLLOWS = Rule(is_following=True)
LETTERS = {Task.RUN: "R", Task.WAIT: "W"}


def at(hour: float) -> datetime:
    """Return an instant in hours from midnight."""
    return MIDNIGHT + hour * HOUR


def span(start: float, end: float) -> Span:
    """Return what lies between two hours from midnight."""
    return Span(at(start), at(end))


PLAN = [Planned(Task.WAIT, at(8), at(12)), Planned(Task.RUN, at(12), at(14)), Planned(Task.RUN, at(20), at(26))]
EVENING = (("R", 20, 26, None),)
NOON = (("W", 8, 12, None), ("R", 12, 14, None))
OFF, PAUSED, LEFT, ASKED, TAKEN = (
    Reason.NOT_FOLLOWING,
    Reason.PAUSED,
    Reason.NOT_TODAY,
    Reason.ASKED_TO_RUN,
    Reason.TAKEN_OVER,
)

ROWS = {
    "nobody asks for anything": (FOLLOWS, Wishes(), (*NOON, *EVENING)),
    "it does not follow": (
        replace(FOLLOWS, is_following=False),
        Wishes(),
        (("W", 8, 12, OFF), ("R", 12, 14, OFF), ("R", 20, 26, OFF)),
    ),
    "a paused home is the stronger reason": (
        Rule(is_following=False, is_paused=True),
        Wishes(left=span(0, 24)),
        (("W", 8, 12, PAUSED), ("R", 12, 14, PAUSED), ("R", 20, 26, PAUSED)),
    ),
    "not today ends at midnight, in the midst of a run": (
        FOLLOWS,
        Wishes(left=span(13, 24)),
        (("W", 8, 12, None), ("R", 12, 13, None), ("R", 13, 14, LEFT), ("R", 20, 24, LEFT), ("R", 24, 26, None)),
    ),
    "asked to run it does not wait": (
        FOLLOWS,
        Wishes(run=span(9, 11)),
        (("W", 8, 9, None), ("R", 9, 11, ASKED), ("W", 11, 12, None), ("R", 12, 14, None), *EVENING),
    ),
    "asked to run it does, whatever else was said": (
        replace(FOLLOWS, is_following=False),
        Wishes(run=span(13, 15)),
        (("W", 8, 12, OFF), ("R", 12, 13, OFF), ("R", 13, 15, ASKED), ("R", 20, 26, OFF)),
    ),
    "asked to run while nothing is planned": (
        FOLLOWS,
        Wishes(run=span(16, 18)),
        (*NOON, ("R", 16, 18, ASKED), *EVENING),
    ),
    "hours that somebody took over are theirs as a whole": (
        FOLLOWS,
        Wishes(aside_until=at(14)),
        (("W", 8, 12, None), ("R", 12, 14, TAKEN), *EVENING),
    ),
    "what somebody took over long ago is no news": (FOLLOWS, Wishes(aside_until=at(3)), (*NOON, *EVENING)),
}


@pytest.mark.parametrize(("rule", "wishes", "expected"), ROWS.values(), ids=ROWS)
def test_a_plan_and_what_people_decide_make_what_is_expected(
    rule: Rule, wishes: Wishes, expected: tuple[tuple[str, float, float, Reason | None], ...]
) -> None:
    """A calendar that promises what nobody does is worse than none."""
    found = prospects(PLAN, rule, wishes, at(13))
    drawn = [(LETTERS[p.task], (p.start - MIDNIGHT) / HOUR, (p.end - MIDNIGHT) / HOUR, p.reason) for p in found]
    assert drawn == list(expected)
    assert [p.is_real for p in found] == [p.reason in (None, ASKED) for p in found]


@pytest.mark.parametrize(("now", "waits"), [(9, TAKEN), (13, None)])
def test_whoever_took_over_a_wait_took_the_hours_with_it(now: float, waits: Reason | None) -> None:
    """It runs although it should wait: its plan must not go on saying that it waits."""
    found = prospects(PLAN, FOLLOWS, Wishes(aside_until=at(14)), at(now))
    assert [p.reason for p in found] == [waits, TAKEN, None]

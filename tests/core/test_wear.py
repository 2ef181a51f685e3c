"""Minimum times and starts at their very edges: what a table of usual moments does not meet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.device_state import DeviceState, Gate, Held, Task
from custom_components.volue_spark.spark.models import EventId
from custom_components.volue_spark.spark.policy import Action, Decision, decide
from custom_components.volue_spark.spark.reasons import Reason
from custom_components.volue_spark.spark.rules import Rule, Wear
from custom_components.volue_spark.spark.spans import Span
from custom_components.volue_spark.spark.timeline import Interval, Timeline
from custom_components.volue_spark.spark.waiting import Comfort, Past, Waiting

OSLO = ZoneInfo("Europe/Oslo")
# Half past eleven in the evening in Oslo.
LATE = datetime(2026, 6, 10, 21, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = Timeline((Interval(LATE, LATE + 2 * HOUR, -0.5, "NOK", EventId("e")),), LATE + 24 * HOUR)
RULE = Rule(is_following=True, zone=OSLO, wear=Wear(10 * MINUTE, 20 * MINUTE, 1))
OFF = DeviceState(is_running=False)
RUNS = DeviceState(is_running=True, held=Held(Task.RUN, LATE, was_running=False), turned_at=LATE)


def test_a_new_local_day_brings_new_starts_in_the_middle_of_the_hours() -> None:
    """By UTC, or by the hours' end, the device would lose an hour and a half of the night."""
    started = replace(OFF, starts=(LATE - 3 * HOUR,))
    midnight = LATE + 30 * MINUTE
    refused = decide(NIGHT, RULE, started, LATE)
    assert refused == Decision(Action.KEEP, Reason.NO_MORE_STARTS, midnight, is_put_off=True)
    assert decide(NIGHT, RULE, started, midnight).action is Action.RUN


def test_a_minimum_counts_from_the_very_instant_and_is_over_at_its_end() -> None:
    """A call and its boundary come in the same instant, and so does the timer that looks again."""
    off_at = replace(OFF, turned_at=LATE)
    assert decide(NIGHT, RULE, off_at, LATE).reason is Reason.MINIMUM_OFF
    assert decide(NIGHT, RULE, off_at, LATE + 20 * MINUTE).action is Action.RUN
    no_hours = Timeline((), LATE + 24 * HOUR)
    assert decide(no_hours, RULE, RUNS, LATE).reason is Reason.MINIMUM_ON
    assert decide(no_hours, RULE, RUNS, LATE + 10 * MINUTE).action is Action.GIVE_BACK


@pytest.mark.parametrize(
    ("rule", "state", "reason"),
    [
        (replace(RULE, is_paused=True), RUNS, Reason.PAUSED),
        (replace(RULE, is_following=False), RUNS, Reason.NOT_FOLLOWING),
        (RULE, replace(RUNS, left=Span(LATE, LATE + HOUR)), Reason.NOT_TODAY),
        (RULE, replace(RUNS, aside_until=LATE + HOUR), Reason.TAKEN_OVER),
    ],
)
def test_a_person_s_word_counts_at_once(rule: Rule, state: DeviceState, reason: Reason) -> None:
    """Whoever says no and sees it run on for ten minutes does not trust it again."""
    decision = decide(NIGHT, rule, state, LATE + MINUTE)
    assert (decision.action, decision.reason, decision.is_put_off) == (Action.GIVE_BACK, reason, False)


def test_cold_water_is_no_reason_for_a_start_of_its_own() -> None:
    """Only who was held back goes before wear: a tank that its own thermostat heats is spared like any other."""
    waiting = Waiting(3 * HOUR, comfort=Comfort(45, hot_every=72 * HOUR))
    cold = replace(OFF, turned_at=LATE - MINUTE, past=Past(hot_at=LATE - HOUR, temperature_c=40))
    assert decide(NIGHT, replace(RULE, waiting=waiting), cold, LATE).reason is Reason.MINIMUM_OFF


def test_nothing_waits_where_nobody_knows_the_curve() -> None:
    """Favourable hours of tomorrow say nothing about the hours before them that Spark has not spoken of."""
    waits = replace(RULE, waiting=Waiting(3 * HOUR))
    on, before = DeviceState(is_running=True), LATE - HOUR
    assert decide(NIGHT, waits, on, before).action is Action.WAIT
    unknown = Timeline(NIGHT.intervals, before - HOUR)
    assert decide(unknown, waits, on, before).reason is Reason.CURVE_UNKNOWN


def test_what_was_found_on_waits_for_nobody_but_another_device() -> None:
    """A house at its limit must not keep off what it was found doing."""
    held = DeviceState(is_running=False, held=Held(Task.WAIT, LATE - HOUR, was_running=True))
    nothing = Timeline((), LATE + 24 * HOUR)
    rule = replace(RULE, waiting=Waiting(3 * HOUR))
    full = replace(held, gate=Gate(Reason.HOUSE_LIMIT))
    other = replace(held, gate=Gate(Reason.OTHER_STARTED, LATE + MINUTE))
    assert decide(nothing, rule, full, LATE).action is Action.GIVE_BACK
    assert decide(nothing, rule, other, LATE) == Decision(
        Action.KEEP, Reason.OTHER_STARTED, LATE + MINUTE, is_put_off=True
    )

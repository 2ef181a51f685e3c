"""Rule, curve, device, person and now -> decision: each row is a moment in somebody's house."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.device_state import DeviceState, Gate, Held, Task
from custom_components.volue_spark.spark.models import EventId
from custom_components.volue_spark.spark.policy import Action, Decision, aside_until, decide
from custom_components.volue_spark.spark.reasons import Reason, wish
from custom_components.volue_spark.spark.rules import Rule, Wear
from custom_components.volue_spark.spark.spans import Fit, Span
from custom_components.volue_spark.spark.timeline import Interval, Timeline
from custom_components.volue_spark.spark.waiting import Comfort, Past, Waiting

OSLO = ZoneInfo("Europe/Oslo")
# In Oslo it is two o'clock in the afternoon.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
K, R, W, G = Action.KEEP, Action.RUN, Action.WAIT, Action.GIVE_BACK


def at(hour: float) -> datetime:
    """Return an instant in hours from noon."""
    return NOON + hour * HOUR


def interval(start: float, end: float, delta: float) -> Interval:
    """Return an interval in hours from noon."""
    return Interval(at(start), at(end), delta, "NOK", EventId("e"))


def span(start: float, end: float) -> Span:
    """Return what lies between two hours from noon."""
    return Span(at(start), at(end))


# 12:00 to 14:00 favourable in two steps, then an hour to avoid, at 19:00 a quarter that pays little; known until 22:00.
TIMELINE = Timeline((interval(0, 1, -0.2), interval(1, 2, -0.4), interval(2, 3, 0.3), interval(7, 7.25, -0.01)), at(10))
PLAIN = Rule(is_following=True, zone=OSLO)
OFF, ON = DeviceState(is_running=False), DeviceState(is_running=True)


def held(task: Task, since: float, *, was_running: bool = False, is_running: bool | None = None) -> DeviceState:
    """Return a device that is held and obeys, unless it is said to do otherwise."""
    obeys = task is Task.RUN if is_running is None else is_running
    return DeviceState(is_running=obeys, held=Held(task, at(since), was_running))


RUNS, RUNS_ANYWAY = held(Task.RUN, 0), held(Task.RUN, 0, was_running=True)
WAITS = held(Task.WAIT, -2, was_running=True)

FOLLOW_ROWS = [
    (PLAIN, OFF, -1, K, Reason.NO_WISH, 0),
    (PLAIN, OFF, 0, R, Reason.USING_POWER, 2),
    (PLAIN, ON, 0, R, Reason.ALREADY_ON, 2),
    (PLAIN, RUNS, 1.5, K, Reason.USING_POWER, 2),
    (PLAIN, RUNS_ANYWAY, 1.5, K, Reason.ALREADY_ON, 2),
    (PLAIN, replace(RUNS_ANYWAY, turned_at=at(0)), 1.5, K, Reason.USING_POWER, 2),
    (PLAIN, replace(RUNS_ANYWAY, turned_at=at(-1)), 1.5, K, Reason.ALREADY_ON, 2),
    (PLAIN, RUNS, 2, G, Reason.HOURS_TO_AVOID, 3),
    (PLAIN, RUNS_ANYWAY, 2, G, Reason.HOURS_TO_AVOID, 3),
    (PLAIN, RUNS, 3, G, Reason.NO_WISH, 7),
    (PLAIN, OFF, 2.5, K, Reason.HOURS_TO_AVOID, 3),
    (PLAIN, RUNS, 10, G, Reason.CURVE_UNKNOWN, None),
    (PLAIN, WAITS, 10, G, Reason.CURVE_UNKNOWN, None),
    (PLAIN, OFF, 10, K, Reason.CURVE_UNKNOWN, None),
    # Where it says nothing, nobody knows whether it can be switched: the controller finds out.
    (PLAIN, DeviceState(), 0, R, Reason.USING_POWER, 2),
    (PLAIN, DeviceState(is_silent=True), 0, R, Reason.NOT_ANSWERING, 2),
    (PLAIN, DeviceState(is_silent=True), -1, K, Reason.NO_WISH, 0),
    (PLAIN, replace(RUNS, is_silent=True), 1, K, Reason.NOT_ANSWERING, 2),
    (PLAIN, replace(RUNS, is_drawing=False), 1, K, Reason.DRAWS_NOTHING, 2),
    (PLAIN, replace(RUNS, is_drawing=True), 1, K, Reason.USING_POWER, 2),
    (PLAIN, replace(RUNS, is_drawing=False, is_running=False), 1, K, Reason.USING_POWER, 2),
]

PERSON_ROWS = [
    (replace(PLAIN, is_following=False), OFF, 0, K, Reason.NOT_FOLLOWING, 1),
    (replace(PLAIN, is_following=False), RUNS, 0, G, Reason.NOT_FOLLOWING, 1),
    (replace(PLAIN, is_paused=True), RUNS, 0, G, Reason.PAUSED, 1),
    (replace(PLAIN, is_paused=True, is_following=False), OFF, 0, K, Reason.PAUSED, 1),
    (PLAIN, replace(OFF, aside_until=at(2)), 1, K, Reason.TAKEN_OVER, 2),
    (PLAIN, replace(OFF, aside_until=at(2), is_silent=True), 1, K, Reason.TAKEN_OVER, 2),
    (PLAIN, replace(OFF, aside_until=at(2)), 2, K, Reason.HOURS_TO_AVOID, 3),
    (PLAIN, replace(OFF, aside_until=at(3)), 2, K, Reason.TAKEN_OVER, 3),
    # A curve that was prolonged since: the same hours go on, and so does the person's word.
    (PLAIN, replace(OFF, aside_until=at(1)), 1.5, K, Reason.TAKEN_OVER, 2),
    (PLAIN, replace(OFF, aside_until=at(0)), 0.5, R, Reason.USING_POWER, 2),
    (PLAIN, replace(OFF, left=span(-1, 9)), 1, K, Reason.NOT_TODAY, 9),
    (PLAIN, replace(RUNS, left=span(1, 9)), 1, G, Reason.NOT_TODAY, 9),
    (PLAIN, replace(OFF, left=span(-1, 1)), 1, R, Reason.USING_POWER, 2),
    # A clock that stepped back is before what a person asked for: it is asked for no longer.
    (PLAIN, replace(OFF, left=span(1, 9)), 0.5, R, Reason.USING_POWER, 2),
    (PLAIN, replace(OFF, run=span(4, 6)), 4, R, Reason.ASKED_TO_RUN, 6),
    (PLAIN, replace(RUNS, run=span(4, 6)), 5, K, Reason.ASKED_TO_RUN, 6),
    (PLAIN, replace(RUNS, run=span(4, 6)), 6, G, Reason.NO_WISH, 7),
    (PLAIN, replace(OFF, run=span(4, 6)), 3.9, K, Reason.NO_WISH, 7),
    (PLAIN, replace(OFF, run=span(4, 6), is_silent=True), 4, R, Reason.NOT_ANSWERING, 6),
    (replace(PLAIN, is_following=False), replace(OFF, run=span(4, 6)), 4, R, Reason.ASKED_TO_RUN, 6),
    (replace(PLAIN, is_paused=True), replace(OFF, run=span(11, 13)), 12, R, Reason.ASKED_TO_RUN, 13),
    (PLAIN, replace(OFF, run=span(0, 6), left=span(0, 9), aside_until=at(2)), 1, R, Reason.ASKED_TO_RUN, 6),
    (PLAIN, replace(WAITS, run=span(-1, 1)), -1, R, Reason.ASKED_TO_RUN, 1),
]

PICKY = replace(PLAIN, fit=Fit(0.25))
LONG = replace(PLAIN, fit=Fit(0.0, 2 * HOUR))
FIT_ROWS = [
    (PLAIN, OFF, 7, R, Reason.USING_POWER, 7.25),
    (PICKY, OFF, 0.5, K, Reason.HOURS_SKIPPED, 1),
    (PICKY, OFF, 1, R, Reason.USING_POWER, 2),
    (replace(PLAIN, fit=Fit(0.4)), OFF, 1, R, Reason.USING_POWER, 2),
    (replace(PLAIN, fit=Fit(0.41)), OFF, 1, K, Reason.HOURS_SKIPPED, 2),
    (PICKY, RUNS, 7, G, Reason.HOURS_SKIPPED, 7.25),
    (LONG, OFF, 1.5, R, Reason.USING_POWER, 2),
    (LONG, OFF, 7, K, Reason.HOURS_SKIPPED, 7.25),
    (replace(PLAIN, fit=Fit(0.0, 2 * HOUR + MINUTE)), OFF, 1, K, Reason.HOURS_SKIPPED, 2),
]

SPARED = replace(PLAIN, wear=Wear(10 * MINUTE, 20 * MINUTE, 2))
STARTED_TWICE = (at(-13), at(-3))  # 01:00 and 11:00 in Oslo
WEAR_ROWS = [
    (SPARED, replace(OFF, turned_at=at(-0.25)), 0, K, Reason.MINIMUM_OFF, 1 / 12),
    (SPARED, replace(OFF, turned_at=at(-0.25)), 1 / 12, R, Reason.USING_POWER, 2),
    (SPARED, replace(OFF, turned_at=at(1)), 0, R, Reason.USING_POWER, 2),
    (SPARED, replace(ON, turned_at=at(0)), 0, R, Reason.ALREADY_ON, 2),
    (SPARED, replace(RUNS, turned_at=at(1.9)), 2, K, Reason.MINIMUM_ON, 1.9 + 1 / 6),
    (SPARED, replace(RUNS, turned_at=at(1.8)), 2, G, Reason.HOURS_TO_AVOID, 3),
    (SPARED, replace(RUNS_ANYWAY, turned_at=at(1.9)), 2, G, Reason.HOURS_TO_AVOID, 3),
    (SPARED, replace(RUNS, turned_at=at(1.9), left=span(2, 9)), 2, G, Reason.NOT_TODAY, 9),
    (SPARED, replace(OFF, turned_at=at(3.9), run=span(4, 6)), 4, R, Reason.ASKED_TO_RUN, 6),
    (SPARED, replace(OFF, starts=STARTED_TWICE), 0, K, Reason.NO_MORE_STARTS, 2),
    (SPARED, replace(OFF, starts=STARTED_TWICE), 7, K, Reason.NO_MORE_STARTS, 7.25),
    (SPARED, replace(ON, starts=STARTED_TWICE), 0, R, Reason.ALREADY_ON, 2),
    (SPARED, replace(OFF, starts=STARTED_TWICE, run=span(0, 1)), 0, R, Reason.ASKED_TO_RUN, 1),
    # 23:30 of the day before in Oslo, though the same day in UTC.
    (SPARED, replace(OFF, starts=(at(-14.5), at(-3))), 0, R, Reason.USING_POWER, 2),
    (SPARED, replace(OFF, gate=Gate(Reason.OTHER_STARTED, at(0.01))), 0, K, Reason.OTHER_STARTED, 0.01),
    (SPARED, replace(OFF, gate=Gate(Reason.OTHER_STARTED)), 0, K, Reason.OTHER_STARTED, 2),
    (SPARED, replace(OFF, gate=Gate(Reason.HOUSE_LIMIT)), 0, K, Reason.HOUSE_LIMIT, 2),
    (SPARED, replace(ON, gate=Gate(Reason.HOUSE_LIMIT)), 0, R, Reason.ALREADY_ON, 2),
    (SPARED, replace(OFF, gate=Gate(Reason.HOUSE_LIMIT), run=span(0, 1)), 0, R, Reason.ASKED_TO_RUN, 1),
    # What was found on goes on again whatever the house draws, but not together with another one.
    (SPARED, replace(WAITS, gate=Gate(Reason.HOUSE_LIMIT)), 2, G, Reason.HOURS_TO_AVOID, 3),
    (SPARED, replace(WAITS, gate=Gate(Reason.OTHER_STARTED, at(2.1))), 2, K, Reason.OTHER_STARTED, 2.1),
    (SPARED, replace(WAITS, turned_at=at(1.9)), 2, K, Reason.MINIMUM_OFF, 1.9 + 1 / 3),
    (SPARED, replace(WAITS, turned_at=at(1.9), left=span(2, 9)), 2, G, Reason.NOT_TODAY, 9),
    # It was held to run and never did: it goes back, however often it was started.
    (SPARED, replace(held(Task.RUN, 0, was_running=True, is_running=False), starts=STARTED_TWICE), 2, G,
     Reason.HOURS_TO_AVOID, 3),
]  # fmt: skip

WAITING = replace(PLAIN, waiting=Waiting(3 * HOUR))
READY = replace(PLAIN, waiting=Waiting(3 * HOUR, time(15, 30), HOUR))  # 13:30 UTC
WAIT_ROWS = [
    (WAITING, ON, -4, K, Reason.NO_WISH, -3),
    (WAITING, ON, -3, W, Reason.WAITING, 0),
    (WAITING, OFF, -3, W, Reason.WAITING, 0),
    (WAITING, DeviceState(is_silent=True), -3, W, Reason.NOT_ANSWERING, 0),
    (WAITING, held(Task.WAIT, -3, was_running=True), -0.1, K, Reason.WAITING, 0),
    (WAITING, held(Task.WAIT, -3, was_running=True), 0, R, Reason.USING_POWER, 2),
    (WAITING, RUNS, 2, G, Reason.HOURS_TO_AVOID, 3),
    (WAITING, RUNS, 4, W, Reason.WAITING, 7),
    # The curve put them off: it does not wait longer than it may, counted from when it began.
    (WAITING, held(Task.WAIT, 3.5, was_running=True), 4, G, Reason.NO_WISH, 7),
    (WAITING, held(Task.WAIT, 4, was_running=True), 4, K, Reason.WAITING, 7),
    # A clock that stepped back does not make a wait longer.
    (WAITING, held(Task.WAIT, 6, was_running=True), 3, G, Reason.NO_WISH, 4),
    (WAITING, replace(ON, past=Past(ended_at=at(2.5))), 4.5, K, Reason.NO_WISH, 5.5),
    (WAITING, replace(ON, past=Past(ended_at=at(2.5))), 5.5, W, Reason.WAITING, 7),
    (WAITING, replace(WAITS, past=Past(ended_at=at(-2.5))), -1, K, Reason.WAITING, 0),
    (WAITING, replace(OFF, aside_until=at(2)), -1, K, Reason.TAKEN_OVER, 2),
    (WAITING, WAITS, 10, G, Reason.CURVE_UNKNOWN, None),
    (READY, ON, -3, W, Reason.WAITING, 0),
    (replace(READY, waiting=Waiting(3 * HOUR, time(15, 30), 2 * HOUR)), ON, -3, K, Reason.NO_WISH, 0),
    (replace(READY, waiting=Waiting(3 * HOUR, time(13, 30), HOUR)), ON, -3, K, Reason.NO_WISH, -0.5),
    (replace(READY, waiting=Waiting(3 * HOUR, time(13, 30), HOUR)), ON, -0.5, W, Reason.WAITING, 0),
    (replace(WAITING, wear=Wear(10 * MINUTE)), replace(ON, turned_at=at(-2.9)), -2.8, K, Reason.MINIMUM_ON,
     -2.9 + 1 / 6),
    (replace(SPARED, waiting=Waiting(3 * HOUR)), replace(ON, starts=STARTED_TWICE), -2.9, K, Reason.NO_WISH, 0),
    (replace(SPARED, waiting=Waiting(3 * HOUR)), replace(WAITS, starts=STARTED_TWICE), -1, K, Reason.WAITING, 0),
    (replace(SPARED, waiting=Waiting(3 * HOUR)), replace(WAITS, starts=STARTED_TWICE), 0, R, Reason.USING_POWER, 2),
]  # fmt: skip

WARM = Comfort(45, hot_every=72 * HOUR)
TANK = replace(PLAIN, waiting=Waiting(3 * HOUR, comfort=WARM), wear=Wear(least_off=20 * MINUTE))
HOT = Past(hot_at=at(-60), temperature_c=50)
COLD_GATE = Gate(Reason.HOUSE_LIMIT)
COMFORT_ROWS = [
    (TANK, replace(ON, past=HOT), -2, W, Reason.WAITING, 0),
    (TANK, replace(ON, past=replace(HOT, temperature_c=45)), -2, W, Reason.WAITING, 0),
    (TANK, replace(ON, past=replace(HOT, temperature_c=44.9)), -2, K, Reason.NO_WISH, 0),
    (TANK, replace(ON, past=replace(HOT, temperature_c=None)), -2, K, Reason.NO_WISH, 0),
    (TANK, replace(ON, past=replace(HOT, hot_at=None)), -2, K, Reason.NO_WISH, 0),
    # 72 hours after it was hot, less four for heating up, is when nothing waits any more.
    (TANK, replace(ON, past=replace(HOT, hot_at=at(-68))), -2, W, Reason.WAITING, 0),
    (TANK, replace(ON, past=replace(HOT, hot_at=at(-68.1))), -2, K, Reason.NO_WISH, 0),
    (replace(TANK, waiting=Waiting(3 * HOUR, comfort=Comfort(19))), replace(ON, past=Past(temperature_c=20)), -2, W,
     Reason.WAITING, 0),
    (TANK, replace(WAITS, past=replace(HOT, temperature_c=44.9)), -1, G, Reason.NO_WISH, 0),
    (TANK, replace(WAITS, past=Past(hot_at=at(-60))), -1, G, Reason.NO_WISH, 0),
    # A cold shower counts more than a relay, another device or the house.
    (TANK, replace(WAITS, past=replace(HOT, temperature_c=44), turned_at=at(-1.1), gate=COLD_GATE), -1, G,
     Reason.NO_WISH, 0),
    (TANK, replace(WAITS, past=replace(HOT, temperature_c=44), turned_at=at(-0.1), gate=COLD_GATE), 0, R,
     Reason.USING_POWER, 2),
    (TANK, replace(WAITS, past=HOT, turned_at=at(-0.1), gate=COLD_GATE), 0, K, Reason.MINIMUM_OFF, -0.1 + 1 / 3),
    # The house is no reason to wait longer than the rule says, which is three hours here.
    (TANK, replace(WAITS, past=HOT, gate=COLD_GATE), 0, K, Reason.HOUSE_LIMIT, 1),
    (TANK, replace(WAITS, past=HOT, gate=COLD_GATE), 1, K, Reason.HOUSE_LIMIT, 1 + 1e-9),
    (TANK, replace(WAITS, past=HOT, gate=COLD_GATE), 1.01, R, Reason.USING_POWER, 2),
    (TANK, replace(WAITS, past=replace(HOT, hot_at=at(-67.5)), gate=COLD_GATE), 0.6, R, Reason.USING_POWER, 2),
    (READY, replace(WAITS, gate=COLD_GATE), 0.4, K, Reason.HOUSE_LIMIT, 0.5),
    (READY, replace(WAITS, gate=COLD_GATE), 0.6, R, Reason.USING_POWER, 2),
    # Hot in the future, and given up in the future: both were noted by a clock that stepped back.
    (TANK, replace(ON, past=replace(HOT, hot_at=at(1))), -2, K, Reason.NO_WISH, 0),
    (WAITING, replace(ON, past=Past(ended_at=at(1))), -2, W, Reason.WAITING, 0),
    # On its way back already, it does not begin to wait anew.
    (WAITING, replace(WAITS, past=Past(ended_at=at(-1))), -0.9, G, Reason.NO_WISH, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "state", "hour", "action", "reason", "until"),
    [*FOLLOW_ROWS, *PERSON_ROWS, *FIT_ROWS, *WEAR_ROWS, *WAIT_ROWS, *COMFORT_ROWS],
)
def test_what_is_decided_and_why(
    rule: Rule, state: DeviceState, hour: float, action: Action, reason: Reason, until: float | None
) -> None:
    """A wrong row is a cold shower, an empty car, a worn-out relay, or a household that is not heard."""
    decision = decide(TIMELINE, rule, state, at(hour))
    assert (decision.action, decision.reason) == (action, reason)
    assert (decision.until is None) == (until is None)
    if decision.until and until is not None:
        # The rows are in hours, with fractions.
        assert abs(decision.until - at(until)) < timedelta(milliseconds=1)


def test_only_what_is_put_off_would_be_done_otherwise() -> None:
    """A device on its way back goes on when it is put off, and is taken again when the aim has changed."""
    put_off = decide(TIMELINE, SPARED, replace(OFF, turned_at=at(-0.25)), NOON)
    assert put_off == Decision(K, Reason.MINIMUM_OFF, at(-0.25) + 20 * MINUTE, is_put_off=True)
    assert not decide(TIMELINE, SPARED, RUNS, at(1)).is_put_off


@pytest.mark.parametrize(
    ("state", "hour", "until"), [(RUNS, 1, 2), (RUNS, 3, None), (WAITS, -1, 2), (WAITS, 8, None), (OFF, -1, None)]
)
def test_a_person_s_switching_counts_until_the_hours_end_that_it_is_about(
    state: DeviceState, hour: float, until: float | None
) -> None:
    """Who switches on what waits wants it on, also when the favourable hours begin."""
    assert aside_until(TIMELINE, PLAIN, state, at(hour)) == (None if until is None else at(until))


@pytest.mark.parametrize(
    ("hour", "reason"),
    [(-1, Reason.NO_WISH), (0, Reason.USE_POWER_NOW), (2, Reason.HOURS_TO_AVOID), (10, Reason.CURVE_UNKNOWN)],
)
def test_the_wish_is_said_of_devices_that_nobody_switches_too(hour: int, reason: Reason) -> None:
    """A dishwasher is started by hand: whoever stands before it wants to know."""
    assert wish(TIMELINE, at(hour)) is reason


def test_favourable_hours_end_where_the_first_other_hour_begins() -> None:
    """A person's wish would otherwise end with the first of two favourable hours, or never."""
    gap = Timeline((interval(0, 1, -1), interval(2, 3, -1)), NOON)
    assert gap.favourable_until(NOON) == at(1)
    assert gap.favourable_until(at(1)) is None
    assert TIMELINE.favourable_until(at(0.5)) == at(2)
    assert TIMELINE.favourable_until(at(2)) is None

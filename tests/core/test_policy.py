"""Rule, delta, device and now -> decision."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import EventId
from custom_components.volue_spark.spark.policy import Action, Decision, DeviceState, Reason, Rule, decide, wish
from custom_components.volue_spark.spark.timeline import Interval, Timeline

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOLLOWING, NOT_FOLLOWING = Rule(is_following=True), Rule(is_following=False)
PAUSED = Rule(is_following=True, is_paused=True)
FREE, HELD = DeviceState(is_held=False), DeviceState(is_held=True)
SILENT = DeviceState(is_held=False, is_silent=True)


def interval(start: float, end: float, delta: float) -> Interval:
    """Return an interval in hours from noon."""
    return Interval(NOON + start * HOUR, NOON + end * HOUR, delta, "NOK", EventId("e"))


# 12:00 to 14:00 favourable in two steps, then an hour to avoid; known until 22:00.
TIMELINE = Timeline((interval(0, 1, -0.2), interval(1, 2, -0.4), interval(2, 3, 0.3)), NOON + 10 * HOUR)


@pytest.mark.parametrize(
    ("rule", "state", "hour", "action", "reason", "until"),
    [
        (FOLLOWING, FREE, -1, Action.KEEP, Reason.NO_WISH, 0),
        (FOLLOWING, FREE, 0, Action.TAKE_OVER, Reason.USING_POWER, 2),
        (FOLLOWING, HELD, 1.5, Action.KEEP, Reason.USING_POWER, 2),
        (FOLLOWING, HELD, 2, Action.GIVE_BACK, Reason.HOURS_TO_AVOID, 3),
        (FOLLOWING, HELD, 3, Action.GIVE_BACK, Reason.NO_WISH, 10),
        (FOLLOWING, FREE, 2.5, Action.KEEP, Reason.HOURS_TO_AVOID, 3),
        (FOLLOWING, HELD, 10, Action.GIVE_BACK, Reason.CURVE_UNKNOWN, None),
        (FOLLOWING, FREE, 10, Action.KEEP, Reason.CURVE_UNKNOWN, None),
        (NOT_FOLLOWING, FREE, 0, Action.KEEP, Reason.NOT_FOLLOWING, 1),
        (NOT_FOLLOWING, HELD, 0, Action.GIVE_BACK, Reason.NOT_FOLLOWING, 1),
        (FOLLOWING, DeviceState(is_held=False, aside_until=NOON + 2 * HOUR), 1, Action.KEEP, Reason.TAKEN_OVER, 2),
        (FOLLOWING, DeviceState(is_held=False, aside_until=NOON + HOUR), 1, Action.TAKE_OVER, Reason.USING_POWER, 2),
        (FOLLOWING, DeviceState(is_held=False, aside_until=NOON + 3 * HOUR), 2, Action.KEEP, Reason.HOURS_TO_AVOID, 3),
        (PAUSED, FREE, 0, Action.KEEP, Reason.PAUSED, 1),
        (PAUSED, HELD, 0, Action.GIVE_BACK, Reason.PAUSED, 1),
        (FOLLOWING, SILENT, 0, Action.TAKE_OVER, Reason.NOT_ANSWERING, 2),
        (FOLLOWING, SILENT, -1, Action.KEEP, Reason.NO_WISH, 0),
        (FOLLOWING, replace(SILENT, aside_until=NOON + 2 * HOUR), 1, Action.KEEP, Reason.NOT_ANSWERING, 2),
    ],
)
def test_a_device_is_on_while_the_delta_is_negative_and_a_person_wins(
    rule: Rule, state: DeviceState, hour: float, action: Action, reason: Reason, until: float | None
) -> None:
    """Each row is a moment in somebody's house."""
    ends = None if until is None else NOON + until * HOUR
    assert decide(TIMELINE, rule, state, NOON + hour * HOUR) == Decision(action, reason, ends)


@pytest.mark.parametrize(
    ("hour", "reason"),
    [(-1, Reason.NO_WISH), (0, Reason.USE_POWER_NOW), (2, Reason.HOURS_TO_AVOID), (10, Reason.CURVE_UNKNOWN)],
)
def test_the_wish_is_said_of_devices_that_nobody_switches_too(hour: int, reason: Reason) -> None:
    """A dishwasher is started by hand: whoever stands before it wants to know."""
    assert wish(TIMELINE, NOON + hour * HOUR) is reason


def test_favourable_hours_end_where_the_first_other_hour_begins() -> None:
    """A person's wish would otherwise end with the first of two favourable hours, or never."""
    gap = Timeline((interval(0, 1, -1), interval(2, 3, -1)), NOON)
    assert gap.favourable_until(NOON) == NOON + HOUR
    assert gap.favourable_until(NOON + HOUR) is None
    assert TIMELINE.favourable_until(NOON + 0.5 * HOUR) == NOON + 2 * HOUR
    assert TIMELINE.favourable_until(NOON + 2 * HOUR) is None

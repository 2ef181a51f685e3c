"""What to do with a device now, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .timeline import Timeline


class Action(StrEnum):
    """What the controller is told to do."""

    KEEP = "keep"
    TAKE_OVER = "take_over"
    GIVE_BACK = "give_back"


class Reason(StrEnum):
    """What goes on with a device, as one word."""

    NOT_FOLLOWING = "not_following"
    PAUSED = "paused"
    CURVE_UNKNOWN = "curve_unknown"
    NO_WISH = "no_wish"
    HOURS_TO_AVOID = "hours_to_avoid"
    USE_POWER_NOW = "use_power_now"
    USING_POWER = "using_power"
    TAKEN_OVER = "taken_over"
    NOT_ANSWERING = "not_answering"


@dataclass(frozen=True, slots=True)
class Rule:
    """The user's settings for one device; its home may be paused."""

    is_following: bool
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class DeviceState:
    """What is known about a device: held by us or not, and left alone until when, for a person or for its silence.

    One that ``is_silent`` cannot be switched now, or did not switch on however often it was asked.
    """

    is_held: bool
    aside_until: datetime | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One action with its reason; it holds ``until`` (UTC), or until something happens."""

    action: Action
    reason: Reason
    until: datetime | None


def decide(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Decision:
    """Return what to do: on while the delta is negative, else as it was found.

    A person's wish outlasts the favourable hours in which it was made, no longer.
    """
    until = timeline.next_change(now)
    if reason := _against(timeline, rule, now):
        return Decision(Action.GIVE_BACK if state.is_held else Action.KEEP, reason, until)
    if state.aside_until and now < state.aside_until:
        aside = Reason.NOT_ANSWERING if state.is_silent else Reason.TAKEN_OVER
        return Decision(Action.KEEP, aside, state.aside_until)
    action = Action.KEEP if state.is_held else Action.TAKE_OVER
    running = Reason.NOT_ANSWERING if state.is_silent else Reason.USING_POWER
    return Decision(action, running, timeline.favourable_until(now))


def wish(timeline: Timeline, now: datetime) -> Reason:
    """Return what Spark asks of a device, whoever may follow it."""
    delta = timeline.delta(now)
    if delta is None:
        return Reason.CURVE_UNKNOWN
    if delta == 0:
        return Reason.NO_WISH
    return Reason.USE_POWER_NOW if delta < 0 else Reason.HOURS_TO_AVOID


def _against(timeline: Timeline, rule: Rule, now: datetime) -> Reason | None:
    """Return what speaks against running now, or None in favourable hours."""
    if rule.is_paused:
        return Reason.PAUSED
    if not rule.is_following:
        return Reason.NOT_FOLLOWING
    reason = wish(timeline, now)
    return None if reason is Reason.USE_POWER_NOW else reason

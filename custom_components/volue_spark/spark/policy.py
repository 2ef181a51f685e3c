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
    """Why, as one word."""

    NOT_FOLLOWING = "not_following"
    CURVE_UNKNOWN = "curve_unknown"
    NO_WISH = "no_wish"
    USING_POWER = "using_power"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Rule:
    """The user's settings for one device."""

    is_following: bool


@dataclass(frozen=True, slots=True)
class DeviceState:
    """What is known about a device: held by us or not, and since a person acted, until when."""

    is_held: bool
    aside_until: datetime | None = None


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
        return Decision(Action.KEEP, Reason.PERSON, state.aside_until)
    action = Action.KEEP if state.is_held else Action.TAKE_OVER
    return Decision(action, Reason.USING_POWER, timeline.favourable_until(now))


def _against(timeline: Timeline, rule: Rule, now: datetime) -> Reason | None:
    """Return what speaks against running now, or None in favourable hours."""
    delta = timeline.delta(now)
    if not rule.is_following:
        return Reason.NOT_FOLLOWING
    if delta is None:
        return Reason.CURVE_UNKNOWN
    return None if delta < 0 else Reason.NO_WISH

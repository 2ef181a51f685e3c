"""What to do with a device now, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from .device_state import DeviceState, Gate, Task
from .reasons import Reason, wish
from .rules import Rule
from .spans import Span, next_span, span_at
from .timeline import Timeline
from .waiting import looks, may_wait, waits_until

_INSTANT = timedelta(microseconds=1)


class Action(StrEnum):
    """What the controller is told to do."""

    KEEP = "keep"
    RUN = "run"
    WAIT = "wait"
    GIVE_BACK = "give_back"


_DO = {Task.RUN: Action.RUN, Task.WAIT: Action.WAIT}


@dataclass(frozen=True, slots=True)
class Decision:
    """One action with its reason; it holds ``until`` (UTC), or until something happens.

    One that ``is_put_off`` would be another action, if it were not for wear or for others.
    """

    action: Action
    reason: Reason
    until: datetime | None
    is_put_off: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """What a device should do, None for as it was found; a person's word counts ``is_at_once``, whatever it wears."""

    task: Task | None
    reason: Reason
    until: datetime | None
    is_at_once: bool = False


def decide(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Decision:
    """Return what to do: on in favourable hours, held back before them where the rule says so, else as it was found."""
    aim = _aim(timeline, rule, state, now)
    held = state.held.task if state.held else None
    if aim.task is held:
        return Decision(Action.KEEP, _refined(aim, state), aim.until)
    if not aim.is_at_once and (gate := _gate(aim, rule, state, now)):
        until = _earliest((gate.until, aim.until, _wait_ends(rule, state, now)), now)
        return Decision(Action.KEEP, gate.reason, until, is_put_off=True)
    return Decision(_DO[aim.task] if aim.task else Action.GIVE_BACK, _refined(aim, state), aim.until)


def aside_until(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> datetime | None:
    """Return how long a person's switching counts now: until the hours end that are followed, or are waited for."""
    span = span_at(timeline, rule.fit, now) or (next_span(timeline, rule.fit, now) if state.waits_since else None)
    return span.end if span else None


def _aim(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Aim:
    return (
        _of_person(timeline, rule, state, now)
        or _of_hours(timeline, rule, now)
        or _of_waiting(timeline, rule, state, now)
        or _of_nothing(timeline, rule, state, now)
    )


def _of_person(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Aim | None:
    """Return what a person decided, the strongest first."""
    if state.run and state.run.covers(now):
        return Aim(Task.RUN, Reason.ASKED_TO_RUN, state.run.end, is_at_once=True)
    change = timeline.next_change(now)
    if rule.is_paused:
        return Aim(None, Reason.PAUSED, change, is_at_once=True)
    if not rule.is_following:
        return Aim(None, Reason.NOT_FOLLOWING, change, is_at_once=True)
    if state.left and state.left.covers(now):
        return Aim(None, Reason.NOT_TODAY, state.left.end, is_at_once=True)
    if state.aside_until and now < (until := _prolonged(timeline, rule, state.aside_until)):
        return Aim(None, Reason.TAKEN_OVER, until, is_at_once=True)
    return None


def _prolonged(timeline: Timeline, rule: Rule, until: datetime) -> datetime:
    """Return the end of the hours that ended then, and may have been prolonged since."""
    span = span_at(timeline, rule.fit, until - _INSTANT)
    return max(span.end, until) if span else until


def _of_hours(timeline: Timeline, rule: Rule, now: datetime) -> Aim | None:
    span = span_at(timeline, rule.fit, now)
    return Aim(Task.RUN, Reason.USING_POWER, span.end) if span else None


def _of_waiting(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Aim | None:
    """Return that it waits; each wait ends with a start, so none begins where no start is left."""
    span = next_span(timeline, rule.fit, now) if rule.waiting and timeline.delta(now) is not None else None
    if span is None or rule.waiting is None:
        return None
    if not may_wait(span, rule.waiting, state.past, rule.zone, now, state.waits_since):
        return None
    if state.waits_since is None and not _has_starts(rule, state, now):
        return None
    return Aim(Task.WAIT, Reason.WAITING, span.start)


def _of_nothing(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> Aim:
    """Return that it is as it was found."""
    reason = wish(timeline, now)
    reason = Reason.HOURS_SKIPPED if reason is Reason.USE_POWER_NOW else reason
    return Aim(None, reason, _next_look(timeline, rule, state, now))


def _next_look(timeline: Timeline, rule: Rule, state: DeviceState, now: datetime) -> datetime | None:
    """Return when something else may follow from the clock alone."""
    found: list[datetime | None] = [timeline.next_change(now)]
    span = next_span(timeline, rule.fit, now)
    if span and rule.waiting:
        found += looks(span, rule.waiting, state.past, rule.zone, now)
    return _earliest(found, now)


def _earliest(instants: Iterable[datetime | None], now: datetime) -> datetime | None:
    return min((instant for instant in instants if instant and instant > now), default=None)


def _gate(aim: Aim, rule: Rule, state: DeviceState, now: datetime) -> Gate | None:
    """Return what keeps it from being switched just now, None where nothing does or nothing is to be switched."""
    was_running = state.held.was_running if state.held else state.is_running
    shall_run = was_running if aim.task is None else aim.task is Task.RUN
    if shall_run is state.is_running or state.is_running is None:
        return None
    if not shall_run:
        return _since(state.turned_at, rule.wear.least_on, Reason.MINIMUM_ON, now)
    if _must_not_wait(rule, state, now):
        return None
    return _since(state.turned_at, rule.wear.least_off, Reason.MINIMUM_OFF, now) or _start(aim, rule, state, now)


def _wait_ends(rule: Rule, state: DeviceState, now: datetime) -> datetime | None:
    if state.waits_since is None or rule.waiting is None:
        return None
    # A moment later, for at that instant it may just still wait.
    return waits_until(rule.waiting, state.past, rule.zone, now, state.waits_since) + _INSTANT


def _must_not_wait(rule: Rule, state: DeviceState, now: datetime) -> bool:
    """Tell whether it has waited for as long as it may, or it gets cold: then it waits for no turn either."""
    if state.waits_since is None or rule.waiting is None:
        return False
    now_at_last = Span(now, now)
    return not may_wait(now_at_last, rule.waiting, state.past, rule.zone, now, state.waits_since)


def _since(turned_at: datetime | None, least: timedelta, reason: Reason, now: datetime) -> Gate | None:
    """Return a gate until it was so for long enough; what is still to come was noted by a clock that stepped back."""
    is_too_soon = turned_at is not None and turned_at <= now < turned_at + least
    return Gate(reason, turned_at + least) if is_too_soon and turned_at else None


def _start(aim: Aim, rule: Rule, state: DeviceState, now: datetime) -> Gate | None:
    """Return what keeps it from starting; what it was found doing asks nobody, but does not start with another one."""
    if aim.task is None:
        return state.gate if state.gate and state.gate.reason is Reason.OTHER_STARTED else None
    # The start after a wait was left over when the wait began.
    if not state.waits_since and not _has_starts(rule, state, now):
        return Gate(Reason.NO_MORE_STARTS, _next_midnight(rule.zone, now))
    return state.gate


def _has_starts(rule: Rule, state: DeviceState, now: datetime) -> bool:
    most = rule.wear.starts_a_day
    return most is None or state.starts_on(now, rule.zone) < most


def _next_midnight(zone: tzinfo, now: datetime) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(UTC)


def _refined(aim: Aim, state: DeviceState) -> Reason:
    """Return the reason as the household sees it: whether it really runs."""
    if aim.task and state.is_silent:
        return Reason.NOT_ANSWERING
    if aim.reason is not Reason.USING_POWER:
        return aim.reason
    if state.is_running and state.is_drawing is False:
        return Reason.DRAWS_NOTHING
    return Reason.ALREADY_ON if _was_on_before(state) else Reason.USING_POWER


def _was_on_before(state: DeviceState) -> bool:
    """Tell whether it runs without our having switched it."""
    if state.held is None or not state.is_running:
        return state.is_running is True
    is_ours = state.turned_at is not None and state.turned_at >= state.held.since
    return state.held.was_running and not is_ours

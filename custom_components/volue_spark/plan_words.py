"""What a device is going to do, as a person reads it: an event of a calendar, and one line."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from homeassistant.util import dt as dt_util

from .homes import Device
from .spark.device_state import Task
from .spark.prospects import Prospect
from .spark.reasons import Reason
from .spark.stretches import is_favourable, stretches
from .spark.timeline import Timeline
from .spark.worth import worth_of
from .words import Texts, duration, money, price

# By whether it really does so; the reason why it only would follows in brackets.
_EVENTS = {Task.RUN: ("plan_would_run", "plan_run"), Task.WAIT: ("plan_would_wait", "plan_wait")}
_STEPS = {Task.RUN: ("plan_step_would_run", "plan_step_runs"), Task.WAIT: ("plan_step_would_wait", "plan_step_waits")}
_WHY = {
    Reason.PAUSED: "plan_why_paused",
    Reason.NOT_FOLLOWING: "plan_why_not_following",
    Reason.NOT_TODAY: "plan_why_not_today",
    Reason.TAKEN_OVER: "plan_why_taken_over",
}


def summary(prospect: Prospect, timeline: Timeline, device: Device, texts: Texts) -> str:
    """Return what a device does, for which delta, and why it does not."""
    if prospect.reason is Reason.ASKED_TO_RUN:
        return texts["plan_asked_to_run"]
    text = texts[_EVENTS[prospect.task][prospect.is_real]]
    why = texts[_WHY[prospect.reason]] if prospect.reason else ""
    return text.format(delta=_delta(prospect, timeline, device, texts), why=why)


def explanation(prospect: Prospect, timeline: Timeline, device: Device, texts: Texts) -> str | None:
    """Return what it is for: what a run earns, and what a wait is good for."""
    if prospect.task is Task.WAIT:
        return texts["plan_wait_why"]
    paid = timeline.within(prospect.start, prospect.end)
    amounts = worth_of(paid, device.rated_power_kw, prospect.start, prospect.end)
    if not amounts or not device.usage_entity_id:
        return None
    return texts["worth_of"].format(
        amount=" + ".join(money(amount, currency) for currency, amount in amounts.items()),
        device=device.title,
        power=f"{device.rated_power_kw:g}",
        duration=duration(prospect.end - prospect.start),
    )


def line(prospects: Iterable[Prospect], texts: Texts) -> str:
    """Return what is to come in one line; each day is named by its date: the line stays true if it is read later."""
    days = [f"{day:%d.%m.} {_steps(steps, texts)}" for day, steps in groupby(prospects, _day)]
    return ", ".join(days) or texts["plan_nothing"]


def _steps(steps: Iterable[Prospect], texts: Texts) -> str:
    return ", ".join(
        texts[_STEPS[step.task][step.is_real]].format(start=_clock(step.start), end=_clock(step.end)) for step in steps
    )


def _delta(prospect: Prospect, timeline: Timeline, device: Device, texts: Texts) -> str:
    """Return the least and the most that is paid in it, for each currency."""
    paid = timeline.within(prospect.start, prospect.end)
    found = stretches({device.resource.resource_id: paid}, is_favourable)
    return ", ".join(price(stretch, texts) for stretch in found)


def _day(prospect: Prospect) -> datetime:
    return dt_util.start_of_local_day(dt_util.as_local(prospect.start))


def _clock(instant: datetime) -> str:
    return f"{dt_util.as_local(instant):%H:%M}"

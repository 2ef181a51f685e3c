"""What a device would do by the curve alone, before anything comes between."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from .device_state import Task
from .rules import Rule
from .spans import Span, spans
from .timeline import Timeline
from .waiting import Waiting, next_ready


@dataclass(frozen=True, slots=True)
class Planned:
    """``[start, end)``, UTC, in which a device shall run, or wait with it."""

    task: Task
    start: datetime
    end: datetime


def plan(timeline: Timeline, rule: Rule) -> list[Planned]:
    """Return what the rule makes of all hours that are known, ascending and apart.

    Neither persons nor other devices are in it, nor the minutes for which a
    device stays on or off to be spared, nor the temperature: a water heater is
    taken to be warm enough to wait. Each run is taken for a start.
    """
    return list(_planned(timeline, rule))


def _planned(timeline: Timeline, rule: Rule) -> Iterator[Planned]:
    starts = _Starts(rule)
    free_from: datetime | None = None
    for span in spans(timeline, rule.fit):
        wait = _wait(timeline, rule.waiting, span, starts, free_from) if rule.waiting else None
        if wait:
            yield wait
        # Its start was left over when the wait began.
        begins = span.start if wait and wait.end == span.start else starts.left_from(span.start)
        if begins < span.end:
            starts.note(begins)
            yield Planned(Task.RUN, begins, span.end)
        free_from = _free_from(rule.waiting, span, wait)


def _free_from(waiting: Waiting | None, span: Span, wait: Planned | None) -> datetime:
    """Return when the next wait may begin: after these hours, and after a rest where their wait came to nothing."""
    if waiting and wait and wait.end < span.start:
        return max(span.end, wait.end + waiting.most)
    return span.end


def _wait(
    timeline: Timeline, waiting: Waiting, span: Span, starts: _Starts, free_from: datetime | None
) -> Planned | None:
    """Return the wait before a span; where a day is not known yet nothing waits, and a wait ends."""
    begins = _ready_from(span, waiting, starts.rule)
    begins = starts.left_from(max(begins, free_from or begins))
    begins = _first(timeline, begins, span.start, is_known=True)
    ends = _first(timeline, begins, span.start, is_known=False)
    return Planned(Task.WAIT, begins, ends) if begins < ends else None


def _ready_from(span: Span, waiting: Waiting, rule: Rule) -> datetime:
    """Return since when the hours come in time: after the last time of day at which it has to be ready before them."""
    begins = span.start - waiting.most
    while waiting.ready_by and begins < span.start:
        ready = next_ready(waiting.ready_by, rule.zone, begins)
        if span.start + waiting.needs <= ready:
            break
        begins = ready
    return min(begins, span.start)


def _first(timeline: Timeline, since: datetime, end: datetime, *, is_known: bool) -> datetime:
    """Return the first instant from ``since`` on that is known, or is not; ``end`` where none is."""
    while since < end and (timeline.delta(since) is not None) is not is_known:
        since = timeline.next_change(since) or end
    return min(since, end)


class _Starts:
    """The starts of each local day."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._by_day = Counter[date]()

    def left_from(self, instant: datetime) -> datetime:
        """Return when the next start is left: at once, else at the next midnight."""
        most = self.rule.wear.starts_a_day
        if most is None or self._by_day[self._day(instant)] < most:
            return instant
        return next_ready(time.min, self.rule.zone, instant)

    def note(self, instant: datetime) -> None:
        """Count one."""
        self._by_day[self._day(instant)] += 1

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.rule.zone).date()

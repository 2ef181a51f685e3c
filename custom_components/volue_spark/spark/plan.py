"""What a device would do by the curve alone, before anything comes between."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

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

    Neither persons nor other devices are in it, nor the temperature: a water
    heater is taken to be warm enough to wait.
    """
    return list(_planned(_startable(spans(timeline, rule.fit), rule), rule))


def _startable(found: Iterable[Span], rule: Rule) -> Iterator[Span]:
    """Yield the spans for which a start is left in their local day."""
    starts = Counter[date]()
    for span in found:
        day = span.start.astimezone(rule.zone).date()
        starts[day] += 1
        if rule.wear.starts_a_day is None or starts[day] <= rule.wear.starts_a_day:
            yield span


def _planned(found: Iterable[Span], rule: Rule) -> Iterator[Planned]:
    free_from: datetime | None = None
    for span in found:
        if rule.waiting:
            begins = _waits_from(span, rule.waiting, rule)
            begins = max(begins, free_from) if free_from else begins
            if begins < span.start:
                yield Planned(Task.WAIT, begins, span.start)
        yield Planned(Task.RUN, span.start, span.end)
        free_from = span.end


def _waits_from(span: Span, waiting: Waiting, rule: Rule) -> datetime:
    """Return when the wait before a span begins: after the last time of day at which it has to be ready."""
    begins = span.start - waiting.most
    while waiting.ready_by and begins < span.start:
        ready = next_ready(waiting.ready_by, rule.zone, begins)
        if span.start + waiting.needs <= ready:
            break
        begins = ready
    return min(begins, span.start)

"""Which favourable hours a device follows: those that pay enough and last long enough."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .timeline import Interval, Timeline


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)``, UTC."""

    start: datetime
    end: datetime

    def covers(self, now: datetime) -> bool:
        """Tell whether an instant lies in it; before the start, too, it does not: a clock may have stepped back."""
        return self.start <= now < self.end


@dataclass(frozen=True, slots=True)
class Fit:
    """What makes hours worth following: the delta is at least so far below zero, and they last so long.

    ``least_delta`` is money per kWh at or above zero, in the curve's currency.
    """

    least_delta: float = 0.0
    shortest: timedelta = timedelta(0)

    def pays(self, interval: Interval) -> bool:
        """Tell whether an interval is favourable enough."""
        return interval.is_favourable and -interval.delta >= self.least_delta

    def lasts(self, span: Span) -> bool:
        """Tell whether hours that belong together are long enough."""
        return span.end - span.start >= self.shortest


def spans(timeline: Timeline, fit: Fit) -> Iterator[Span]:
    """Yield all hours that a device follows, ascending and apart."""
    return filter(fit.lasts, _joined(filter(fit.pays, timeline.intervals)))


def coming_spans(timeline: Timeline, fit: Fit, now: datetime) -> Iterator[Span]:
    """Yield those that are not over, the first of which may have begun."""
    intervals = timeline.intervals[_first(timeline.intervals, fit, now) :]
    return (span for span in filter(fit.lasts, _joined(filter(fit.pays, intervals))) if span.end > now)


def span_at(timeline: Timeline, fit: Fit, now: datetime) -> Span | None:
    """Return the hours around ``now``, None outside of all that are followed."""
    return next((span for span in coming_spans(timeline, fit, now) if span.start <= now), None)


def next_span(timeline: Timeline, fit: Fit, now: datetime) -> Span | None:
    """Return the next hours that begin after ``now``."""
    return next((span for span in coming_spans(timeline, fit, now) if span.start > now), None)


def _first(intervals: tuple[Interval, ...], fit: Fit, now: datetime) -> int:
    """Return where the hours around ``now`` begin, else where the last interval before it is."""
    index = max(bisect_right(intervals, now, key=_start) - 1, 0)
    while index and intervals[index - 1].end == intervals[index].start and fit.pays(intervals[index - 1]):
        index -= 1
    return index


def _joined(intervals: Iterable[Interval]) -> Iterator[Span]:
    """Yield as one what touches."""
    span: Span | None = None
    for interval in intervals:
        if span and span.end == interval.start:
            span = Span(span.start, interval.end)
            continue
        if span:
            yield span
        span = Span(interval.start, interval.end)
    if span:
        yield span


def _start(interval: Interval) -> datetime:
    return interval.start

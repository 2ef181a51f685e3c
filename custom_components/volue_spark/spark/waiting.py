"""How long a device may be held back before favourable hours, and what must not wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .spans import Span

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Comfort:
    """What a temperature must do while something is held back, in °C.

    Below ``floor`` nothing waits. ``hot_every`` is how often it has to be at
    ``hot`` at least, against Legionella, None where that is no matter; the
    last ``heats_in`` of it are for heating up, and not for waiting.
    """

    floor: float
    hot: float = 60.0
    hot_every: timedelta | None = None
    heats_in: timedelta = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Waiting:
    """At most so long before favourable hours; for being ``ready_by`` a local time of day it ``needs`` so long."""

    most: timedelta
    ready_by: time | None = None
    needs: timedelta = timedelta(hours=4)
    comfort: Comfort | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What of the past counts, and the temperature now; all instants UTC, None where nobody knows.

    ``ended_at`` is when the last wait was given up without favourable hours,
    ``hot_at`` when it was hot last.
    """

    ended_at: datetime | None = None
    hot_at: datetime | None = None
    temperature_c: float | None = None


def may_wait(span: Span, waiting: Waiting, past: Past, zone: tzinfo, now: datetime, since: datetime | None) -> bool:
    """Tell whether a device may be held back now until the span begins; ``since`` is when its wait began, if it waits.

    A curve that is put off again and again must not hold it back for ever: it
    counts from when the wait began, and one that was given up is followed by a
    rest of the same length.
    """
    is_near = span.start - min(since or now, now) <= waiting.most
    goes_on = since is not None and (past.ended_at is None or past.ended_at < since)
    is_rested = goes_on or (rested_at(waiting, past, now) or now) <= now
    return is_near and is_rested and _is_ready(span, waiting, zone, now) and _is_comfortable(span, waiting, past, now)


def is_warm(waiting: Waiting, past: Past) -> bool:
    """Tell whether nobody has to fear a cold shower: what nobody measures is not warm where it has to be."""
    is_known_warm = past.temperature_c is not None and waiting.comfort and past.temperature_c >= waiting.comfort.floor
    return waiting.comfort is None or bool(is_known_warm)


def rested_at(waiting: Waiting, past: Past, now: datetime) -> datetime | None:
    """Return when the next wait may begin after one that was given up; in the future none was."""
    return past.ended_at + waiting.most if past.ended_at and past.ended_at <= now else None


def waits_until(waiting: Waiting, past: Past, zone: tzinfo, now: datetime, since: datetime) -> datetime:
    """Return how long a wait may last at most that began then, whatever it waits for."""
    ends = [since + waiting.most]
    if waiting.ready_by:
        ends.append(next_ready(waiting.ready_by, zone, now) - waiting.needs)
    if waiting.comfort and waiting.comfort.hot_every and past.hot_at:
        ends.append(past.hot_at + waiting.comfort.hot_every - waiting.comfort.heats_in)
    return min(ends)


def looks(span: Span, waiting: Waiting, past: Past, zone: tzinfo, now: datetime) -> Iterator[datetime]:
    """Yield the instants at which another answer may follow from the clock alone."""
    yield span.start - waiting.most
    if rested := rested_at(waiting, past, now):
        yield rested
    if waiting.ready_by:
        yield next_ready(waiting.ready_by, zone, now)


def next_ready(ready_by: time, zone: tzinfo, now: datetime) -> datetime:
    """Return the next instant (UTC) after ``now`` at which a local clock shows the time."""
    today = now.astimezone(zone).date()
    instants = (_instant(day, ready_by, zone) for day in (today, today + _DAY, today + 2 * _DAY))
    return next(instant for instant in instants if instant > now)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _is_ready(span: Span, waiting: Waiting, zone: tzinfo, now: datetime) -> bool:
    """Tell whether enough is left between the span's start and the time at which it has to be ready."""
    return not waiting.ready_by or span.start + waiting.needs <= next_ready(waiting.ready_by, zone, now)


def _is_comfortable(span: Span, waiting: Waiting, past: Past, now: datetime) -> bool:
    if not is_warm(waiting, past):
        return False
    if (comfort := waiting.comfort) is None or comfort.hot_every is None:
        return True
    return (
        past.hot_at is not None
        and past.hot_at <= now
        and span.start <= past.hot_at + comfort.hot_every - comfort.heats_in
    )

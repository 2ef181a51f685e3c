"""What Spark wishes for each day, and when Home Assistant does not run."""

from dataclasses import dataclass
from datetime import datetime

from tests.month.moments import DAY, HOUR, MINUTE, SECOND, at, hour_of, hours_of

FIRST_DAY, LAST_DAY, LONG_DAY = 1, 31, 27
# Devices are older than the time that is lived.
SINCE = at(0, "18:00")
BEGINS, ENDS = at(FIRST_DAY - 1, "18:00"), at(LAST_DAY + 2, "04:00")
# The event's hours by the day's number, modulo three.
WISHED = {0: (11, 12, 13, 14), 1: (2, 3, 4), 2: (17, 18, 19, 22)}


def event_hours(day: int) -> list[datetime]:
    """Return the hours of the day's event; all 25 where the clocks change."""
    if day == LONG_DAY:
        return hours_of(at(day), at(day + 1))
    return [at(day, f"{hour:02}:00") for hour in WISHED[day % 3]]


def published_at(day: int) -> datetime:
    """Return when the day's event is published: on the day before."""
    return at(day - 1, "19:00" if day == FIRST_DAY else "13:05")


# An event of half hours: the recorder keeps whole ones, and Spark is told of none of these.
HALF_HOURS = [at(14, clock) for clock in ("10:00", "10:30", "11:00", "11:30")]
HALF_HOURS_PUBLISHED = at(13, "13:10")


@dataclass(frozen=True, slots=True)
class Outage:
    """Home Assistant does not run in ``[stop, start)``; when it is killed, it writes nothing more."""

    stop: datetime
    start: datetime
    is_kill: bool = False


#   restart of a minute        harmless to all
#   over the full hour         harmless to a power sensor where its hour misses two minutes at most
#   killed for five minutes    harmless to a counter; of power nobody knows since the last full hour
#   for hours, killed for hours, at the event's end
#   two restarts in a row      together under two minutes
#   killed for a night         nobody knows whether these files are a backup, and another one went on: a person is asked
_OUTAGES = (
    Outage(at(2, "18:20:30"), at(2, "18:21:30")),
    Outage(at(3, "12:58:30"), at(3, "13:04")),
    Outage(at(4, "03:37"), at(4, "03:42"), is_kill=True),
    Outage(at(5, "17:30"), at(5, "20:10")),
    Outage(at(6, "13:30"), at(6, "16:20"), is_kill=True),
    Outage(at(8, "22:50"), at(9, "01:00")),
    Outage(at(9, "12:10"), at(9, "12:10:40")),
    Outage(at(9, "12:12"), at(9, "12:12:40")),
    Outage(at(11, "19:30"), at(12, "03:00"), is_kill=True),
)
OUTAGES = tuple(outage for outage in _OUTAGES if BEGINS < outage.stop < ENDS)
# What waited for its report when that night began, and what fell due in it.
ASKED_ABOUT = {10, 11}


def known_runs() -> list[tuple[datetime, datetime]]:
    """Return when Home Assistant is known to have run: a kill leaves the last mark, five seconds past the hour."""
    runs, start = [], BEGINS
    for outage in OUTAGES:
        mark = hour_of(outage.stop) + 5 * SECOND
        mark = mark if mark < outage.stop else mark - HOUR
        runs.append((start, max(start, mark) if outage.is_kill else outage.stop))
        start = outage.start
    return [*runs, (start, ENDS)]


def ran_at(instant: datetime) -> bool:
    """Tell whether Home Assistant is known to have run before and after an instant."""
    return any(start < instant < until for start, until in known_runs())


def unknown_minutes(hour: datetime) -> float:
    """Return for how many minutes of an hour nobody knows that Home Assistant ran."""
    ran = (min(until, hour + HOUR) - max(start, hour) for start, until in known_runs())
    return 60 - sum(length / MINUTE for length in ran if length > 0 * DAY)

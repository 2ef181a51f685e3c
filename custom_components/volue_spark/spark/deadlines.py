"""Until when an event can be reported, and how long its hours are waited for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .models import PriceCurvePayload, SparkEvent
from .usage import HOUR

_A_DAY = timedelta(days=1)
# Specified: a report on the last day of a month is taken after it, for a while; assumed: until the end of the 2nd.
GRACE = 2 * _A_DAY
# Late statistics have come by then, and somebody has been at home.
_EVENING = time(20)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Until when (UTC) a report is decided and sent.

    ``decided_by``: what of its hours is not proved then never will be.
    ``month_end``: the end of the local month that the event took place in.
    ``last_call``: later it is not sent.
    """

    decided_by: datetime
    month_end: datetime

    @property
    def last_call(self) -> datetime:
        """Return when it is too late."""
        return self.month_end + GRACE


def deadlines(event: SparkEvent, zone: tzinfo) -> Deadlines:
    """Return them for an event with a curve; ``zone`` is that of its price area.

    An event at the turn of a month took place in the month in which it began.
    Specified: docs/spark-api.md "Reports". Assumed: months are the price area's.
    """
    starts = _starts(event)
    first, last = (edge.astimezone(zone).date() for edge in (min(starts), max(starts)))
    evening = datetime.combine(last + _A_DAY, _EVENING, zone).astimezone(UTC)
    return Deadlines(evening, _midnight(_first_of_next_month(first), zone))


def start_of(event: SparkEvent) -> datetime:
    """Return when (UTC) the first hour of an event with a curve begins."""
    return min(_starts(event))


def end_of(event: SparkEvent) -> datetime:
    """Return when (UTC) the last hour of an event with a curve is over."""
    return max(_starts(event)) + HOUR


def month_start(now: datetime, zone: tzinfo, *, ago: int = 0) -> datetime:
    """Return the instant (UTC) at which a local month began: the running one, or so many months ``ago``."""
    day = now.astimezone(zone).date().replace(day=1)
    for _ in range(ago):
        day = (day - _A_DAY).replace(day=1)
    return _midnight(day, zone)


def month_end(now: datetime, zone: tzinfo) -> datetime:
    """Return the instant (UTC) at which the running local month ends."""
    return _midnight(_first_of_next_month(now.astimezone(zone).date()), zone)


def _starts(event: SparkEvent) -> list[datetime]:
    payload = event.payload
    return [point.start for point in payload.curve.points] if isinstance(payload, PriceCurvePayload) else []


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _A_DAY).replace(day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

"""What the home drew before its first start, as its recorder would have counted it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .devices import Model

ZONE = ZoneInfo("Europe/Oslo")
HOUR = timedelta(hours=1)
# The recorder's shortest rows.
ROW = timedelta(minutes=5)
# The last full week, and what there is of today.
DAYS = timedelta(days=7)
# The sum before the week began. Home Assistant books a first row's whole sum as
# its use, so it stands where nobody looks.
LONG_AGO = timedelta(days=400)
# From the start of the demo until its counters count. A row that ends in between is
# one of the past: Home Assistant would have none, and the hour would have a hole.
START_UP = timedelta(minutes=1)


class Count(NamedTuple):
    """What a counter read (kWh) at the end of the row that starts at an instant (UTC)."""

    start: datetime
    kwh: float


def kwh(model: Model, hour: datetime) -> float:
    """Return what an appliance drew in the hour that begins at an instant: no two days are the same."""
    local = hour.astimezone(ZONE)
    return round(model.kwh_by_hour[local.hour] * (0.9 + 0.03 * local.weekday()), 3)


def counts(model: Model, now: datetime) -> list[Count]:
    """Return every five minutes from a week before today's midnight until the start of the counters.

    The first row is the one before the week. The hour's energy is spread evenly
    over its rows. The count rises to 0: the energy sensor is new and begins
    there, so that its first row shows no jump.
    """
    begin, end = past_begins(now), past_ends(now)
    starts = [begin + number * ROW for number in range((end - begin) // ROW)]
    drawn = [kwh(model, floor(start, HOUR)) * (ROW / HOUR) for start in starts]
    totals = accumulate(drawn, initial=-sum(drawn))
    # No negative zero, and no dust of the additions.
    return [Count(start, round(kwh, 9) + 0.0) for start, kwh in zip([begin - ROW, *starts], totals, strict=True)]


def hourly(rows: Iterable[Count]) -> list[Count]:
    """Return the hours that are full, as Home Assistant sums them up, and the count long before them."""
    full = [Count(row.start + ROW - HOUR, row.kwh) for row in rows if floor(row.start + ROW, HOUR) == row.start + ROW]
    return [Count(full[0].start - LONG_AGO, full[0].kwh), *full]


def past_begins(now: datetime) -> datetime:
    """Return the midnight (UTC) a week before today's midnight."""
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - DAYS).astimezone(UTC)


def past_ends(now: datetime) -> datetime:
    """Return when the first row begins (UTC) that Home Assistant makes by itself."""
    return floor(now.astimezone(UTC) + START_UP, ROW)


def floor(instant: datetime, length: timedelta) -> datetime:
    """Return the start of the hour, or of the five minutes, that an instant lies in."""
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (instant - midnight) // length * length

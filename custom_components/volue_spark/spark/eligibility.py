"""How often Spark is asked whether a home may take part."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Spark needs about ten minutes (specified: changes are told every ten minutes).
_FIRST_AGES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 15, 30))

# "Not part of it" is said no earlier.
DECIDED_AFTER = _FIRST_AGES[-1]


def next_question(since: datetime, now: datetime) -> datetime:
    """Return when to ask next about a home that was registered, or changed its place, at ``since``.

    After 1, 3, 10, 15 and 30 minutes, then hourly for a day, then daily: a home
    outside every area may wait for months.
    """
    return next(since + age for age in _ages() if since + age > now)


def _ages() -> Iterator[timedelta]:
    yield from _FIRST_AGES
    yield from (DECIDED_AFTER + hours * _HOUR for hours in range(1, 24))
    yield from (days * _DAY for days in count(1))

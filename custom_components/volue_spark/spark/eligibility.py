"""Where a home stands in Spark's programme, and how often Spark is asked about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Spark needs about ten minutes (specified: changes are told every ten minutes).
_FIRST_AGES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 15, 30))

# "Not part of it" is said no earlier.
DECIDED_AFTER = _FIRST_AGES[-1]


class Standing(StrEnum):
    """What is known of a home's taking part.

    ``NOT_YET`` and ``LOST`` are both not eligible; the lost one is enrolled
    still (assumed: Spark leaves the enrollment, docs/spark-api.md "Enrollment").
    """

    WAITING = "waiting"
    NOT_YET = "not_yet"
    TAKING_PART = "taking_part"
    LOST = "lost"
    LEFT = "left"
    NOT_REGISTERED = "not_registered"


def standing_of(since: datetime, now: datetime, *, is_eligible: bool, is_enrolled: bool) -> Standing:
    """Return what Spark's two answers mean for a home that is where it is since ``since``.

    A "no" counts once Spark had the time to decide: until then it may be
    about the place where the home was before.
    """
    if is_eligible:
        return Standing.TAKING_PART if is_enrolled else Standing.WAITING
    if now - since < DECIDED_AFTER:
        return Standing.WAITING
    return Standing.LOST if is_enrolled else Standing.NOT_YET


def is_settled(standing: Standing | None, since: datetime, asked_at: datetime) -> bool:
    """Tell whether a home takes part, by an answer that is about the place where it is now."""
    return standing is Standing.TAKING_PART and asked_at - since >= DECIDED_AFTER


def is_due(standing: Standing | None, since: datetime, asked_at: datetime, now: datetime) -> bool:
    """Tell whether to ask again about a home that was asked about before: once a day where it is settled."""
    if is_settled(standing, since, asked_at):
        return now - asked_at >= _DAY
    return now >= next_question(since, asked_at)


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

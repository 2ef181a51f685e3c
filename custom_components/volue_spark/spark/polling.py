"""When Spark is asked for events: close around the daily publication, else seldom, each home at its own moment."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from hashlib import sha256

from .merging import PUBLISHED_BY

# Specified: a curve is made "around 13"; the zone is not said, assumed is the price area's.
PUBLISHED_FROM = time(13)
# A revised curve is noticed within this time.
SELDOM = timedelta(hours=2)
CLOSELY = timedelta(minutes=10)
# Where Spark tells of its events by itself, polling is the safety net. All homes are told in the same second, and
# must not ask in the same second half a day later.
SAFETY_NET = timedelta(hours=12)
_SPREAD = timedelta(hours=3)
# What was made late, and of which we were not told, is known before its day begins.
_LAST_LOOK = time(20)
# After a failure; also how long an outage may outlast itself here.
RETRY = timedelta(minutes=15)


def share_of(name: str) -> float:
    """Return a number from 0 to 1 that is always the same for a name, and spread evenly over many of them."""
    return int.from_bytes(sha256(name.encode()).digest()[:6]) / 2**48


def next_poll(
    now: datetime,
    zone: tzinfo,
    share: float,
    *,
    tomorrow_is_known: bool,
    has_curve: bool = False,
    is_relied_on: bool = False,
) -> datetime:
    """Return the instant (UTC) of the next poll after one that worked ``now``.

    Polls stand on a grid of the local day that is shifted by the home's
    ``share`` of a pause: homes that were started together do not ask together.
    ``is_relied_on`` tells that Spark tells of its events by itself;
    ``has_curve`` that tomorrow is known by a curve, and not by silence.
    """
    opens, closes = (_at(now, zone, clock) for clock in (PUBLISHED_FROM, PUBLISHED_BY))
    if is_relied_on:
        # Silence until then may be a notification that got lost.
        looks = [] if has_curve else [closes + share * CLOSELY, _at(now, zone, _LAST_LOOK) + share * SELDOM]
        return min([now + SAFETY_NET - share * _SPREAD, *(look for look in looks if look > now)])
    if opens <= now < closes and not tomorrow_is_known:
        return _next_on_grid(now, opens, CLOSELY, share)
    seldom = _next_on_grid(now, _at(now, zone, time()), SELDOM, share)
    return min(seldom, opens + share * CLOSELY) if now < opens else seldom


def _next_on_grid(now: datetime, origin: datetime, pause: timedelta, share: float) -> datetime:
    """Return the first of ``origin + (k + share) * pause`` after ``now``."""
    shifted = origin + share * pause
    return shifted + ((now - shifted) // pause + 1) * pause


def _at(now: datetime, zone: tzinfo, clock: time) -> datetime:
    return datetime.combine(now.astimezone(zone).date(), clock, zone).astimezone(UTC)

"""100,000 homes, each with its own share of the pause: how evenly they ask."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EventId,
    LocationId,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
)
from custom_components.volue_spark.spark.polling import RETRY, next_poll, share_of
from custom_components.volue_spark.spark.reports import sent_at
from tests.soak.house import OSLO
from tests.soak.story import local

HOMES = 100_000
DAY = date(2027, 6, 9)
MIDNIGHT, HOUR = local(DAY), timedelta(hours=1)
# When the curve of tomorrow is published.
PUBLISHED = local(DAY, 13, 7)
# When Spark is gone: while everybody asks most often, and while everybody reports.
OUTAGES = (
    (local(DAY, 12, 30), local(DAY, 13, 30)),
    (MIDNIGHT - HOUR / 2, MIDNIGHT + HOUR / 2),
)
# The report, whether all is known that it is about, and what it earned.
ASKED_WITH_A_REPORT = 3
SECONDS_A_DAY = 86_400

# The curve that ended at midnight, by its last hour.
_CURVE = PriceCurve((CurvePoint(MIDNIGHT - HOUR, -0.3),), HOUR, "NOK")
_TARGET = Target(ResourceId("charger"), LocationId("home"))
YESTERDAY = SparkEvent(EventId("yesterday"), MIDNIGHT - 35 * HOUR, PriceCurvePayload((_TARGET,), _CURVE, "NO4"))


def worst_seconds() -> tuple[float, float]:
    """Return the requests of the worst second ÷ the mean second of a day: of an ordinary one, and after an outage."""
    shares = [share_of(f"home {number}") for number in range(HOMES)]
    ordinary = Counter(int(at.timestamp()) for share in shares for at in requests(share))
    mean = ordinary.total() / SECONDS_A_DAY
    back = [
        Counter(int(at.timestamp()) for share in shares for at in requests_after(gone, until, share))
        for gone, until in OUTAGES
    ]
    return max(ordinary.values()) / mean, max(max(seconds.values()) for seconds in back) / mean


def requests(share: float) -> Iterator[datetime]:
    """Yield each request of a home on an ordinary day: its polls, and what comes with its report on yesterday."""
    now = MIDNIGHT
    while (now := next_poll(now, OSLO, share, tomorrow_is_known=now >= PUBLISHED)) < MIDNIGHT + 24 * HOUR:
        yield now
    yield from [reported_at(share)] * ASKED_WITH_A_REPORT
    # What it earned is asked once more when Spark has reckoned.
    yield reported_at(share) + (1 + share) * HOUR


def reported_at(share: float) -> datetime:
    """Return when a home reports on yesterday."""
    due = sent_at(YESTERDAY, share)
    assert due
    return due


def requests_after(gone: datetime, back: datetime, share: float) -> Iterator[datetime]:
    """Yield each request of a home that reaches Spark again after an outage, and those of a report that waited.

    What failed, a poll or the question before a report, is tried again at the pace of an outage.
    """
    now, report = next_poll(gone, OSLO, share, tomorrow_is_known=gone >= PUBLISHED), reported_at(share)
    if gone <= report < now:
        now = report
    while now < back:
        now += RETRY
    yield now
    if gone <= report:
        # With a poll that is late anyway nothing has to be asked before the report.
        yield from [now] * (ASKED_WITH_A_REPORT - 1) if report <= now else [report] * ASKED_WITH_A_REPORT

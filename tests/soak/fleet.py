"""100,000 homes, each with its own share of the pause: how evenly they ask."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from custom_components.volue_spark.spark.polling import RETRY, next_poll, share_of
from tests.soak.house import OSLO
from tests.soak.story import local

HOMES = 100_000
DAY = date(2027, 6, 9)
# When the curve of tomorrow is published, and when Spark is gone for an hour: while everybody asks most often.
PUBLISHED = local(DAY, 13, 7)
GONE, BACK = local(DAY, 12, 30), local(DAY, 13, 30)
SECONDS_A_DAY = 86_400


def worst_seconds() -> tuple[float, float]:
    """Return the requests of the worst second ÷ the mean second of a day: of an ordinary one, and after an outage."""
    shares = [share_of(f"home {number}") for number in range(HOMES)]
    ordinary = Counter(int(poll.timestamp()) for share in shares for poll in polls(share))
    mean = ordinary.total() / SECONDS_A_DAY
    back = Counter(int(first_after_outage(share).timestamp()) for share in shares)
    return max(ordinary.values()) / mean, max(back.values()) / mean


def polls(share: float) -> Iterator[datetime]:
    """Yield when a home asks on an ordinary day."""
    now = local(DAY)
    while (now := next_poll(now, OSLO, share, tomorrow_is_known=now >= PUBLISHED)) < local(DAY + timedelta(days=1)):
        yield now


def first_after_outage(share: float) -> datetime:
    """Return when a home reaches Spark again: what failed is tried again at the pace of an outage."""
    now = next_poll(GONE, OSLO, share, tomorrow_is_known=False)
    while now < BACK:
        now += RETRY
    return now

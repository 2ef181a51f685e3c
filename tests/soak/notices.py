"""Which events Spark told of by itself, and on which days that cannot be relied on."""

from collections.abc import Iterator
from datetime import date

from tests.fake_spark import FakeSpark
from tests.soak.house import OSLO
from tests.soak.story import DAY


def lost(spark: FakeSpark) -> set[str]:
    """Return the ids of the events of which nobody was told."""
    return set(spark.events) - {delivery.event_id for delivery in spark.deliveries if delivery.is_success}


def unreliable_days(spark: FakeSpark, first_day: date) -> set[date]:
    """Return the days on which the last event was not told of, or some event is not: Spark is polled on them.

    Before the first event that was told of nobody knows whether any will be.
    """
    unheard, found = lost(spark), set[date]()
    since: date | None = first_day
    for event in spark.events.values():
        day = event.created_at.astimezone(OSLO).date()
        if event.event_id in unheard:
            since = since or day
        elif since:
            found |= set(_days(since, day))
            since = None
    return found


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first) // DAY + 1):
        yield first + number * DAY

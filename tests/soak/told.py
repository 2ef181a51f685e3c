"""The independent reference: what this home can know, by what crossed the socket."""

from datetime import date, datetime, timedelta
import json

from homeassistant.util import dt as dt_util

from tests.fake_spark import Exchange, FakeSpark, StoredEvent
from tests.fake_spark.published import published_curve
from tests.soak.house import OSLO

HOUR = timedelta(hours=1)
# From then on silence about tomorrow is an answer.
SPOKEN = 15


class Told:
    """Reads Spark's answers as they leave, and says what is to be shown."""

    def __init__(self, spark: FakeSpark) -> None:
        """Listen at the socket."""
        self._spark = spark
        self.told_at: dict[str, datetime] = {}
        self.answered_at: datetime | None = None
        self.heard_at: list[datetime] = []
        self._prices: dict[str, dict[datetime, float]] = {}
        self._days: dict[str, set[date]] = {}
        spark.observers.append(self._note)

    def _note(self, exchange: Exchange) -> None:
        seen = exchange.request
        if not seen.path.endswith("/events") or seen.status != 200:
            return
        self.answered_at = dt_util.utcnow()
        told = {event["id"] for event in json.loads(exchange.body)["events"]}
        if not told <= self.told_at.keys():
            self.told_at = dict.fromkeys(told, self.answered_at) | self.told_at
            self.heard_at.append(self.answered_at)
            self._read()

    def _read(self) -> None:
        """Write every hour of every event over what was there, the oldest event first."""
        self._prices, self._days = {}, {}
        for event in sorted(self._spark.events.values(), key=lambda event: event.created_at):
            curve = published_curve(event) if event.event_id in self.told_at else None
            for resource_id, _ in curve.targets if curve else ():
                assert curve
                assert curve.resolution == HOUR
                self._prices.setdefault(resource_id, {}).update(curve.prices)
                days = {start.astimezone(OSLO).date() for start in curve.prices}
                self._days.setdefault(resource_id, set()).update(days)

    @property
    def lacks(self) -> bool:
        """Whether Spark has published anything that this home was not told."""
        return not self.told_at.keys() >= set(self._spark.events)

    def waited(self, event: StoredEvent) -> timedelta:
        """Return how long after an event was made this home was told of it; for ever where it never was."""
        told_at = self.told_at.get(event.event_id)
        return told_at - event.created_at if told_at else timedelta.max

    def expected(self, resource_id: str, now: datetime) -> float | None:
        """Return the delta to be shown: 0 where there is no wish, None where nobody can know."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if (price := self._prices.get(resource_id, {}).get(hour)) is not None:
            return price
        day = now.astimezone(OSLO).date()
        return 0.0 if day <= self._spoken_until() or day in self._days.get(resource_id, ()) else None

    def _spoken_until(self) -> date:
        """Return the last day about which an answer without a curve says something."""
        if self.answered_at is None:
            return date.min
        answered = self.answered_at.astimezone(OSLO)
        return answered.date() + timedelta(days=answered.hour >= SPOKEN)

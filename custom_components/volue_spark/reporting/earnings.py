"""What the homes have earned this month, asked for seldom, and what Spark showed of the last one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..homes import Home
from ..spark.deadlines import month_start
from ..spark.errors import SparkError
from ..spark.models import Compensation, LocationId
from .earnings_store import EarningsStore, KeptEarnings

# It changes when a report was accepted; once a day catches what others changed.
_REFRESH_INTERVAL = timedelta(days=1)
_RETRY_INTERVAL = timedelta(hours=1)
# So far at most each pause is longer: homes that were started together drift apart.
_SPREAD = timedelta(hours=1)
# Assumed: Spark's months are the price area's, whose clock is at most an hour from the home's.
_SPARK_TURNS = timedelta(hours=1)


class Earnings:
    """The compensation by location of the running local month, and of the last one: Spark shows only the running."""

    def __init__(self, coordinator: SparkCoordinator, share: float) -> None:
        """Begin without an answer; ``share`` (0 to 1) is the home's own."""
        self._coordinator = coordinator
        self._lag = share * _SPREAD
        self._due_at: datetime | None = None
        self._store = EarningsStore(coordinator.hass, coordinator.config_entry.entry_id)
        self._kept = KeptEarnings()
        self._month = month(dt_util.utcnow())

    async def load(self) -> None:
        """Begin with what Spark told before the restart."""
        self._kept = await self._store.load()

    @property
    def by_location(self) -> Mapping[LocationId, Compensation]:
        """Return what is known of the running month."""
        return self._kept.months.get(month(dt_util.utcnow()), {})

    @property
    def last_month(self) -> Mapping[LocationId, Compensation]:
        """Return what Spark told last of the month before."""
        return self._kept.months.get(month(dt_util.utcnow(), ago=1), {})

    def was_told(self, of: date) -> bool:
        """Tell whether the household was told about a month, or a later one."""
        return self._kept.told is not None and self._kept.told >= of

    async def keep_told(self, of: date) -> None:
        """Write down that the household was told about a month."""
        await self._keep(KeptEarnings(self._kept.months, of))

    def due_at(self, now: datetime) -> datetime:
        """Return when Spark is to be asked again."""
        return max(self._due_at or now, _begins(now) + self._lag)

    async def refresh(self, *, asked: bool) -> bool:
        """Ask Spark if it is time, or if somebody asked; return whether anything changed.

        In an outage, and before the first answer, the coordinator is waited for: it wakes the reporter.
        """
        now = dt_util.utcnow()
        has_turned = self._turn(now)
        is_due = now >= self.due_at(now) or (asked and now >= _begins(now))
        if not self._coordinator.has_answered() or not is_due:
            return has_turned
        before = self.by_location
        answers = [await self._ask(home) for home in self._coordinator.homes.values()]
        # What a report earns is reckoned some time after it was accepted.
        is_settled = all(answers) and not asked
        self._due_at = now + (_REFRESH_INTERVAL if is_settled else _RETRY_INTERVAL) + self._lag
        return has_turned or before != self.by_location

    def _turn(self, now: datetime) -> bool:
        """Notice that a month has begun: its amounts are asked for soon."""
        before, self._month = self._month, month(now)
        if before == self._month:
            return False
        self._due_at = None
        return True

    async def _ask(self, home: Home) -> bool:
        """Ask about one home; return False where Spark does not tell.

        Which month an answer is about that was on its way at the turn of one, nobody knows.
        """
        of = month(dt_util.utcnow())
        try:
            found = await self._coordinator.client.compensations(home.location.user_id)
        except SparkError as err:
            LOGGER.warning("Spark does not tell what was earned: %s", err)
            return False
        if month(dt_util.utcnow()) != of:
            return False
        others = {key: entry for key, entry in self.by_location.items() if key != home.location.location_id}
        # A location with several currencies shows the first; nothing is added across them.
        own = [entry for entry in found if entry.location_id == home.location.location_id]
        await self._keep_month(of, others | {entry.location_id: entry for entry in own[:1]})
        return True

    async def _keep_month(self, of: date, amounts: dict[LocationId, Compensation]) -> None:
        recent = {key: known for key, known in self._kept.months.items() if key >= month(dt_util.utcnow(), ago=1)}
        await self._keep(KeptEarnings(recent | {of: amounts}, self._kept.told))

    async def _keep(self, kept: KeptEarnings) -> None:
        """Write down what is known, if that is news."""
        if kept != self._kept:
            self._kept = kept
            await self._store.save(kept)


def month(now: datetime, *, ago: int = 0) -> date:
    """Return the first day of the local month that it is, or was so many months ``ago``."""
    zone = dt_util.get_default_time_zone()
    return month_start(now, zone, ago=ago).astimezone(zone).date()


def _begins(now: datetime) -> datetime:
    """Return from when on (UTC) Spark shows the running month."""
    return month_start(now, dt_util.get_default_time_zone()) + _SPARK_TURNS

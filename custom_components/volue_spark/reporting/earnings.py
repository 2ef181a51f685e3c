"""What the homes have earned this month, asked for seldom."""

from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..homes import Home
from ..spark.errors import SparkError
from ..spark.models import Compensation, LocationId

# It changes when a report was accepted; once a day catches what others changed.
_REFRESH_INTERVAL = timedelta(days=1)
_RETRY_INTERVAL = timedelta(hours=1)
# So far at most each pause is longer: homes that were started together drift apart.
_SPREAD = timedelta(hours=1)


class Earnings:
    """The running month's compensation by location."""

    def __init__(self, coordinator: SparkCoordinator, share: float) -> None:
        """Begin without an answer; ``share`` (0 to 1) is the home's own."""
        self._coordinator = coordinator
        self._lag = share * _SPREAD
        self._due_at: datetime | None = None
        self.by_location: dict[LocationId, Compensation] = {}

    def due_at(self, now: datetime) -> datetime:
        """Return when Spark is to be asked again."""
        return self._due_at or now

    async def refresh(self, *, asked: bool) -> bool:
        """Ask Spark if it is time, or if somebody asked; return whether anything changed.

        In an outage, and before the first answer, the coordinator is waited for: it wakes the reporter.
        """
        now = dt_util.utcnow()
        if not self._coordinator.has_answered() or (not asked and now < self.due_at(now)):
            return False
        before = self.by_location
        answers = [await self._ask(home) for home in self._coordinator.homes.values()]
        self._due_at = now + (_REFRESH_INTERVAL if all(answers) else _RETRY_INTERVAL) + self._lag
        return before != self.by_location

    async def _ask(self, home: Home) -> bool:
        """Ask about one home; return False where Spark does not tell."""
        try:
            found = await self._coordinator.client.compensations(home.location.user_id)
        except SparkError as err:
            LOGGER.warning("Spark does not tell what was earned: %s", err)
            return False
        others = {key: entry for key, entry in self.by_location.items() if key != home.location.location_id}
        # A location with several currencies shows the first; nothing is added across them.
        own = [entry for entry in found if entry.location_id == home.location.location_id]
        self.by_location = others | {entry.location_id: entry for entry in own[:1]}
        return True

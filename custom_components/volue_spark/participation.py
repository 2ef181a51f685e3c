"""Who takes part: eligibility asked until Spark has decided, enrollment by the consent given."""

from collections.abc import Iterable
from datetime import timedelta

from .const import ELIGIBILITY_PAUSES, LOGGER, POLL_INTERVAL
from .spark.client import SparkClient
from .spark.errors import SparkDataError, SparkRequestError
from .spark.models import UserId


class Participation:
    """The users of one account, each waiting or enrolled."""

    def __init__(self, client: SparkClient, users: Iterable[UserId]) -> None:
        """Take over the users; all are waiting until Spark says otherwise."""
        self._client = client
        self._waiting = set(users)
        self._pauses = iter(ELIGIBILITY_PAUSES)
        self.enrolled: frozenset[UserId] = frozenset()

    async def async_refresh(self) -> None:
        """Ask for every user who is still waiting, and enroll who has become eligible."""
        for user_id in sorted(self._waiting):
            if await self._takes_part(user_id):
                self._waiting.discard(user_id)
                self.enrolled |= {user_id}

    async def _takes_part(self, user_id: UserId) -> bool:
        """Tell whether one user takes part; what Spark does not tell stops nobody else."""
        try:
            if await self._client.is_enrolled(user_id):
                return True
            return await self._client.is_eligible(user_id) and await self._client.enroll(user_id)
        except (SparkDataError, SparkRequestError) as err:
            LOGGER.warning("Spark does not tell whether a home takes part: %s", err)
            return False

    def next_pause(self) -> timedelta:
        """Return how long to wait before Spark is asked again."""
        return next(self._pauses, POLL_INTERVAL) if self._waiting else POLL_INTERVAL

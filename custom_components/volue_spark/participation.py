"""Who takes part: asked until Spark has decided, enrolled by the consent given, looked after from then on."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus

from .const import LOGGER
from .failures import in_short, wanted_pause
from .homes import Home
from .owned import Possessions
from .spark.client import SparkClient
from .spark.eligibility import Standing, is_due, is_settled, next_question, standing_of
from .spark.errors import (
    SparkAuthError,
    SparkConnectionError,
    SparkDataError,
    SparkError,
    SparkRateLimitError,
    SparkRequestError,
)
from .spark.models import EventId, SparkEvent, UserEligibilityPayload, UserId
from .spark.polling import RETRY


class Participation:
    """Where each user of one account stands, and when Spark is asked about them.

    ``standings`` lacks the users about whom Spark has not told anything yet; it
    is never changed, only replaced.
    """

    def __init__(self, client: SparkClient, possessions: Possessions, began_at: datetime) -> None:
        """Know since when each home is where it is; of one nobody noted down, since ``began_at``."""
        self._client = client
        self._possessions = possessions
        self._began_at = began_at
        self._since: dict[UserId, datetime] = {}
        self._asked_at: dict[UserId, datetime] = {}
        self._heard: frozenset[EventId] = frozenset()
        self._unanswered: set[UserId] = set()
        self.standings: dict[UserId, Standing] = {}
        # Spark's own wish, after too many questions.
        self.left_alone_until: datetime | None = None

    async def refresh(self, homes: Collection[Home], events: Collection[SparkEvent], now: datetime) -> bool:
        """Ask about whom it is time to ask, enroll who may take part; return whether anybody was enrolled.

        Raises SparkAuthError where the login declines the credentials. All else
        that Spark does not tell leaves a standing as it was: what was refused,
        and a connection that broke, is tried again at the next refresh, an
        answer that is of no use at the next question.
        """
        if self.left_alone_until and now < self.left_alone_until:
            return False
        self.left_alone_until = None
        left = {home.location.user_id for home in homes if home.has_left}
        self._since = self._places(home for home in homes if home.location.user_id not in left)
        known = {user_id: standing for user_id, standing in self.standings.items() if user_id in self._since}
        self.standings = known | dict.fromkeys(left, Standing.LEFT)
        self._listen(events)
        return await self._ask_all(now)

    def next_question(self, now: datetime) -> datetime | None:
        """Return when Spark is to be asked next; a daily look at who takes part can wait for the poll."""
        unsettled = (since for user_id, since in self._since.items() if not self._is_settled(user_id))
        return min((next_question(since, now) for since in unsettled), default=None)

    def _places(self, homes: Iterable[Home]) -> dict[UserId, datetime]:
        """Return since when each user is where they are: of two homes of one user, the later."""
        places: dict[UserId, datetime] = {}
        for home in homes:
            user_id = home.location.user_id
            places[user_id] = max(self._placed_at(home), places.get(user_id, datetime.min.replace(tzinfo=UTC)))
        return places

    def _placed_at(self, home: Home) -> datetime:
        """Return when a home was registered or moved; a clock that was set back must not make it wait."""
        noted = self._possessions.homes.get(home.location.location_id)
        return min(datetime.fromtimestamp(noted.placed_at, UTC), self._began_at) if noted else self._began_at

    def _listen(self, events: Collection[SparkEvent]) -> None:
        """Make everybody due whom an event names that was not there before; without lists it names all."""
        for event in events:
            if event.event_id not in self._heard and isinstance(event.payload, UserEligibilityPayload):
                for user_id in _named(event.payload, self._since):
                    self._asked_at.pop(user_id, None)
        self._heard = frozenset(event.event_id for event in events)

    def _is_settled(self, user_id: UserId) -> bool:
        asked_at = self._asked_at.get(user_id)
        return asked_at is not None and is_settled(self.standings.get(user_id), self._since[user_id], asked_at)

    def _due(self, now: datetime) -> Iterator[UserId]:
        for user_id, since in sorted(self._since.items()):
            asked_at = self._asked_at.get(user_id)
            if asked_at is None or is_due(self.standings.get(user_id), since, asked_at, now):
                yield user_id

    async def _ask_all(self, now: datetime) -> bool:
        """Ask about all who are due; one of whom Spark does not tell stops nobody else."""
        is_anybody_new = False
        for user_id in list(self._due(now)):
            try:
                is_anybody_new |= await self._ask(user_id, now)
            except (SparkAuthError, SparkConnectionError, SparkRateLimitError) as err:
                if isinstance(err, SparkAuthError) and not err.token_granted:
                    raise
                self._note_silence(user_id, err)
                if isinstance(err, SparkRateLimitError):
                    self.left_alone_until = now + (wanted_pause(err) or RETRY)
                    break
            else:
                self._asked_at[user_id] = now
        return is_anybody_new

    async def _ask(self, user_id: UserId, now: datetime) -> bool:
        """Find out where one user stands; return whether they were enrolled just now."""
        try:
            is_eligible = await self._client.is_eligible(user_id)
            was_enrolled = await self._client.is_enrolled(user_id)
            is_enrolled = was_enrolled or (is_eligible and await self._client.enroll(user_id))
        except (SparkDataError, SparkRequestError) as err:
            if isinstance(err, SparkRequestError) and err.status == HTTPStatus.NOT_FOUND:
                self._stand(user_id, Standing.NOT_REGISTERED)
            else:
                self._note_silence(user_id, err)
            return False
        standing = standing_of(self._since[user_id], now, is_eligible=is_eligible, is_enrolled=is_enrolled)
        self._stand(user_id, standing)
        return is_enrolled and not was_enrolled

    def _stand(self, user_id: UserId, standing: Standing) -> None:
        self._unanswered.discard(user_id)
        self.standings = self.standings | {user_id: standing}

    def _note_silence(self, user_id: UserId, err: SparkError) -> None:
        """Log once that Spark does not tell."""
        if user_id not in self._unanswered:
            LOGGER.warning("Spark does not tell whether a home takes part: %s", in_short(err))
            self._unanswered.add(user_id)


def _named(payload: UserEligibilityPayload, everybody: Iterable[UserId]) -> Iterable[UserId]:
    if payload.added_users is None or payload.removed_users is None:
        return everybody
    return (*payload.added_users, *payload.removed_users)

"""Looks after our webhook, round by round: kept, done without, or left alone until a look is due."""

from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..connection import is_on_this_machine
from ..const import CONF_PUSH, LOGGER
from ..coordinator import SparkCoordinator
from ..failures import in_short, wanted_pause
from ..owned import account_of
from ..spark.errors import SparkError
from ..stores import NotWrittenError
from .address import address
from .keeper import Keeper, NotOfferedError
from .leaving import leave
from .looks import Looks
from .state import PushState

# A round asks Spark for nothing unless something is due.
_USUAL, _LEAST = timedelta(hours=1), timedelta(minutes=1)
# Home Assistant Cloud, or a proxy, that comes back within this time was not lost.
_PATIENCE = timedelta(minutes=5)
# A Spark without webhooks may have some one day.
_NOT_OFFERED = timedelta(days=1)


class Care:
    """Decides what is done about the webhook; nobody else asks Spark about it while an account is loaded.

    ``trouble`` is why nothing arrives, or is not relied on; None where it may.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, keeper: Keeper) -> None:
        """Begin with what is on disk."""
        self._hass = hass
        self._entry = coordinator.config_entry
        self._coordinator = coordinator
        self._notified = coordinator.notified
        self._keeper = keeper
        self.trouble: PushState | None = PushState.UNWELL if keeper.memory.unwell_since else None
        if not self._is_allowed:
            self.trouble = PushState.NOT_ALLOWED
        self._has_failed = False
        self._was_missing = False
        self._came_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._looks = Looks()

    @property
    def _is_allowed(self) -> bool:
        return bool(self._entry.options.get(CONF_PUSH, False))

    @property
    def is_lost(self) -> bool:
        """Tell whether our address is missing, and may be back in a moment."""
        return self._lost_at is not None

    def next_round(self, now: datetime) -> datetime | None:
        """Return when to come again, None for "when woken"."""
        came_at = self._came_at or now
        if self._lost_at:
            return max(self._lost_at + _PATIENCE, came_at + _LEAST)
        # Counted from the last one: what else is done between two rounds puts off none.
        return came_at + _USUAL if self._is_allowed or self._has_failed else None

    def is_due(self, now: datetime, url: str | None = None) -> bool:
        """Tell whether Spark is to be asked, by what is known of our address."""
        has_token = (self._coordinator.client.token_renewed_in or 0) > 0
        return self._is_allowed and self._looks.is_due(now, has_token=has_token, about=url)

    def doubt(self) -> None:
        """Have the webhook looked at soon: Spark has told nothing of a curve, and perhaps says why."""
        self._looks.doubt()

    async def look(self, now: datetime, *, by_hand: bool = False) -> None:
        """Let what is at Spark be as it should; raises SparkError and NotWrittenError, and tries again next time.

        Unless somebody asks ``by_hand``, an outage is left to the polls: the first that works is followed by a look.
        """
        self._came_at = now
        try:
            await self._tend(now, by_hand=by_hand)
        except (SparkError, NotWrittenError) as err:
            self._fail(err)
            raise
        self._has_failed = False

    def _fail(self, err: SparkError | NotWrittenError) -> None:
        if not self._has_failed:
            LOGGER.info("Spark's webhook cannot be looked after now: %s", in_short(err))
        self._has_failed = True
        self._looks.end(is_well=False)
        if isinstance(err, SparkError) and (pause := wanted_pause(err)):
            self._looks.leave_alone(pause)

    async def renew(self) -> None:
        """Have Spark sign with another secret; raises as ``look`` does."""
        await self._keeper.save(self._keeper.memory.renewed())
        await self.look_now()

    async def look_now(self) -> None:
        """Look because a person asked for it, whether or not it is due; raises as ``look`` does."""
        await self.look(dt_util.utcnow(), by_hand=True)

    async def _tend(self, now: datetime, *, by_hand: bool) -> None:
        if not self._is_allowed:
            await self._be_without(PushState.NOT_ALLOWED, now)
            return
        # A cloud hook is made for an id that a restart must not forget.
        await self._keeper.save(self._keeper.memory.pruned(now))
        url, is_cloud = await self._address(now)
        if url is None:
            await self._be_without(PushState.NO_ADDRESS, now)
        elif by_hand or (self.is_due(now, url) and self._coordinator.has_answered()):
            self._looks.begin(now, url)
            await self._keep(url, now, is_cloud=is_cloud)

    async def _address(self, now: datetime) -> tuple[str | None, bool]:
        """Return our address, the one of before where it is missing but may be back in a moment."""
        memory = self._keeper.memory
        is_local = is_on_this_machine(self._entry.data)
        hook = memory.url if memory.is_cloud else None
        url, is_cloud = await address(self._hass, memory.hook_id, is_local=is_local, known_cloud_hook=hook)
        if url or memory.url is None or self.trouble is PushState.NO_ADDRESS:
            self._lost_at = None
            return url, is_cloud
        self._lost_at = self._lost_at or now
        return (memory.url, memory.is_cloud) if now - self._lost_at < _PATIENCE else (None, False)

    async def _be_without(self, trouble: PushState, now: datetime) -> None:
        self._notified.deafen()
        self._lost_at = None
        is_new, self.trouble = trouble is not self.trouble, trouble
        if is_new or self._looks.is_due(now, has_token=True):
            self._looks.begin(now, None)
            await leave(self._hass, self._keeper)
            self._looks.end(is_well=True)

    async def _keep(self, url: str, now: datetime, *, is_cloud: bool) -> None:
        try:
            is_well, is_new_way = await self._keeper.keep(account_of(self._entry), url, now, is_cloud=is_cloud)
        except NotOfferedError:
            await self._do_without()
        except SparkError, NotWrittenError:
            if not self._keeper.memory.spark_id:
                self.trouble = PushState.FAILED
            raise
        else:
            self._was_missing = False
            self._looks.end(is_well=is_well)
            since = self._unwell_since(now, is_well=is_well)
            self._listen(now, has_to_prove_itself=is_new_way or not is_well)
            await self._stand(None if is_well else PushState.UNWELL, since)

    async def _do_without(self) -> None:
        """Take it that there are no webhooks; where there was one of ours, only when that is said twice."""
        is_certain = self._was_missing or not self._keeper.memory.spark_id
        self._was_missing = True
        self._looks.end(is_well=False)
        if is_certain:
            self._looks.leave_alone(_NOT_OFFERED)
            self._notified.deafen()
            await self._stand(PushState.NOT_OFFERED, None)

    def _unwell_since(self, now: datetime, *, is_well: bool) -> float | None:
        """Return since when it is unwell: one that Spark switches off again and again is so until something arrives."""
        since = self._keeper.memory.unwell_since
        if is_well:
            return None if self._notified.is_proved else since
        return since or now.timestamp()

    async def _stand(self, trouble: PushState | None, unwell_since: float | None) -> None:
        self.trouble = trouble
        await self._keeper.save(replace(self._keeper.memory, unwell_since=unwell_since))

    def _listen(self, now: datetime, *, has_to_prove_itself: bool) -> None:
        if has_to_prove_itself or not self._notified.is_listening:
            self._notified.listen(now, is_new_way=has_to_prove_itself)

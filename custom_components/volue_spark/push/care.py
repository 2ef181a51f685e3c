"""Looks after our webhook, round by round: kept, done without, or left alone until a look is due."""

from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..connection import is_on_this_machine
from ..const import CONF_PUSH, LOGGER
from ..coordinator import SparkCoordinator
from ..owned import account_of
from ..spark.errors import SparkError
from ..spark.timeline import NEVER
from ..stores import NotWrittenError
from .address import address
from .keeper import Keeper, NotOfferedError
from .leaving import leave
from .state import PushState

# What is well is looked at with the token of a poll that is made anyway, if there is one.
_DAILY, _WITH_A_TOKEN = timedelta(hours=24), timedelta(hours=18)
# A round asks Spark for nothing unless something is due.
_USUAL = timedelta(hours=1)
# Home Assistant Cloud, or a proxy, that comes back within this time was not lost.
_PATIENCE = timedelta(minutes=5)


class Care:
    """Decides what is done about the webhook; nobody else asks Spark about it while an account is loaded.

    ``trouble`` is why nothing arrives, or is not relied on; None where it may.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, keeper: Keeper) -> None:
        """Begin with what is on disk; nothing was looked at since the start."""
        self._hass = hass
        self._entry = coordinator.config_entry
        self._coordinator = coordinator
        self._notified = coordinator.notified
        self._keeper = keeper
        self.trouble: PushState | None = PushState.UNWELL if keeper.memory.unwell_since else None
        if not self._is_allowed:
            self.trouble = PushState.NOT_ALLOWED
        self._has_failed = False
        self._came_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._lost_at: datetime | None = None

    @property
    def _is_allowed(self) -> bool:
        return bool(self._entry.options.get(CONF_PUSH, False))

    def next_round(self, now: datetime) -> datetime | None:
        """Return when to come again, None for "when woken"."""
        if self._lost_at:
            return self._lost_at + _PATIENCE
        # Counted from the last one: what else is done between two rounds puts off none.
        return (self._came_at or now) + _USUAL if self._is_allowed or self._has_failed else None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time to look even though nothing has happened: each day, where it is unwell each hour."""
        if self._looked_at is None or not self._is_allowed:
            return self._is_allowed
        if self.trouble is PushState.UNWELL:
            # What has arrived since shows that it is well, or soon will be.
            return (self._notified.last or NEVER) >= self._looked_at or now - self._looked_at >= _USUAL
        has_token = (self._coordinator.client.token_renewed_in or 0) > 0
        return now - self._looked_at >= (_WITH_A_TOKEN if has_token else _DAILY)

    def doubt(self) -> None:
        """Have the webhook looked at now: Spark has told nothing of a curve, and perhaps says why."""
        self._looked_at = None

    async def look(self, now: datetime, *, by_hand: bool = False) -> None:
        """Let what is at Spark be as it should; raises SparkError and NotWrittenError, and tries again next time.

        Unless somebody asks ``by_hand``, an outage is left to the polls: the first that works is followed by a look.
        """
        self._came_at = now
        try:
            await self._tend(now, by_hand=by_hand)
        except (SparkError, NotWrittenError) as err:
            if not self._has_failed:
                LOGGER.info("Spark's webhook cannot be looked after now: %s", err)
            self._has_failed = True
            raise
        self._has_failed = False

    async def renew(self) -> None:
        """Have Spark sign with another secret; raises as ``look`` does."""
        await self._keeper.save(self._keeper.memory.renewed())
        await self.look(dt_util.utcnow(), by_hand=True)

    async def _tend(self, now: datetime, *, by_hand: bool) -> None:
        if not self._is_allowed:
            await self._be_without(PushState.NOT_ALLOWED)
            return
        # A cloud hook is made for an id that a restart must not forget.
        await self._keeper.save(self._keeper.memory.pruned(now))
        url, is_cloud = await self._address(now)
        if url is None:
            await self._be_without(PushState.NO_ADDRESS)
        elif by_hand or (self._is_wanted(url, now) and self._coordinator.has_answered()):
            self._looked_at = now
            await self._keep(url, now, is_cloud=is_cloud)
        elif not self._coordinator.has_answered():
            self._looked_at = None

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

    def _is_wanted(self, url: str, now: datetime) -> bool:
        """Tell whether Spark is to be asked: a look is due, or something is not as it should be."""
        is_off = self.trouble not in (None, PushState.UNWELL)
        is_wrong = self._has_failed or is_off or self._keeper.memory.url != url
        return self.is_due(now) or (is_wrong and self.trouble is not PushState.NOT_OFFERED)

    async def _be_without(self, trouble: PushState) -> None:
        self._notified.deafen()
        self._lost_at = None
        self.trouble = trouble
        await leave(self._hass, self._keeper)

    async def _keep(self, url: str, now: datetime, *, is_cloud: bool) -> None:
        try:
            is_well, is_new_way = await self._keeper.keep(account_of(self._entry), url, now, is_cloud=is_cloud)
        except NotOfferedError:
            self._notified.deafen()
            await self._stand(PushState.NOT_OFFERED, None)
        except SparkError, NotWrittenError:
            if not self._keeper.memory.spark_id:
                self.trouble = PushState.FAILED
            raise
        else:
            since = None if is_well else self._keeper.memory.unwell_since or now.timestamp()
            self._listen(now, has_to_prove_itself=is_new_way or not is_well)
            await self._stand(None if is_well else PushState.UNWELL, since)

    async def _stand(self, trouble: PushState | None, unwell_since: float | None) -> None:
        self.trouble = trouble
        await self._keeper.save(replace(self._keeper.memory, unwell_since=unwell_since))

    def _listen(self, now: datetime, *, has_to_prove_itself: bool) -> None:
        if has_to_prove_itself or not self._notified.is_listening:
            self._notified.listen(now, is_new_way=has_to_prove_itself)

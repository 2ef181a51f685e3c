"""The push of one account: who is told what, and in which order it begins and ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..connection import is_on_this_machine
from ..const import CONF_PUSH, DOMAIN, LOGGER
from ..coordinator import SparkCoordinator
from ..data import SparkConfigEntry
from ..owned import account_of
from ..rounds import Rounds
from ..spark.errors import SparkError
from ..spark.models import Notification
from ..stores import NotWrittenError
from .address import AddressUnknownError, address, on_change
from .hurry import Hurry
from .keeper import Keeper, NotOfferedError
from .leaving import leave
from .memory import PushMemory, PushStore
from .receiver import Receiver

# Spark asked for nothing; what is well is looked at with a poll that is made anyway, if there is one.
_DAILY, _WITH_A_POLL = timedelta(hours=24), timedelta(hours=18)
_AGAIN = timedelta(hours=1)
# Home Assistant Cloud, or a proxy, that comes back within this time was not lost.
_PATIENCE = timedelta(minutes=5)
_SAVED_WITHIN = timedelta(seconds=10)


class PushState(StrEnum):
    """How Spark's notifications reach us, or why they do not; the value names the texts."""

    NOT_ALLOWED = "not_allowed"
    NO_ADDRESS = "no_address"
    NOT_OFFERED = "not_offered"
    FAILED = "failed"
    UNWELL = "unwell"
    WAITING = "waiting"
    WORKING = "working"


class Push:
    """Registers, listens, and has the next poll hurried; nothing here knows a curve."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, kept: PushMemory | None) -> None:
        """Go on with what is on disk."""
        self._hass = hass
        self._coordinator = coordinator
        self._entry: SparkConfigEntry = coordinator.config_entry
        self.notified = coordinator.notified
        self._account = account_of(self._entry)
        self.keeper = Keeper(coordinator.client, PushStore(hass, self._entry.entry_id), kept)
        if self._has_moved:
            # While it was not loaded: nobody has the credentials any more with which it was registered.
            self.keeper.memory = self.keeper.memory.gone()
        self._hurry = Hurry(hass, coordinator)
        self._receiver = Receiver(self._secrets, self._arrived)
        self._rounds = Rounds(hass, f"{DOMAIN} push", self._round, self._next_round)
        self._save_soon = Alarm(hass, f"{DOMAIN} push saved", self._save)
        self._trouble: PushState | None = None
        self._has_failed = False
        self._looked_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def listen(self) -> CALLBACK_TYPE:
        """Begin, before Spark is asked for anything: what it tells meanwhile is heard; return how to stop."""
        memory, now = self.keeper.memory, dt_util.utcnow()
        self.notified.last = dt_util.utc_from_timestamp(memory.last) if memory.last else None
        if memory.spark_id:
            self.notified.is_proved = memory.is_proved
            self.notified.listen(now, is_new_way=False)
        return self._receiver.listen(self._hass, memory.hook_id)

    def _secrets(self, now: datetime) -> tuple[str, ...]:
        return self.keeper.memory.secrets(now)

    @property
    def _has_moved(self) -> bool:
        return self.keeper.memory.account not in (None, account_of(self._entry))

    @callback
    def start(self) -> None:
        """Look after the webhook at Spark, as soon as Home Assistant has started and whenever its address changes."""
        self._rounds.start(self._coordinator, self._on_poll)
        self._stops.append(on_change(self._hass, self._rounds.wake))
        self._stops.append(self._entry.add_update_listener(self._on_options))

    async def stop(self) -> None:
        """Hear nothing more; an account that was disabled, or has moved, leaves nothing at Spark."""
        while self._stops:
            self._stops.pop()()
        self._hurry.stop()
        await self._rounds.stop()
        if self._save_soon.is_set:
            self._save_soon.clear()
            await self._write()
        if self._entry.disabled_by or self._has_moved:
            await self._leave_as_far_as_possible()

    async def _leave_as_far_as_possible(self) -> None:
        try:
            await leave(self._hass, self.keeper)
        except (SparkError, NotWrittenError) as err:
            LOGGER.warning("The webhook at Spark could not be deleted: %s", err)

    @property
    def state(self) -> PushState:
        """Return how it stands."""
        if self._trouble:
            return self._trouble
        return PushState.WORKING if self.notified.is_proved else PushState.WAITING

    @property
    def last(self) -> datetime | None:
        """Return when Spark last told something by itself, UTC."""
        return self.notified.last

    @property
    def unwell_since(self) -> datetime | None:
        """Return since when Spark says that it cannot reach us, UTC; None where it can."""
        since = self.keeper.memory.unwell_since
        return dt_util.utc_from_timestamp(since) if since is not None else None

    @property
    def is_registered(self) -> bool:
        """Tell whether Spark has a webhook of ours, as far as we know."""
        return self.keeper.memory.spark_id is not None

    async def renew_secret(self) -> None:
        """Have Spark sign with another secret from now on; raises SparkError and NotWrittenError."""

        async def renew() -> None:
            await self.keeper.save(self.keeper.memory.renewed())
            await self._look(dt_util.utcnow())
            self._tell()

        await self._rounds.make(renew)

    async def look_again(self) -> None:
        """See at once what Spark says of the webhook; raises SparkError and NotWrittenError."""

        async def look() -> None:
            await self._look(dt_util.utcnow())
            self._tell()

        await self._rounds.make(look)

    @callback
    def _tell(self) -> None:
        """Let whoever shows how it stands look: nobody else finds anything new."""
        self._coordinator.async_update_listeners()

    @callback
    def _arrived(self, notification: Notification, now: datetime) -> None:
        if not self.notified.is_listening:
            return
        known = self._coordinator.data.events if self._coordinator.data else ()
        if self.notified.hear(notification, known, now):
            self._hurry.ask()
        if self.notified.last == now:
            self._save_soon.set(now + _SAVED_WITHIN)

    @callback
    def _save(self, _: datetime) -> None:
        # What needed no poll was not shown with one.
        self._tell()
        self._entry.async_create_task(self._hass, self._rounds.make(self._write), f"{DOMAIN} push saved")

    async def _write(self) -> None:
        last = self.notified.last
        if not self.keeper.memory.spark_id:
            return
        memory = replace(self.keeper.memory, last=last.timestamp() if last else None, is_proved=self.notified.is_proved)
        try:
            await self.keeper.save(memory)
        except NotWrittenError as err:
            LOGGER.debug("When Spark last told something is not on disk: %s", err)

    @callback
    def _on_poll(self) -> None:
        """Look after the webhook with the token of a poll, once a day."""
        if self._looked_at and dt_util.utcnow() - self._looked_at >= _WITH_A_POLL:
            self._rounds.wake()

    async def _on_options(self, hass: HomeAssistant, entry: SparkConfigEntry) -> None:
        self._rounds.wake()

    def _next_round(self, now: datetime) -> datetime | None:
        if self._lost_at:
            return self._lost_at + _PATIENCE
        return now + (_AGAIN if self._has_failed or self._trouble is PushState.UNWELL else _DAILY)

    async def _round(self) -> None:
        was_relied_on = self.notified.is_relied_on(())
        try:
            await self._look(dt_util.utcnow())
            self._has_failed = False
        except (SparkError, NotWrittenError) as err:
            self._fail(err)
        await self._write()
        # The next poll was put off because it seemed good enough to listen.
        if was_relied_on and not self.notified.is_relied_on(()):
            self._hurry.ask()
        self._tell()

    def _fail(self, err: Exception) -> None:
        """Try again later; what is registered already goes on working."""
        if not self._has_failed:
            LOGGER.info("Spark's webhook cannot be looked after now: %s", err)
        self._has_failed = True
        if not self.keeper.memory.spark_id:
            self._trouble = PushState.FAILED

    async def _look(self, now: datetime) -> None:
        """Let the webhook at Spark be as it should; raises SparkError and NotWrittenError."""
        self._looked_at = now
        if not self._entry.options.get(CONF_PUSH, False):
            await self._be_without(PushState.NOT_ALLOWED)
            return
        is_local = is_on_this_machine(self._entry.data)
        # A cloud hook is made for an id that a restart must not forget.
        await self.keeper.save(self.keeper.memory)
        try:
            url, is_cloud = await address(self._hass, self.keeper.memory.hook_id, is_local=is_local)
        except AddressUnknownError:
            return
        if url:
            self._lost_at = None
            await self._keep(url, now, is_cloud=is_cloud)
        elif self._is_lost(now):
            await self._be_without(PushState.NO_ADDRESS)

    def _is_lost(self, now: datetime) -> bool:
        """Tell whether an address that is missing will not be back in a moment."""
        if self.keeper.memory.url is None:
            return True
        self._lost_at = self._lost_at or now
        return now - self._lost_at >= _PATIENCE

    async def _be_without(self, trouble: PushState) -> None:
        self.notified.deafen()
        self._lost_at = None
        self._trouble = trouble
        await leave(self._hass, self.keeper)

    async def _keep(self, url: str, now: datetime, *, is_cloud: bool) -> None:
        try:
            is_well, is_new_way = await self.keeper.keep(self._account, url, now, is_cloud=is_cloud)
        except NotOfferedError:
            self._trouble = PushState.NOT_OFFERED
            self.notified.deafen()
            return
        self._trouble = None if is_well else PushState.UNWELL
        since = None if is_well else (self.keeper.memory.unwell_since or now.timestamp())
        await self.keeper.save(replace(self.keeper.memory, unwell_since=since))
        if is_new_way or not is_well or not self.notified.is_listening:
            self.notified.listen(now, is_new_way=is_new_way or not is_well)

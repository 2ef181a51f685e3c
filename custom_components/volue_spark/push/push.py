"""The push of one account: who is told what, and in which order it begins and ends."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SparkCoordinator
from ..data import SparkConfigEntry
from ..jumps import watch_clock
from ..owned import account_of
from ..rounds import Round, Rounds
from ..spark.errors import SparkError
from ..spark.models import Notification
from ..stores import NotWrittenError
from .address import on_change
from .care import Care
from .diary import Diary
from .hurry import Hurry
from .keeper import Keeper
from .leaving import leave_if_possible
from .memory import PushMemory, PushStore
from .receiver import Receiver
from .state import PushState

__all__ = ["Push", "PushState"]


class Push:
    """Registers, listens, and has the next poll hurried; nothing here knows a curve."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, kept: PushMemory | None) -> None:
        """Go on with what is on disk."""
        self._hass = hass
        self._coordinator = coordinator
        self._entry: SparkConfigEntry = coordinator.config_entry
        self.notified = coordinator.notified
        self.keeper = Keeper(coordinator.client, PushStore(hass, self._entry.entry_id), kept)
        if self._has_moved:
            # While it was not loaded: nobody has the credentials any more with which it was registered.
            self.keeper.memory = self.keeper.memory.gone()
        self._care = Care(hass, coordinator, self.keeper)
        self._hurry = Hurry(hass, coordinator)
        self._receiver = Receiver(self.keeper.secrets, self._arrived)
        self._rounds = Rounds(hass, f"{DOMAIN} push", self._round, self._care.next_round)
        self._diary = Diary(hass, self.keeper, self.notified, self._rounds.wake)
        self._is_stopped = False
        self._was_proved = False
        self._told: object = None
        self._stops: list[CALLBACK_TYPE] = []
        self._listeners: list[Callable[[Notification], None]] = []

    @callback
    def listen(self) -> CALLBACK_TYPE:
        """Begin, before Spark is asked for anything: what it tells meanwhile is heard; return how to stop."""
        memory, now = self.keeper.memory, dt_util.utcnow()
        self.notified.last = dt_util.utc_from_timestamp(memory.last) if memory.last else None
        if memory.spark_id:
            self.notified.is_proved = self._was_proved = memory.is_proved
            self.notified.listen(now, is_new_way=False)
        return self._receiver.listen(self._hass, memory.hook_id)

    @property
    def _has_moved(self) -> bool:
        return self.keeper.memory.account not in (None, account_of(self._entry))

    @callback
    def start(self) -> None:
        """Look after the webhook at Spark, as soon as Home Assistant has started and whenever its address changes."""
        self._rounds.start(self._coordinator, self._on_poll)
        self._stops.append(on_change(self._hass, self.keeper.memory.hook_id, self._rounds.wake, self._on_cloud))
        self._stops.append(watch_clock(self._hass, self._on_jump))
        self._stops.append(self._entry.add_update_listener(self._on_options))

    async def stop(self) -> None:
        """Hear nothing more; an account that was disabled, or has moved, leaves nothing at Spark."""
        self._is_stopped = True
        while self._stops:
            self._stops.pop()()
        self._hurry.stop()
        self._diary.close()
        await self._rounds.stop()
        await self._diary.note()
        if self._entry.disabled_by or self._has_moved:
            await self._leave()

    async def _leave(self) -> None:
        """Leave nothing at Spark; where that is done, nobody will hear of this address again, either."""
        if await leave_if_possible(self._hass, self.keeper):
            await PushStore(self._hass, self._entry.entry_id).remove()

    @property
    def state(self) -> PushState:
        """Return how it stands."""
        if self._care.trouble:
            return self._care.trouble
        return PushState.WORKING if self.notified.is_proved else PushState.WAITING

    @property
    def last(self) -> datetime | None:
        """Return when Spark last told something by itself, UTC."""
        return self.notified.last

    @property
    def unwell_since(self) -> datetime | None:
        """Return since when Spark says that it cannot reach us, UTC; None where it can, as far as it says."""
        since = self.keeper.memory.unwell_since if self._care.trouble is PushState.UNWELL else None
        return dt_util.utc_from_timestamp(since) if since is not None else None

    @property
    def is_registered(self) -> bool:
        """Tell whether Spark has a webhook of ours, as far as we know."""
        return self.keeper.memory.spark_id is not None

    @callback
    def on_notification(self, listener: Callable[[Notification], None]) -> CALLBACK_TYPE:
        """Call with each notification that Spark has signed, in the moment in which it arrives; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def renew_secret(self) -> None:
        """Have Spark sign with another secret; raises SparkError and NotWrittenError, and then tells it again later."""
        await self._alone(self._care.renew)

    async def look_again(self) -> None:
        """See at once what Spark says of a webhook that is unwell; raises SparkError and NotWrittenError."""
        await self._alone(self._care.look_now)

    async def _alone(self, special: Round) -> None:
        await self._rounds.make(special)
        self._tell()

    @callback
    def _tell(self) -> None:
        """Let whoever shows how it stands look, if it stands otherwise; nobody else finds anything new."""
        stands = (self.state, self.unwell_since, self.last)
        if stands != self._told:
            self._told = stands
            self._coordinator.async_update_listeners()

    @callback
    def _arrived(self, notification: Notification, now: datetime) -> None:
        if self._is_stopped or not self.notified.is_listening:
            return
        for listener in list(self._listeners):
            listener(notification)
        known = self._coordinator.data.events if self._coordinator.data else ()
        if self.notified.hear(notification, known, now):
            self._hurry.ask(notification.event_id)
        if self.notified.last == now:
            self._diary.note_soon()
            # Spark got through: it may say by now that we are well.
            if self.unwell_since:
                self._care.doubt()

    @callback
    def _on_poll(self) -> None:
        """Look after the webhook with the token of a poll, once a day; keep whether notifications can be relied on."""
        if self.notified.is_proved != self._diary.was_proved:
            self._diary.note_soon()
        # A round that is under way knows why.
        if self._was_proved and not self.notified.is_proved and not self._rounds.lock.locked():
            self._care.doubt()
        self._was_proved = self.notified.is_proved
        if self._care.is_due(dt_util.utcnow()):
            self._rounds.wake()

    @callback
    def _on_cloud(self) -> None:
        """Ask for what nobody could tell while the cloud was away."""
        if self.keeper.memory.is_cloud:
            self._hurry.ask()

    @callback
    def _on_jump(self) -> None:
        self._hurry.end_pause()
        self._rounds.wake()

    async def _on_options(self, hass: HomeAssistant, entry: SparkConfigEntry) -> None:
        self._rounds.wake()

    async def _round(self) -> None:
        was_relied_on, was_lost = self.notified.is_proved, self._care.is_lost
        # It is logged by then, and what is registered already goes on working.
        with suppress(SparkError, NotWrittenError):
            await self._care.look(dt_util.utcnow())
        await self._diary.note()
        # The next poll was put off because it seemed good enough to listen; or nobody could reach us meanwhile.
        if (was_relied_on and not self.notified.is_proved) or (was_lost and not self._care.is_lost):
            self._hurry.ask()
        self._tell()

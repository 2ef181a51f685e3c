"""Brings the next poll forward: at once, and not again before a pause is over."""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import DOMAIN
from ..coordinator import SparkCoordinator
from ..spark.models import EventId, SparkEvent
from ..spark.polling import share_of

# Several events are told of in one go.
PAUSE = timedelta(seconds=10)
# However many calls arrive that lead to nothing, Spark is asked no more often than this.
_LONGEST_PAUSE = timedelta(minutes=10)
_MOST_DOUBLINGS = 6
_FORGOTTEN_AFTER = timedelta(hours=1)


class Hurry:
    """Polls for whoever was told that there is news.

    Each poll that finds nothing doubles the pause after it, until one finds
    something, or nobody has asked for one for an hour.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator) -> None:
        """Be at rest, until the account is unloaded or its set-up failed."""
        self._hass = hass
        self._coordinator = coordinator
        self._alarm = Alarm(hass, f"{DOMAIN} push", self._pause_is_over)
        self._is_asking = False
        self._wanted: set[EventId | None] = set()
        self._is_stopped = False
        self._fruitless = 0
        self._rests_since: datetime | None = None
        coordinator.config_entry.async_on_unload(self.stop)

    @callback
    def ask(self, event_id: EventId | None = None) -> None:
        """Ask Spark now, or as soon as the pause is over; while a poll is under way, after it if it lacks the event.

        The curves of a day are made together, and told of one by one: one poll finds all of them.
        """
        self._wanted.add(event_id)
        if not (self._is_asking or self._alarm.is_set):
            self._begin(dt_util.utcnow())

    @callback
    def end_pause(self) -> None:
        """Begin anew: the clock was set, and by the new one the pause may last for hours."""
        if self._alarm.is_set:
            self._alarm.clear()
            self._pause_is_over(dt_util.utcnow())

    @callback
    def stop(self) -> None:
        """Ask no more."""
        self._is_stopped = True
        self._alarm.clear()

    @callback
    def _begin(self, now: datetime) -> None:
        if self._is_stopped:
            return
        if now < self._coordinator.left_alone_until:
            self._alarm.set(self._coordinator.left_alone_until)
            return
        if self._rests_since and now - self._rests_since >= _FORGOTTEN_AFTER:
            self._fruitless = 0
        self._wanted.clear()
        self._is_asking = True
        entry = self._coordinator.config_entry
        entry.async_create_background_task(self._hass, self._ask(), f"{DOMAIN} pushed refresh")

    async def _ask(self) -> None:
        before = self._events
        try:
            # It waits for a poll that is under way: that one may have begun too early.
            await self._coordinator.async_refresh()
        finally:
            self._is_asking = False
            self._fruitless = 0 if self._events != before else self._fruitless + 1
            if not self._is_stopped:
                self._alarm.set(dt_util.utcnow() + self._pause)

    @property
    def _events(self) -> tuple[SparkEvent, ...]:
        # Nothing is known before the first poll.
        return self._coordinator.data.events if self._coordinator.data else ()

    @property
    def _pause(self) -> timedelta:
        """Return how long Spark is left alone; after a failure each home for a time of its own, or all fail again."""
        share = 0.0 if self._coordinator.last_update_success else share_of(self._coordinator.config_entry.entry_id)
        return min(PAUSE * (1 << min(self._fruitless, _MOST_DOUBLINGS)) * (1 + share), _LONGEST_PAUSE)

    @callback
    def _pause_is_over(self, now: datetime) -> None:
        self._wanted -= {event.event_id for event in self._events}
        if self._wanted or self._coordinator.notified.still_awaits(self._events, now):
            self._begin(now)
        else:
            self._rests_since = now

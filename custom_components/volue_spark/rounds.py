"""Work that comes back: one round at a time, from the start of Home Assistant until the account is unloaded."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .alarm import Alarm
from .coordinator import SparkCoordinator

type Round = Callable[[], Coroutine[Any, Any, None]]


class Rounds:
    """Makes a round when woken, and at the time that the last one asked for.

    Whoever changes what a round looks at holds the ``lock``.
    """

    def __init__(
        self, hass: HomeAssistant, name: str, usual: Round, next_at: Callable[[datetime], datetime | None]
    ) -> None:
        """Keep what a round does, and who knows when the next is due: UTC, None for "when woken"."""
        self._hass = hass
        self._name = name
        self._usual = usual
        self._next_at = next_at
        self._alarm = Alarm(hass, name, self.wake)
        self._stops: list[CALLBACK_TYPE] = []
        self._is_stopped = False
        self._is_waiting = False
        self.lock = asyncio.Lock()

    @callback
    def start(self, coordinator: SparkCoordinator, on_news: CALLBACK_TYPE) -> None:
        """Make the first round once Home Assistant has started, and call ``on_news`` at each news from then on."""

        @callback
        def begin(_: HomeAssistant) -> None:
            self._stops.append(coordinator.async_add_listener(on_news))
            self.wake()

        self._stops.append(async_at_started(self._hass, begin))

    async def stop(self) -> None:
        """Make no more; one that is under way is waited for."""
        self._is_stopped = True
        self._alarm.clear()
        while self._stops:
            self._stops.pop()()
        async with self.lock:
            pass

    @callback
    def goes_on(self) -> bool:
        """Tell whether a round may begin with anything more."""
        return not (self._is_stopped or self._hass.is_stopping)

    @callback
    def wake(self, _: datetime | None = None) -> None:
        """Make a round soon; one that is about to begin will see what happened since as well."""
        if not self._is_waiting:
            self._is_waiting = True
            self._hass.async_create_task(self._make(None), self._name)

    async def make(self, special: Round) -> None:
        """Make a special round and wait for it; it goes on where who waits is cut off."""
        await asyncio.shield(self._hass.async_create_task(self._make(special), self._name))

    async def _make(self, special: Round | None) -> None:
        async with self.lock:
            self._is_waiting = False
            if not self.goes_on():
                return
            try:
                await (special or self._usual)()
            finally:
                self._arm()

    @callback
    def _arm(self) -> None:
        self._alarm.clear()
        if not self._is_stopped and (at := self._next_at(dt_util.utcnow())):
            self._alarm.set(at)

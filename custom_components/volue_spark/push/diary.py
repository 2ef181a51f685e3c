"""When Spark last told something, and whether that can be relied on: on disk soon after, so that a restart goes on."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import DOMAIN, LOGGER
from ..spark.notified import Notified
from ..stores import NotWrittenError
from .keeper import Keeper

# Several notifications are written down in one go.
_WITHIN = timedelta(seconds=10)

type Alone = Callable[[Callable[[], Coroutine[Any, Any, None]]], Awaitable[None]]


class Diary:
    """Writes down what was heard, while nobody else writes about the webhook."""

    def __init__(self, hass: HomeAssistant, keeper: Keeper, notified: Notified, alone: Alone) -> None:
        """Keep who has the file, and who lets us write ``alone``."""
        self._hass = hass
        self._keeper = keeper
        self._notified = notified
        self._alone = alone
        self._alarm = Alarm(hass, f"{DOMAIN} push saved", self._write_alone)

    @property
    def was_proved(self) -> bool:
        """Tell whether the disk says that notifications arrive."""
        return self._keeper.memory.is_proved

    @callback
    def note_soon(self) -> None:
        """Write in some seconds."""
        if not self._alarm.is_set:
            self._alarm.set(dt_util.utcnow() + _WITHIN)

    @callback
    def close(self) -> None:
        """Write no more by itself."""
        self._alarm.clear()

    @callback
    def _write_alone(self, _: datetime) -> None:
        self._hass.async_create_task(self._write_in_turn(), f"{DOMAIN} push saved")

    async def _write_in_turn(self) -> None:
        await self._alone(self.note)

    async def note(self) -> None:
        """Write what is not on disk; where that fails, push proves itself again after a restart."""
        memory, last = self._keeper.memory, self._notified.last
        if memory.spark_id is None:
            return
        heard = replace(memory, last=last.timestamp() if last else None, is_proved=self._notified.is_proved)
        try:
            await self._keeper.save(heard)
        except NotWrittenError as err:
            LOGGER.debug("When Spark last told something is not on disk: %s", err)

"""When Spark last told something, and whether that can be relied on: on disk soon after, so that a restart goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alarm import Alarm
from ..const import DOMAIN, LOGGER
from ..spark.notified import Notified
from ..stores import NotWrittenError
from .keeper import Keeper

# A round has it written down, and sees whether Spark knows by now that it can reach us.
_WITHIN = timedelta(seconds=10)


class Diary:
    """Writes down what was heard, in the rounds in which nobody else writes about the webhook."""

    def __init__(
        self, hass: HomeAssistant, keeper: Keeper, notified: Notified, wake: Callable[[datetime], None]
    ) -> None:
        """Keep who has the file, and who makes a round when woken."""
        self._keeper = keeper
        self._notified = notified
        self._alarm = Alarm(hass, f"{DOMAIN} push noted", wake)

    @property
    def was_proved(self) -> bool:
        """Tell whether the disk says that notifications arrive."""
        return self._keeper.memory.is_proved

    @callback
    def note_soon(self) -> None:
        """Have a round made in some seconds: several notifications are written down in one go."""
        if not self._alarm.is_set:
            self._alarm.set(dt_util.utcnow() + _WITHIN)

    @callback
    def close(self) -> None:
        """Have none made any more."""
        self._alarm.clear()

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

"""One timer: whoever sets it gives up the time before."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time


class Alarm:
    """Wakes once, at the instant (UTC) that was set last; never while Home Assistant ends."""

    def __init__(self, hass: HomeAssistant, name: str, wake: Callable[[datetime], None]) -> None:
        """Keep whom to wake, a callback; nothing is set yet."""
        self._hass = hass
        self._wake = wake
        self._job = HassJob(self._ring, name, cancel_on_shutdown=True)
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def set(self, at: datetime) -> None:
        """Wake then, and no more at the time before."""
        self.clear()
        self._cancel = async_track_point_in_utc_time(self._hass, self._job, at)

    @property
    def is_set(self) -> bool:
        """Tell whether it is going to wake."""
        return self._cancel is not None

    @callback
    def clear(self) -> None:
        """Wake no more; harmless where nothing is set."""
        if self._cancel:
            self._cancel()
            self._cancel = None

    @callback
    def _ring(self, now: datetime) -> None:
        self._cancel = None
        self._wake(now)

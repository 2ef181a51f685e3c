"""Notices that the clock was set, or that the machine slept: timers count seconds, and know nothing of either."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

# Late by at most so much where the clock is set; a drift that is corrected in passing is no jump.
_LOOK = timedelta(minutes=1)
_TOLERATED_SECONDS = 5.0


@callback
def watch_clock(hass: HomeAssistant, jumped: Callable[[], None]) -> CALLBACK_TYPE:
    """Call when the clock shows otherwise than the seconds that have passed; return how to stop."""
    known = _offset()

    @callback
    def look(_: datetime) -> None:
        nonlocal known
        if abs((offset := _offset()) - known) > _TOLERATED_SECONDS:
            known = offset
            jumped()

    return async_track_time_interval(hass, look, _LOOK, name="volue_spark clock", cancel_on_shutdown=True)


def _offset() -> float:
    """Return how far the clock is from the seconds that are counted."""
    return dt_util.utcnow().timestamp() - monotonic()

"""The one timer: wakes everybody when some curve reaches its next interval."""

from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .alarm import Alarm
from .coordinator import SparkCoordinator
from .jumps import watch_clock


class Clock:
    """Lets the coordinator's listeners look again at every start and end of an interval.

    Being a listener itself, it also keeps the coordinator polling when every
    entity is disabled.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator) -> None:
        """Keep whom to wake."""
        self._hass = hass
        self._coordinator = coordinator
        self._alarm = Alarm(hass, "volue_spark next interval", self._strike)

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Arm the timer, and again after each refresh; return how to stop."""
        forget = self._coordinator.async_add_listener(self._arm)
        forget_jumps = watch_clock(self._hass, self._on_jump)
        self._arm()

        @callback
        def stop() -> None:
            forget()
            forget_jumps()
            self._alarm.clear()

        return stop

    @callback
    def _arm(self) -> None:
        self._alarm.clear()
        now = dt_util.utcnow()
        changes = [timeline.next_change(now) for timeline in self._coordinator.data.timelines.values()]
        if coming := [change for change in changes if change]:
            self._alarm.set(min(coming))

    @callback
    def _on_jump(self) -> None:
        """Look again at once, and ask Spark: the timer of the next poll stood still, too."""
        self._coordinator.async_update_listeners()
        self._coordinator.config_entry.async_create_background_task(
            self._hass, self._coordinator.async_refresh(), "volue_spark refresh after a jump of the clock"
        )

    @callback
    def _strike(self, _: datetime) -> None:
        self._coordinator.async_update_listeners()

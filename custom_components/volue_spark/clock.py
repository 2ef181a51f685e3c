"""The one timer: wakes everybody when some curve reaches its next interval."""

from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from .coordinator import SparkCoordinator


class Clock:
    """Lets the coordinator's listeners look again at every start and end of an interval.

    Being a listener itself, it also keeps the coordinator polling when every
    entity is disabled.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator) -> None:
        """Keep whom to wake."""
        self._hass = hass
        self._coordinator = coordinator
        self._cancel: CALLBACK_TYPE | None = None

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Arm the timer, and again after each refresh; return how to stop."""
        forget = self._coordinator.async_add_listener(self._arm)
        self._arm()

        @callback
        def stop() -> None:
            forget()
            self._disarm()

        return stop

    @callback
    def _arm(self) -> None:
        self._disarm()
        now = dt_util.utcnow()
        changes = [timeline.next_change(now) for timeline in self._coordinator.data.timelines.values()]
        if coming := [change for change in changes if change]:
            job = HassJob(self._strike, "volue_spark next interval", cancel_on_shutdown=True)
            self._cancel = async_track_point_in_utc_time(self._hass, job, min(coming))

    @callback
    def _disarm(self) -> None:
        if self._cancel:
            self._cancel()
            self._cancel = None

    @callback
    def _strike(self, _: datetime) -> None:
        self._cancel = None
        self._coordinator.async_update_listeners()

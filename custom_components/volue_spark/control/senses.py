"""What is measured beside a device that follows: its power, a temperature, and what the house draws."""

from collections.abc import Callable
from datetime import datetime, timedelta

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..homes import Device
from ..measuring import measured_by, power_beside, power_kw, temperature_c
from ..spark.turns import Candidate, House

# Electronics draw some watts; what was switched on may take its time, and a thermostat its pauses.
_IDLE_KW = 0.05
IDLE_FOR = timedelta(minutes=5)


class Senses:
    """Calls when something was measured that may change a decision, and only then."""

    def __init__(self, hass: HomeAssistant, device: Device, look: Callable[[], None]) -> None:
        """Keep whose senses they are, and whom to call."""
        self._hass = hass
        self._device = device
        self._look = look
        self._power_entity_id: str | None = None
        self._idle_since: datetime | None = None
        self._fits = True

    @callback
    def start(self) -> list[CALLBACK_TYPE]:
        """Begin to listen; return how to stop."""
        following = self._device.following
        self._power_entity_id = self._find_power()
        self._on_power()
        self._fits = self.candidate.fits
        # A pair each: one sensor may serve several.
        heard = (
            (following.temperature_entity_id if following else None, self._on_news),
            (self._device.home.house_power_entity_id, self._on_house),
            (self._power_entity_id, self._on_power),
        )
        return [async_track_state_change_event(self._hass, entity, hear) for entity, hear in heard if entity]

    @property
    def temperature_c(self) -> float | None:
        """Return the temperature of what may wait, None where nobody knows."""
        following = self._device.following
        entity_id = following.temperature_entity_id if following else None
        return temperature_c(self._hass.states.get(entity_id)) if entity_id else None

    @property
    def candidate(self) -> Candidate:
        """Return what it takes to start now."""
        home = self._device.home
        if home.house_limit_kw is None or home.house_power_entity_id is None:
            return Candidate(self._device.rated_power_kw, None)
        power = power_kw(self._hass.states.get(home.house_power_entity_id))
        return Candidate(self._device.rated_power_kw, House(home.house_limit_kw, power))

    def is_drawing(self, turned_at: datetime | None, now: datetime) -> bool | None:
        """Tell whether the device draws power, None where nobody measures it or it is too early to say."""
        if self._power is None:
            return None
        idle_at = self.idle_at(turned_at)
        return True if idle_at is None else None if now < idle_at else False

    def idle_at(self, turned_at: datetime | None) -> datetime | None:
        """Return when it has drawn nothing for long enough to say so, None where it draws power."""
        return max(self._idle_since, turned_at or self._idle_since) + IDLE_FOR if self._idle_since else None

    def _find_power(self) -> str | None:
        """Return the sensor of the device's power: the usage sensor, or one beside it."""
        usage = self._device.usage_entity_id
        if usage is None or measured_by(self._hass, usage) is SensorDeviceClass.POWER:
            return usage
        beside = power_beside(self._hass, usage)
        return beside.entity_id if beside else None

    @property
    def _power(self) -> float | None:
        return power_kw(self._hass.states.get(self._power_entity_id)) if self._power_entity_id else None

    @callback
    def _on_power(self, _: Event[EventStateChangedData] | None = None) -> None:
        """Look when it begins to draw power, or no longer does."""
        power = self._power
        is_idle = power is not None and power < _IDLE_KW
        if is_idle is (self._idle_since is not None):
            return
        self._idle_since = dt_util.utcnow() if is_idle else None
        self._look()

    @callback
    def _on_news(self, _: Event[EventStateChangedData]) -> None:
        self._look()

    @callback
    def _on_house(self, _: Event[EventStateChangedData]) -> None:
        """Look when there begins to be room for the device, or no longer is: a meter tells a power each second."""
        if (fits := self.candidate.fits) is not self._fits:
            self._fits = fits
            self._look()

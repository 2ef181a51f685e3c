"""What a kWh costs a device now: the spot price of another integration, and Spark's delta on top."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_state_change_event

from .const import CONF_SPOT_PRICE_ENTITY_ID
from .entity import DeviceEntity


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a unit such as NOK/kWh; None while unknown."""

    amount: float | None
    unit: str | None


def price_of(state: State | None) -> Price:
    """Return the price that a state shows, if it shows a number."""
    if state is None:
        return Price(None, None)
    try:
        amount = float(state.state)
    except ValueError:
        amount = None
    return Price(
        amount if amount is not None and isfinite(amount) else None, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    )


class EffectivePriceSensor(DeviceEntity[Price], SensorEntity):
    """Spot price plus delta, for automations; unknown unless both are there in one unit."""

    _forget: CALLBACK_TYPE | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._listen()
        self.async_on_remove(self._stop_listening)
        # Another spot price is no reason to reload an account that switches devices.
        self.async_on_remove(self.coordinator.config_entry.add_update_listener(self._options_changed))

    @property
    def _spot_entity_id(self) -> str | None:
        return self.coordinator.config_entry.options.get(CONF_SPOT_PRICE_ENTITY_ID)

    async def _options_changed(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._listen()
        self._handle_coordinator_update()

    @callback
    def _listen(self) -> None:
        self._stop_listening()
        if spot := self._spot_entity_id:
            self._forget = async_track_state_change_event(self.hass, spot, self._spot_changed)

    @callback
    def _stop_listening(self) -> None:
        if self._forget:
            self._forget()
            self._forget = None

    @callback
    def _spot_changed(self, _: Event[EventStateChangedData]) -> None:
        self._handle_coordinator_update()

    @override
    def read(self, now: datetime) -> Price:
        unit, delta = self.price_unit(now), self.timeline.delta(now)
        entity_id = self._spot_entity_id
        spot = price_of(self.coordinator.hass.states.get(entity_id) if entity_id else None)
        if delta is None or spot.amount is None or spot.unit != unit:
            return Price(None, unit)
        return Price(spot.amount + delta, unit)

    @property
    @override
    def native_value(self) -> float | None:
        return self.value.amount

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        return self.value.unit

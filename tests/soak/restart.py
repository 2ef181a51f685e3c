"""Listens from the first moment of a start for what should not happen."""

from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE, EVENT_STATE_CHANGED
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback

from tests.soak.house import APPLIANCES

WATCHED = {
    entity_id
    for appliance in APPLIANCES
    for entity_id in (appliance.delta, appliance.use_power, appliance.follow, appliance.switch)
}


@dataclass
class Restart:
    """Every state that is written more than once, and every switching of a device."""

    flaps: list[str] = field(default_factory=list)
    _stops: list[CALLBACK_TYPE] = field(default_factory=list)

    @callback
    def listen(self, hass: HomeAssistant) -> None:
        """Begin, before anything is set up."""
        self._stops.append(hass.bus.async_listen(EVENT_STATE_CHANGED, self._changed))
        self._stops.append(hass.bus.async_listen(EVENT_CALL_SERVICE, self._called))

    @callback
    def stop(self) -> None:
        """Listen no more."""
        while self._stops:
            self._stops.pop()()

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        # What Home Assistant writes itself for an entity that is not there yet is no state of ours.
        if event.data["entity_id"] in WATCHED and old and old.state != "unavailable":
            self.flaps.append(f"{old.entity_id}: {old.state} -> {new.state if new else 'gone'}")

    @callback
    def _called(self, event: Event[Any]) -> None:
        if event.data["domain"] in ("input_boolean", "homeassistant", "switch"):
            self.flaps.append(f"{event.data['domain']}.{event.data['service']}")

"""What a household sees of its reports."""

from typing import Any

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

EARNED, LAST = "sensor.test_home_earned_this_month", "sensor.test_home_last_report"
HELD_BACK = "sensor.test_home_held_back_this_month"
EARNED_BEFORE, HELD_BACK_BEFORE = "sensor.test_home_earned_last_month", "sensor.test_home_held_back_last_month"
ESTIMATE, TO_AVOID = "sensor.test_home_own_estimate_this_month", "sensor.test_home_own_estimate_hours_to_avoid"
WAITING, MISSING = "sensor.test_home_reports_waiting", "sensor.test_home_hours_missing"
DRAWN = "sensor.hot_water_tank_energy_in_favourable_hours"


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found
    return found.state


def attributes(hass: HomeAssistant, entity_id: str) -> dict[str, Any]:
    """Return what stands beside a state."""
    found = hass.states.get(entity_id)
    assert found
    return dict(found.attributes)


def written(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Return a list that fills with each state from now on."""
    seen: list[str] = []

    @callback
    def write(event: Event[EventStateChangedData]) -> None:
        if new := event.data["new_state"]:
            seen.append(new.state)

    async_track_state_change_event(hass, entity_id, write)
    return seen

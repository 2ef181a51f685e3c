"""What a household sees of its reports."""

from homeassistant.core import HomeAssistant

EARNED, LAST = "sensor.test_home_earned_this_month", "sensor.test_home_last_report"


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found
    return found.state

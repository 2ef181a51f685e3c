"""Time that passes, what is shown then, and what was written meanwhile."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_state_change_event
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

# Home Assistant's recorder counts its own runs by the real clock: a test must lie after it.
NOON = datetime(2030, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# 11 June in Oslo.
MIDNIGHT = NOON + 10 * HOUR


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time reach an instant exactly."""
    freezer.move_to(now)
    async_fire_time_changed_exact(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


def shown(hass: HomeAssistant, entity_id: str) -> State:
    """Return what an entity shows."""
    state = hass.states.get(entity_id)
    assert state
    return state


@callback
def written(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Return what is written from now on, as it comes; a write that changes attributes alone counts too."""
    found: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        found.append(event.data["new_state"].state if event.data["new_state"] else "removed")

    async_track_state_change_event(hass, entity_id, note)
    return found

"""Asks something of the tank, with a press or an action, and looks at what "Status" says."""

from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.volue_spark.const import DOMAIN
from tests.shell.control.tank import FOLLOW, HOUR, NOON

RUN, NOT_TODAY = "button.hot_water_tank_run_for_2_hours", "button.hot_water_tank_not_today"
STATUS = "sensor.hot_water_tank_status"
# Hours to avoid begin, and the local day ends.
TO_AVOID, MIDNIGHT = NOON + 2 * HOUR, NOON + 10 * HOUR


async def press(hass: HomeAssistant, button: str) -> None:
    """Press a button as a dashboard does."""
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    await hass.async_block_till_done()


async def ask(hass: HomeAssistant, action: str, duration: Any, **target: Any) -> None:
    """Perform one of our actions on a target; the tank by its switch, unless another one is named."""
    meant = target or {"entity_id": FOLLOW}
    await hass.services.async_call(DOMAIN, action, {"duration": duration}, target=meant, blocking=True)
    await hass.async_block_till_done()


def status(hass: HomeAssistant) -> tuple[str, str | None]:
    """Return what "Status" says, and until when by the clock on the wall."""
    found = hass.states.get(STATUS)
    assert found
    until = found.attributes.get("until")
    return found.state, until and datetime.fromisoformat(until).strftime("%H:%M")

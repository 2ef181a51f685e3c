"""A device that draws more than it is said to: its rated power is stated anew, and its hours are proved again."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_RATED_POWER_KW, CONF_RESOURCE_TYPE, CONF_USAGE_ENTITY_ID
from ..flows.attempt import Outcome
from ..flows.device_more import check_rated_power, rated_power_selector
from ..problems.issues import START
from ..spark.models import ResourceType
from ..spark.usage import FIVE_MINUTES, HOUR, MOST_KW, shown_kwh
from ..statistics import recent_usage
from .fix import Fix

_SCHEMA = vol.Schema({vol.Required(CONF_RATED_POWER_KW): rated_power_selector()})


class RatedPowerFix(Fix):
    """Asks what the device can draw, with what its sensor showed filled in."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_power()

    async def async_step_power(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask; the account is loaded anew then, and looks at the hours that wait again."""
        if self.is_over:
            return self.over()
        shown = await self._shown_kw() if user_input is None else None
        if self.is_over:
            return self.over()
        if user_input is None:
            return self.form("power", _SCHEMA, Outcome(), {CONF_RATED_POWER_KW: shown} if shown else {})
        outcome = check_rated_power({**self.subentry.data, **user_input})
        return self.form("power", _SCHEMA, outcome, user_input) if outcome.errors else self.mended(user_input)

    async def _shown_kw(self) -> float | None:
        """Return what the sensor showed in that hour, as far as such a device can draw it, None where nobody knows."""
        device, start = self.subentry.data, dt_util.utc_from_timestamp(float((self.data or {})[START] or 0))
        rows = await recent_usage(self.hass, device.get(CONF_USAGE_ENTITY_ID, ""), start - FIVE_MINUTES, start + HOUR)
        energy_kwh = shown_kwh(rows)
        most = MOST_KW[ResourceType(device[CONF_RESOURCE_TYPE])]
        return min(round(energy_kwh, 1), most) if energy_kwh else None

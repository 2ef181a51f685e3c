"""A home without a meter point gets one, here and at Spark."""

from dataclasses import replace
from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import TextSelector
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_METER_POINT_ID, CONF_METER_POINT_IDS
from ..flows.attempt import Outcome, attempt
from ..homes import location_of
from ..spark.meter_points import doubt_about
from ..spark.models import MeterPointId
from .fix import Fix

SCHEMA = vol.Schema({vol.Required(CONF_METER_POINT_ID): TextSelector()})


class MeterPointFix(Fix):
    """Asks for the meter point; one that looks mistyped is taken when it is sent again."""

    _doubted: MeterPointId | None = None

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_meter_point()

    async def async_step_meter_point(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask, and tell Spark."""
        if self.is_over:
            return self.over()
        outcome = Outcome()
        if user_input is not None:
            meter_point = MeterPointId("".join(user_input[CONF_METER_POINT_ID].split()))
            outcome = self._check(meter_point)
            if not outcome.errors:
                outcome = await attempt(self._tell_spark(meter_point))
            if not outcome.errors:
                return self.mended({CONF_METER_POINT_IDS: [meter_point]})
        return self.form("meter_point", SCHEMA, outcome, user_input)

    def _check(self, meter_point: MeterPointId) -> Outcome:
        if not meter_point:
            return Outcome({CONF_METER_POINT_ID: "meter_point_required"})
        doubt = doubt_about(meter_point, self.hass.config.country)
        if doubt is None or meter_point == self._doubted:
            return Outcome()
        self._doubted = meter_point
        return Outcome({CONF_METER_POINT_ID: f"doubt_{doubt}"})

    async def _tell_spark(self, meter_point: MeterPointId) -> None:
        """Change the location; from now on Spark is asked anew whether the home may take part."""
        home, registrar = self.subentry, await self.registrar()
        location = replace(location_of(home.data), meter_point_ids=(meter_point,))
        await registrar.take_home(location, home.title, dt_util.utcnow())
        await registrar.client.move_location(location)

"""A home that was removed here and is still at Spark: deleted there now, or kept on purpose."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
import voluptuous as vol

from ..data import SparkData
from ..flows.attempt import Outcome, attempt
from ..spark.models import LocationId
from ..upkeep import Upkeep
from .fix import Fix

LOCATION, NOT_LOADED = "location_id", "not_loaded"
_NO_FIELD = vol.Schema({})


class HomeLeftFix(Fix):
    """Lets a person decide about the month's compensation; the account has to run for it."""

    @property
    def _upkeep(self) -> Upkeep | None:
        """Return who deletes and keeps; None while the account does not run."""
        is_loaded = not self.is_over and self.entry.state is ConfigEntryState.LOADED
        parts: SparkData | None = self.entry.runtime_data if is_loaded else None
        return parts.upkeep if parts else None

    @property
    def _location_id(self) -> LocationId:
        return LocationId(str((self.data or {})[LOCATION]))

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Offer both."""
        if not self._upkeep:
            return self.async_abort(reason=NOT_LOADED)
        return self.async_show_menu(menu_options=["delete", "keep"], description_placeholders=self.quoted)

    async def async_step_delete(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Delete it once the person agrees: what this month has earned is lost."""
        if not (upkeep := self._upkeep):
            return self.async_abort(reason=NOT_LOADED)
        outcome = Outcome()
        if user_input is not None:
            outcome = await attempt(upkeep.delete_home(self._location_id))
            if not outcome.errors:
                return self.async_create_entry(data={})
        return self.form("delete", _NO_FIELD, outcome)

    async def async_step_keep(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Keep it; the form is only seen when that could not be written down."""
        if not (upkeep := self._upkeep):
            return self.async_abort(reason=NOT_LOADED)
        outcome = await attempt(upkeep.keep_home(self._location_id))
        return self.form("keep", _NO_FIELD, outcome) if outcome.errors else self.async_create_entry(data={})

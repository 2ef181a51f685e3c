"""Spark cannot reach this Home Assistant: looked at again, or done without."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
import voluptuous as vol

from ..const import CONF_PUSH
from ..data import SparkData
from ..flows.attempt import Outcome, attempt, wrong
from ..push.push import Push
from .fix import Fix

_NO_FIELD = vol.Schema({})


class PushFix(Fix):
    """Asks what a person wants; the way itself is mended elsewhere, in the network or in the cloud."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Offer both."""
        if self.is_over:
            return self.over()
        return self.async_show_menu(menu_options=["again", "without"], description_placeholders=self.quoted)

    async def async_step_again(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask Spark at once; the form is only seen when it is as it was."""
        if self.is_over:
            return self.over()
        if self.entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        parts: SparkData = self.entry.runtime_data
        outcome = await self._look(parts.push)
        return self.form("again", _NO_FIELD, outcome) if outcome.errors else self.async_create_entry(data={})

    async def _look(self, push: Push) -> Outcome:
        outcome = await attempt(push.look_again())
        return wrong("still_unwell") if not outcome.errors and push.unwell_since else outcome

    async def async_step_without(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Let Spark be asked, as it was before; who listens takes the address away from Spark."""
        if self.is_over:
            return self.over()
        options = {**self.entry.options, CONF_PUSH: False}
        self.hass.config_entries.async_update_entry(self.entry, options=options)
        return self.async_create_entry(data={})

"""The ledger of reports was lost: nothing can be mended, but somebody should know."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
import voluptuous as vol

from ..flows.attempt import Outcome
from .fix import Fix


class ReportsLostFix(Fix):
    """Says what happened, and is done when that was read."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_lost()

    async def async_step_lost(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say it."""
        if self.is_over:
            return self.over()
        return self.form("lost", vol.Schema({}), Outcome()) if user_input is None else self.async_create_entry(data={})

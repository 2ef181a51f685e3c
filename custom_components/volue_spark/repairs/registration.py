"""A home that Spark no longer knows is registered there again, with its devices and under the same ids."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..flows.attempt import Outcome, attempt
from ..homes import devices, location_of
from .fix import Fix


class RegistrationFix(Fix):
    """Asks once more: somebody deleted the home at Spark, perhaps on purpose."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_register()

    async def async_step_register(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Register what is missing, and ask Spark about it from the start."""
        if self.is_over:
            return self.over()
        outcome = Outcome()
        if user_input is not None:
            outcome = await attempt(self._register())
            if not outcome.errors:
                return self._registered()
        return self.form("register", vol.Schema({}), outcome)

    async def _register(self) -> None:
        home, registrar = self.subentry, await self.registrar()
        await registrar.register_home(location_of(home.data), home.title, dt_util.utcnow())
        for device in list(devices(self.entry)):
            if device.home.subentry_id == home.subentry_id:
                await registrar.register_resource(device.resource, device.title, device.usage_entity_id)

    def _registered(self) -> RepairsFlowResult:
        """End; nothing changed here, so nobody else reloads the account."""
        if self.is_over:
            return self.over()
        if self.entry.state is ConfigEntryState.LOADED:
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)
        return self.async_create_entry(data={})

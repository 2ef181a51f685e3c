"""Nothing is asked."""

from typing import Any, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from . import DOMAIN


class AppliancesFlow(ConfigFlow, domain=DOMAIN):
    """Adds both at once."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask nothing."""
        return self.async_create_entry(title="Appliances", data={})

"""A device whose home is gone moves to another home, or is removed."""

from typing import Any
from uuid import uuid4

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig
import voluptuous as vol

from ..const import CONF_HOME, CONF_METER_POINT_ID, CONF_RESOURCE_ID, CONF_USAGE_ENTITY_ID
from ..flows.attempt import Outcome, attempt
from ..homes import Home, homes, resource_of
from ..spark.models import Resource
from .fix import Fix


class DeviceHomeFix(Fix):
    """Offers what is possible: to move where there is a home, and to remove."""

    def __init__(self) -> None:
        """Choose the id once, so that a retry registers no second resource."""
        self._resource_id = str(uuid4())

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask what shall become of the device."""
        if self.is_over:
            return self.over()
        possible = ["move", "remove"] if homes(self.entry) else ["remove"]
        return self.async_show_menu(menu_options=possible, description_placeholders=self.quoted)

    async def async_step_move(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Register the device anew in another home: Spark cannot move a resource."""
        if self.is_over:
            return self.over()
        known, outcome = homes(self.entry), Outcome()
        if user_input is not None:
            if (home := known.get(user_input[CONF_HOME])) is None:  # removed while the form was open
                return self.over()
            data = _in_home({**self.subentry.data, CONF_RESOURCE_ID: self._resource_id}, home)
            outcome = await attempt(self._register(resource_of(data, home)))
            if not outcome.errors:
                return self.mended(data)
        return self.form("move", home_schema(known), outcome, user_input)

    async def _register(self, resource: Resource) -> None:
        registrar, device = await self.registrar(), self.subentry
        registrar.owned.claim(self.flow_id, [resource.resource_id])
        await registrar.register_resource(resource, device.title, device.data.get(CONF_USAGE_ENTITY_ID))

    async def async_step_remove(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Remove the device once the person agrees."""
        if self.is_over:
            return self.over()
        if user_input is None:
            return self.form("remove", vol.Schema({}), Outcome())
        self.hass.config_entries.async_remove_subentry(self.entry, self.subentry.subentry_id)
        return self.async_create_entry(data={})


def _in_home(data: dict[str, Any], home: Home) -> dict[str, Any]:
    """Return a device's data in another home; a meter point of the old one is not there."""
    meter_point = data.get(CONF_METER_POINT_ID)
    kept = meter_point if meter_point in home.location.meter_point_ids else None
    return {**data, CONF_HOME: home.subentry_id, CONF_METER_POINT_ID: kept}


def home_schema(known: dict[str, Home]) -> vol.Schema:
    """Return the form: the homes that there are."""
    options = [SelectOptionDict(value=key, label=home.title) for key, home in known.items()]
    return vol.Schema({vol.Required(CONF_HOME): SelectSelector(SelectSelectorConfig(options=options))})

"""The flow of a device."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from homeassistant.config_entries import SubentryFlowResult
import voluptuous as vol

from ..const import CONF_HOME, CONF_RESOURCE_ID, CONF_RESOURCE_TYPE, SUBENTRY_DEVICE
from ..homes import homes, resource_of
from ..spark.models import Resource
from .attempt import Outcome, attempt
from .device import ENTITIES, check_entities, device_schema, register_resource
from .subentry import SparkSubentryFlow
from .titles import device_title


class DeviceSubentryFlow(SparkSubentryFlow):
    """Adds a device to a home, or changes the entities of one."""

    def __init__(self) -> None:
        """Choose the id once, so that a retry registers no second resource."""
        self._resource_id = str(uuid4())

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what it is, and register it."""
        known = homes(self._get_entry())
        if not known:
            return self.async_abort(reason="no_home")
        outcome = check_entities(user_input or {}, self._others())
        if user_input is not None and not outcome.errors:
            data = {CONF_HOME: next(iter(known)), **user_input, CONF_RESOURCE_ID: self._resource_id}
            outcome = await self._register(resource_of(data, known[data[CONF_HOME]]))
            if not outcome.errors:
                title = await device_title(self.hass, data[CONF_RESOURCE_TYPE], self._titles())
                return self.async_create_entry(title=title, data=data, unique_id=self._resource_id)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(device_schema(known), user_input),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )

    def _others(self, own: str | None = None) -> list[Mapping[str, Any]]:
        """Return the data of all devices but one."""
        devices = self._get_entry().get_subentries_of_type(SUBENTRY_DEVICE)
        return [device.data for device in devices if device.subentry_id != own]

    async def _register(self, resource: Resource) -> Outcome:
        return await attempt(register_resource(self._client(), resource))

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for other entities; nothing of this is known to Spark."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        outcome = check_entities(user_input or {}, self._others(subentry.subentry_id))
        if user_input is not None and not outcome.errors:
            changeable = {str(key) for key in ENTITIES}
            kept = {key: value for key, value in subentry.data.items() if key not in changeable}
            return self.async_update_and_abort(entry, subentry, data={**kept, **user_input})
        schema = self.add_suggested_values_to_schema(vol.Schema(ENTITIES), user_input or subentry.data)
        return self.async_show_form(step_id="reconfigure", data_schema=schema, errors=outcome.errors)

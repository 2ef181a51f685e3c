"""The flow of a device: Home Assistant's own device first, then what it suggests."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
import voluptuous as vol

from ..const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_DEVICE,
    CONF_HOME,
    CONF_METER_POINT_ID,
    CONF_MORE,
    CONF_PRESENCE_ENTITY_ID,
    CONF_RATED_POWER_KW,
    CONF_REGISTERED,
    CONF_REPORTED,
    CONF_RESOURCE_ID,
    CONF_RESOURCE_TYPE,
    CONF_USAGE_ENTITY_ID,
    DOMAIN,
)
from ..homes import Home, homes
from ..spark.models import ListedResource
from .attempt import Outcome, attempt, wrong
from .device import NEW, details_schema, reconfigure_schema, registered_labels, start_schema
from .device_draft import DeviceDraft, is_same_resource
from .device_more import without_the_usual
from .proposal import Proposal, propose
from .subentry import SparkSubentryFlow
from .titles import device_title

type Answers = Mapping[str, Any]


class DeviceSubentryFlow(SparkSubentryFlow):
    """Adds a device to a home, or changes one."""

    _draft: DeviceDraft | None = None
    _home_id: str
    _proposal: Proposal
    _registered: Mapping[str, ListedResource]

    @callback
    @override
    def async_remove(self) -> None:
        if self._draft:
            self._draft.release()

    def _drafted(self, own: str | None = None) -> DeviceDraft:
        """Return the device of this flow, begun at the first page."""
        self._draft = self._draft or DeviceDraft(self.hass, self._get_entry(), self.flow_id, own)
        return self._draft

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which of Home Assistant's devices it is, and where several homes are, in which one."""
        outcome = Outcome()
        if user_input is not None:
            outcome = await self._begin(user_input)
            if not outcome.errors:
                return await self.async_step_details()
        known = homes(self._get_entry())
        if not known:
            return self.async_abort(reason="no_home")
        self._home_id = next(iter(known))
        return self._form("user", start_schema(known), outcome, user_input)

    async def _begin(self, answers: Answers) -> Outcome:
        """Keep the home, and see what device and Spark suggest."""
        self._home_id, self._proposal = answers.get(CONF_HOME, self._home_id), Proposal()
        if (home := homes(self._get_entry()).get(self._home_id)) is None:
            return wrong("home_gone")
        if device_id := answers.get(CONF_DEVICE):
            device = dr.async_get(self.hass).async_get(device_id)
            if device is None:
                return Outcome({CONF_DEVICE: "device_gone"})
            if any(domain == DOMAIN for domain, *_ in device.identifiers):
                return Outcome({CONF_DEVICE: "own_device"})
            self._proposal = await propose(self.hass, device, self._drafted().taken())
        return await attempt(self._look_for_registered(home))

    async def _look_for_registered(self, home: Home) -> None:
        self._registered = await self._drafted().registered(home.location)

    async def async_step_details(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what was found out, and register it."""
        home = homes(self._get_entry()).get(self._home_id)
        if home is None:
            return self.async_abort(reason="home_gone")
        outcome = Outcome() if user_input is None else self._check_type(user_input)
        if user_input is not None and not outcome.errors:
            data = self._new_data(user_input)
            title = await device_title(self.hass, self._proposal.name, data[CONF_RESOURCE_TYPE], self._titles())
            outcome = await self._drafted().settle(data, home, title, is_new=True)
            if not outcome.errors:
                return self.async_create_entry(title=title, data=data, unique_id=data[CONF_RESOURCE_ID])
        labels = await registered_labels(self.hass, self._registered.values())
        shown = self._suggested(home) if user_input is None else user_input
        schema = details_schema(self.hass, home, labels, shown.get(CONF_RESOURCE_TYPE))
        return self._form("details", schema, outcome, shown)

    def _check_type(self, answers: Answers) -> Outcome:
        """Refuse a device of no type, and to take over a resource of another type."""
        if CONF_RESOURCE_TYPE not in answers:
            return Outcome({CONF_RESOURCE_TYPE: "type_required"})
        found = self._registered.get(answers.get(CONF_REGISTERED, NEW))
        if found is None or found.resource_type == answers[CONF_RESOURCE_TYPE]:
            return Outcome()
        return Outcome({CONF_REGISTERED: "other_type"})

    def _suggested(self, home: Home) -> Answers:
        """Return what the page begins with: rather what is registered than a second one."""
        kind = self._proposal.resource_type
        same = (found.resource_id for found in self._registered.values() if found.resource_type is kind)
        more = {CONF_METER_POINT_ID: next(iter(home.location.meter_point_ids), None)}
        return {**self._proposal.answers, CONF_REGISTERED: next(same, NEW), CONF_MORE: more}

    def _new_data(self, answers: Answers) -> dict[str, Any]:
        """Return the data of the device that the answers describe."""
        data = without_the_usual(_flat(answers)) | {CONF_HOME: self._home_id}
        registered = data.pop(CONF_REGISTERED, NEW)
        return data | {CONF_RESOURCE_ID: self._drafted().id_for(data) if registered == NEW else registered}

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for other entities; another type or meter point is registered anew, beside the old."""
        entry, own = self._get_entry(), self._reconfigure_subentry_id
        subentry = entry.subentries.get(own)
        home = homes(entry).get(subentry.data[CONF_HOME]) if subentry else None
        outcome = Outcome()
        if subentry and home and user_input is not None:
            data = self._changed_data(user_input, subentry.data, own)
            is_new = data[CONF_RESOURCE_ID] != subentry.data[CONF_RESOURCE_ID]
            outcome = await self._drafted(own).settle(data, home, subentry.title, is_new=is_new)
            if not outcome.errors and own in entry.subentries:
                return self.async_update_and_abort(entry, subentry, data=data)
        if subentry is None or own not in entry.subentries:
            return self.async_abort(reason="device_gone")
        if home is None:
            return self.async_abort(reason="home_gone")
        shown = {**subentry.data, CONF_MORE: subentry.data} if user_input is None else user_input
        kind = shown.get(CONF_MORE, {}).get(CONF_RESOURCE_TYPE, subentry.data[CONF_RESOURCE_TYPE])
        return self._form("reconfigure", reconfigure_schema(self.hass, home, kind), outcome, shown)

    def _changed_data(self, answers: Answers, old: Answers, own: str) -> dict[str, Any]:
        """Return the data after a change; a section that was not sent changes nothing."""
        asked = {CONF_USAGE_ENTITY_ID, CONF_CONTROL_ENTITY_ID}
        if CONF_MORE in answers:
            asked |= {CONF_METER_POINT_ID, CONF_RATED_POWER_KW, CONF_PRESENCE_ENTITY_ID, CONF_REPORTED}
        kept = {key: value for key, value in old.items() if key not in asked}
        data = without_the_usual(kept | _flat(answers))
        if is_same_resource(data, old):
            return data
        return data | {CONF_RESOURCE_ID: self._drafted(own).id_for(data)}

    def _form(self, step_id: str, schema: vol.Schema, outcome: Outcome, shown: Answers | None) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )


def _flat(answers: Answers) -> dict[str, Any]:
    """Return the answers with those of the section among them."""
    flat = {**answers, **answers.get(CONF_MORE, {})}
    flat.pop(CONF_MORE, None)
    return flat

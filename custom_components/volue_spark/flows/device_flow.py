"""The flow of a device: Home Assistant's own device first, then what it suggests."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.helpers import device_registry as dr

from ..const import (
    CONF_DEVICE,
    CONF_HOME,
    CONF_METER_POINT_ID,
    CONF_MORE,
    CONF_REGISTERED,
    CONF_RESOURCE_ID,
    CONF_RESOURCE_TYPE,
    DOMAIN,
)
from ..homes import Home, homes
from ..spark.models import ListedResource
from .attempt import Outcome, attempt, wrong
from .device import NEW, details_schema, registered_labels, start_schema
from .device_answers import data_of
from .device_change import DeviceChange
from .proposal import Proposal, propose
from .titles import device_title

type Answers = Mapping[str, Any]


class DeviceSubentryFlow(DeviceChange):
    """Adds a device to a home, or changes one."""

    _home_id: str
    _proposal: Proposal
    _registered: Mapping[str, ListedResource]
    _title: str

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
        outcome = Outcome() if user_input is None else self._check_type(user_input)
        if home and user_input is not None and not outcome.errors:
            data, self._answers = self._new_data(user_input), user_input
            self._title = await device_title(self.hass, self._proposal.name, data[CONF_RESOURCE_TYPE], self._titles())
            outcome = await self._drafted().settle(data, home, self._title, is_new=True)
            if not outcome.errors:
                return await self._ask_how_it_follows(data)
        return await self._details(outcome, user_input)

    async def _details(self, outcome: Outcome, answers: Answers | None) -> SubentryFlowResult:
        if (home := homes(self._get_entry()).get(self._home_id)) is None:
            return self.async_abort(reason="home_gone")
        labels = await registered_labels(self.hass, self._registered.values())
        shown = self._suggested(home) if answers is None else answers
        schema = details_schema(self.hass, home, labels, shown.get(CONF_RESOURCE_TYPE))
        return self._form("details", schema, outcome, shown)

    @override
    async def _end(self, data: dict[str, Any]) -> SubentryFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            return await super()._end(data)
        outcome = self._drafted().check(data)
        if outcome.errors:
            return await self._details(outcome, self._answers)
        return self.async_create_entry(title=self._title, data=data, unique_id=data[CONF_RESOURCE_ID])

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
        data = data_of(answers) | {CONF_HOME: self._home_id}
        registered = data.pop(CONF_REGISTERED, NEW)
        return data | {CONF_RESOURCE_ID: self._drafted().id_for(data) if registered == NEW else registered}

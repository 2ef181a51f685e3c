"""What is asked of a device that exists: other entities, another type."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import callback

from ..const import CONF_HOME, CONF_MORE, CONF_RESOURCE_ID, CONF_RESOURCE_TYPE
from ..homes import homes
from .attempt import Outcome
from .device import reconfigure_schema
from .device_answers import data_of, shown_of
from .device_draft import DeviceDraft, is_same_resource
from .following_page import FollowingPages

type Answers = Mapping[str, Any]


class DeviceChange(FollowingPages):
    """Changes a device, page by page."""

    _draft: DeviceDraft | None = None
    _answers: Answers

    @callback
    @override
    def async_remove(self) -> None:
        if self._draft:
            self._draft.release()

    @override
    def _drafted(self, own: str | None = None) -> DeviceDraft:
        """Return the device of this flow, begun at the first page."""
        self._draft = self._draft or DeviceDraft(self.hass, self._get_entry(), self.flow_id, own)
        return self._draft

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for other entities; another type or meter point is registered anew, beside the old."""
        entry, own = self._get_entry(), self._reconfigure_subentry_id
        subentry = entry.subentries.get(own)
        home = homes(entry).get(subentry.data[CONF_HOME]) if subentry else None
        outcome = Outcome()
        if subentry and home and user_input is not None:
            data, self._answers = self._changed_data(user_input, subentry.data, own), user_input
            is_new = data[CONF_RESOURCE_ID] != subentry.data[CONF_RESOURCE_ID]
            outcome = await self._drafted(own).settle(data, home, subentry.title, is_new=is_new)
            if not outcome.errors and own in entry.subentries:
                return await self._ask_how_it_follows(data)
        return self._reconfigured(outcome, user_input)

    def _reconfigured(self, outcome: Outcome, answers: Answers | None) -> SubentryFlowResult:
        """Show the page of a device that is still there."""
        entry = self._get_entry()
        if (subentry := entry.subentries.get(self._reconfigure_subentry_id)) is None:
            return self.async_abort(reason="device_gone")
        if (home := homes(entry).get(subentry.data[CONF_HOME])) is None:
            return self.async_abort(reason="home_gone")
        shown = shown_of(subentry.data) if answers is None else answers
        kind = shown.get(CONF_MORE, {}).get(CONF_RESOURCE_TYPE, subentry.data[CONF_RESOURCE_TYPE])
        return self._form("reconfigure", reconfigure_schema(self.hass, home, kind), outcome, shown)

    def _changed_data(self, answers: Answers, old: Answers, own: str) -> dict[str, Any]:
        """Return the data after a change, of another resource where Spark cannot change it."""
        data = data_of(answers, old)
        if is_same_resource(data, old):
            return data
        return data | {CONF_RESOURCE_ID: self._drafted(own).id_for(data)}

    @override
    async def _end(self, data: dict[str, Any]) -> SubentryFlowResult:
        subentry = self._get_entry().subentries.get(self._reconfigure_subentry_id)
        outcome = self._drafted().check(data)
        if outcome.errors or subentry is None:
            return self._reconfigured(outcome, self._answers)
        return self.async_update_and_abort(self._get_entry(), subentry, data=data)

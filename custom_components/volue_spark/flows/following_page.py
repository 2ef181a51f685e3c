"""The pages about how a device follows: after its entities, before its end."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SubentryFlowResult
import voluptuous as vol

from ..const import CONF_CONTROL_ENTITY_ID, CONF_FOLLOWING, CONF_RESOURCE_TYPE
from ..following import CONF_HOW, CONF_RUN, CONF_WAITS, How
from ..spark.models import ResourceType
from .attempt import Outcome, wrong
from .device_answers import has_actions, with_following
from .device_draft import DeviceDraft
from .following import check_following, following_schema, following_shown, kept_following
from .following_words import what_changes
from .own_actions import actions_schema, actions_shown, check_actions, kept_actions
from .setting import mode_labels
from .subentry import SparkSubentryFlow
from .subject import Subject
from .waiting import WAITING_KEYS, check_waiting, kept_waiting, waiting_schema, waiting_shown

type Answers = Mapping[str, Any]


class FollowingPages(SparkSubentryFlow):
    """One page for most devices; another one for those that shall wait, or are switched by own actions.

    Spark has nothing to do with them: the device is registered when they begin.
    """

    _data: dict[str, Any]
    _subject: Subject

    @abstractmethod
    def _drafted(self, own: str | None = None) -> DeviceDraft:
        """Return the device of this flow."""

    @abstractmethod
    async def _end(self, data: dict[str, Any]) -> SubentryFlowResult:
        """End the flow with a device that is registered; what happened meanwhile leads back to its first page."""

    async def _ask_how_it_follows(self, data: dict[str, Any]) -> SubentryFlowResult:
        """Go on after the device's first page; what is not switched is not asked."""
        self._data = data
        if has_actions(data):
            return await self.async_step_actions()
        if CONF_CONTROL_ENTITY_ID not in data:
            return await self._end(data)
        self._subject = Subject.of(self.hass, data)
        return await self.async_step_following()

    async def async_step_following(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Say what following changes, and ask what nobody can know; another way may bring the page back."""
        outcome, shown = Outcome(), user_input
        if user_input is not None:
            before = self._subject.how
            self._subject = Subject.of(self.hass, self._data).switched_by(How(user_input.get(CONF_HOW, before)))
            is_new_way = self._subject.how is not before
            outcome = check_following(self._subject, user_input, is_new_way=is_new_way)
            if not outcome.errors:
                self._data = with_following(self._data, kept_following(self._subject, user_input))
                return await (self.async_step_waiting() if user_input[CONF_WAITS] else self._end(self._data))
            shown = user_input | ({CONF_RUN: following_shown(self._subject)[CONF_RUN]} if is_new_way else {})
        labels = await mode_labels(self.hass, self._subject.entity_id)
        outcome.placeholders["now"] = await what_changes(self.hass, self._subject, labels)
        schema = following_schema(self._subject, labels)
        return self._form("following", schema, outcome, shown or following_shown(self._subject))

    async def async_step_waiting(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how long it may wait, and what must not wait."""
        outcome, subject = Outcome(), Subject.of(self.hass, self._data)
        if user_input is not None:
            if user_input[CONF_WAITS]:
                outcome = check_waiting(self.hass, subject, user_input)
            if not outcome.errors:
                rest = {key: value for key, value in subject.following.items() if key not in WAITING_KEYS}
                return await self._end(with_following(self._data, rest | kept_waiting(user_input, subject.kind)))
        schema = waiting_schema(self.hass, subject, await mode_labels(self.hass, subject.entity_id))
        return self._form("waiting", schema, outcome, user_input or waiting_shown(subject))

    async def async_step_actions(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the actions, and for what shows whether they worked."""
        outcome, following = Outcome(), self._data[CONF_FOLLOWING]
        kind = ResourceType(self._data[CONF_RESOURCE_TYPE])
        if user_input is not None:
            outcome = await check_actions(self.hass, user_input)
            if not outcome.errors and user_input[CONF_CONTROL_ENTITY_ID] in self._drafted().taken():
                outcome = wrong("in_use", CONF_CONTROL_ENTITY_ID)
            if not outcome.errors:
                data = self._data | {CONF_CONTROL_ENTITY_ID: user_input[CONF_CONTROL_ENTITY_ID]}
                return await self._end(with_following(data, kept_actions(user_input, following, kind)))
        shown = user_input or actions_shown(self._data, following, kind)
        return self._form("actions", actions_schema(self.hass), outcome, shown)

    def _form(self, step_id: str, schema: vol.Schema, outcome: Outcome, shown: Answers | None) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )

"""The subentry flows' common ground, and one more home."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult

from ..connection import spark_client
from ..spark.client import SparkClient
from .attempt import Outcome
from .home import CONSENT_SCHEMA, HomeDraft
from .titles import home_title


class SparkSubentryFlow(ConfigSubentryFlow):
    """What both kinds of subentries need."""

    def _client(self) -> SparkClient:
        """Return a client of our own: the entry need not be loaded."""
        return spark_client(self.hass, self._get_entry().data)

    def _titles(self) -> list[str]:
        return [subentry.title for subentry in self._get_entry().get_subentries_of_type(self._subentry_type)]


class HomeSubentryFlow(SparkSubentryFlow):
    """Adds a home to an account that is set up."""

    _draft: HomeDraft

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for meter points and place."""
        outcome = Outcome()
        if user_input is None:
            self._draft = HomeDraft(self.hass, self._get_entry().data)
        elif not (outcome := self._draft.take(user_input)).errors:
            return await self.async_step_consent()
        schema = self.add_suggested_values_to_schema(self._draft.schema, user_input)
        return self.async_show_form(step_id="user", data_schema=schema, errors=outcome.errors)

    async def async_step_consent(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Register the home once the person agrees."""
        outcome = Outcome()
        if user_input is not None:
            outcome = await self._draft.register(self._client(), user_input)
            if not outcome.errors:
                return self.async_create_entry(
                    title=home_title(self.hass, self._titles()),
                    data=self._draft.data,
                    unique_id=self._draft.unique_id,
                )
        return self.async_show_form(
            step_id="consent",
            data_schema=CONSENT_SCHEMA,
            errors=outcome.errors,
            description_placeholders=self._draft.summary() | outcome.placeholders,
        )

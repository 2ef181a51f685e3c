"""What all fixes share: whom they concern, their form, and their end."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from ..connection import spark_client
from ..flows.attempt import Outcome
from ..owned import Owned, account_of, owned
from ..problems.issues import ENTRY, SUBENTRY
from ..registration import Registrar


class Fix(RepairsFlow):
    """Mends one issue; the account need not be loaded.

    While a form is open the world goes on: every step, and every answer of
    Spark, is followed by the question whether there is still something to mend.
    """

    _owned: Owned | None = None

    @property
    def _issue(self) -> ir.IssueEntry | None:
        return ir.async_get(self.hass).async_get_issue(self.handler, self.issue_id)

    @property
    def quoted(self) -> dict[str, str]:
        """Return what the issue's texts quote."""
        return (self._issue and self._issue.translation_placeholders) or {}

    @property
    def is_over(self) -> bool:
        """Tell whether it was solved otherwise, or is about something that is gone."""
        data = self.data or {}
        entry = self.hass.config_entries.async_get_entry(str(data[ENTRY]))
        return not (self._issue and entry and data.get(SUBENTRY) in (None, *entry.subentries))

    @property
    def entry(self) -> ConfigEntry[Any]:
        """Return the account, which is there unless this is over."""
        return self.hass.config_entries.async_get_known_entry(str((self.data or {})[ENTRY]))

    @property
    def subentry(self) -> ConfigSubentry:
        """Return the home or device, which is there unless this is over."""
        return self.entry.subentries[str((self.data or {})[SUBENTRY])]

    async def registrar(self) -> Registrar:
        """Return who writes to Spark in the account's name."""
        self._owned = await owned(self.hass)
        return Registrar(spark_client(self.hass, self.entry.data), self._owned, account_of(self.entry))

    @callback
    @override
    def async_remove(self) -> None:
        """Claim nothing any more."""
        if self._owned:
            self._owned.release(self.flow_id)

    @callback
    def over(self) -> RepairsFlowResult:
        """End without a change."""
        return self.async_abort(reason="solved")

    @callback
    def form(
        self, step_id: str, schema: vol.Schema, outcome: Outcome, answers: Mapping[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show a form with the answers given so far."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, answers),
            errors=outcome.errors,
            description_placeholders=self.quoted | outcome.placeholders,
        )

    @callback
    def mended(self, changes: Mapping[str, Any]) -> RepairsFlowResult:
        """Keep what changed, None for what is no more; the account's own listener reloads it."""
        if self.is_over:
            return self.over()
        data = {key: value for key, value in {**self.subentry.data, **changes}.items() if value is not None}
        self.hass.config_entries.async_update_subentry(self.entry, self.subentry, data=data)
        return self.async_create_entry(data={})

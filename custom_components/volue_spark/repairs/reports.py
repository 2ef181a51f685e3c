"""Reports about which a person decides: sent again, or taken as delivered."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
import voluptuous as vol

from ..data import SparkData
from ..flows.attempt import Outcome, attempt, wrong
from ..problems.issues import EVENT
from ..problems.reports import unknown
from ..reporting.entry import Settlement
from ..reporting.reporter import Reporter
from ..spark.models import EventId
from .fix import Fix

_NO_FIELD = vol.Schema({})


class ReportFix(Fix):
    """Decides about one report; the account has to run for it."""

    # How a report stands as long as nothing was done, and what is said if it still does.
    undone, error = Settlement.UNCERTAIN, "still_uncertain"

    @property
    def _reporter(self) -> Reporter | None:
        """Return who sends; None while the account does not run."""
        parts: SparkData | None = self.entry.runtime_data if self.entry.state is ConfigEntryState.LOADED else None
        return parts.reporter if parts else None

    def _events(self, reporter: Reporter) -> Iterable[EventId]:
        """Return the events that it is about."""
        return [EventId(str((self.data or {})[EVENT]))]

    async def async_step_send_again(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Send once the person has read what that means."""
        if self.is_over:
            return self.over()
        if not (reporter := self._reporter):
            return self.async_abort(reason="not_loaded")
        outcome = Outcome() if user_input is None else await self._send(reporter)
        if user_input is None or outcome.errors:
            return self.form("send_again", _NO_FIELD, outcome)
        return self.async_create_entry(data={})

    async def _send(self, reporter: Reporter) -> Outcome:
        """Send, and say what came of it; what Spark refuses is a problem of its own."""
        quoted, left = self.quoted, list(self._events(reporter))
        while left:
            event_id = left.pop(0)
            if _settlement(reporter, event_id) is self.undone:
                await reporter.send_again(event_id)
            entry = reporter.ledger.entries.get(event_id)
            if reporter.is_blocked:
                return wrong("not_written")
            if entry and entry.settlement is self.undone:
                answer = (entry.delivery and entry.delivery.answer) or ""
                return Outcome({"base": self.error}, quoted | {"answer": answer})
            # What cannot have arrived is tried again by itself; the others would meet with the same.
            if entry and entry.settlement is Settlement.READY and left:
                return Outcome({"base": "not_reached"}, quoted)
        return Outcome()


def _settlement(reporter: Reporter, event_id: EventId) -> Settlement | None:
    entry = reporter.ledger.entries.get(event_id)
    return entry.settlement if entry else None


class UncertainFix(ReportFix):
    """A report may have arrived: again, or taken as delivered."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Offer both."""
        if self.is_over:
            return self.over()
        return self.async_show_menu(menu_options=["send_again", "delivered"], description_placeholders=self.quoted)

    async def async_step_delivered(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Take it as delivered; the form is only seen when that could not be written down."""
        if self.is_over:
            return self.over()
        if not (reporter := self._reporter):
            return self.async_abort(reason="not_loaded")
        outcome = Outcome()
        for event_id in list(self._events(reporter)):
            outcome = outcome if outcome.errors else await attempt(reporter.take_as_delivered(event_id))
        return self.form("delivered", _NO_FIELD, outcome) if outcome.errors else self.async_create_entry(data={})


class UnknownFix(UncertainFix):
    """Several reports of which nobody knows whether they were sent, nor what was in them: one answer for all."""

    @override
    def _events(self, reporter: Reporter) -> Iterable[EventId]:
        return unknown(reporter)


class RejectedFix(ReportFix):
    """Spark refused a report: once more, when the reason is gone. Whoever leaves it ignores the issue."""

    undone, error = Settlement.REJECTED, "still_rejected"

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_send_again()

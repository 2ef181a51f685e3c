"""What the ledger of reports shows to be wrong, looked at anew when it has changed."""

from homeassistant.core import HomeAssistant

from ..coordinator import SparkCoordinator
from ..reporting.entry import LedgerEntry
from ..reporting.reporter import Reporter
from .hours import blind_vehicles, told_late, too_much
from .issues import Problem, ProblemKey
from .reports import of_reports


class LedgerProblems:
    """The problems of an account's reports, and of the hours that should stand in them."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, reporter: Reporter) -> None:
        """Keep who has the ledger."""
        self._hass = hass
        self._coordinator = coordinator
        self._reporter = reporter
        self._seen: list[LedgerEntry] = []
        self._found: list[Problem] = []

    def problems(self) -> list[Problem]:
        """Return what is wrong now; the ledger is read again only where something in it is new."""
        entries = list(self._reporter.ledger.entries.values())
        if entries != self._seen:
            devices = self._coordinator.devices
            of_hours = [*told_late(devices, entries), *too_much(devices, entries)]
            self._found = [*of_reports(self._coordinator, self._reporter), *of_hours]
            self._seen = entries
        return [*self._found, *blind_vehicles(self._hass, self._coordinator.devices, entries), *self._not_written()]

    def _not_written(self) -> list[Problem]:
        """Return that nothing is sent because it cannot be written down, while it is so."""
        entry = self._coordinator.config_entry
        quoted = {"account": entry.title}
        return [Problem(ProblemKey.REPORTS_NOT_WRITTEN, entry.entry_id, quoted)] if self._reporter.is_blocked else []

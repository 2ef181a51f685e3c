"""What is proved of an event -> the one report on it, each hour of each sensor once."""

from collections.abc import Mapping
from typing import Any

from ..coordinator import SparkCoordinator
from ..spark import wire
from ..spark.models import Report, SparkEvent
from ..spark.reports import each_hour_once, energy_of, report_on, sharing
from .entry import LedgerEntry, Proofs, Settlement
from .ledger import ReportLedger, known_events
from .meters import Meters


class Composer:
    """Knows what other reports tell, and whom each hour belongs to."""

    def __init__(self, coordinator: SparkCoordinator, ledger: ReportLedger, meters: Meters) -> None:
        """Keep who knows of events, of reports and of meters."""
        self._coordinator = coordinator
        self._ledger = ledger
        self._meters = meters

    def report(self, event: SparkEvent, proofs: Proofs) -> Report | None:
        """Return the report on an event, None where there is nothing to tell."""
        events = sharing(event, known_events(self._coordinator.data.events, self._ledger))
        measured = self._meters.measured
        energy = {resource: points for resource, points in energy_of(proofs).items() if resource in measured}
        told = self._ledger.told_elsewhere(event.event_id, self._meters.sensors)
        return report_on(event, events, each_hour_once(energy, measured, events), told, self._meters.meter_points)

    def body(self, entry: LedgerEntry) -> Mapping[str, Any] | None:
        """Return the JSON to be sent, None where there is nothing to tell.

        What may have arrived, or was refused, is sent again just as it was.
        """
        if entry.body is not None and entry.settlement is not Settlement.READY:
            return entry.body
        report = self.report(entry.event, entry.proofs) if entry.event else None
        return wire.report_request(report) if report else None

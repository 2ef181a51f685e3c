"""What is proved of an event -> the one report on it, each hour of each sensor once."""

from collections.abc import Mapping
from typing import Any

from ..coordinator import SparkCoordinator
from ..spark import wire
from ..spark.models import Report, ResourceId, SparkEvent
from ..spark.reports import each_hour_once, energy_of, report_on, sharing
from ..spark.usage import Measured
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

    def report(self, event: SparkEvent, proofs: Proofs, sensors: Mapping[ResourceId, str]) -> Report | None:
        """Return the report on an event, None where there is nothing to tell.

        ``sensors`` are what proved its hours: one may be gone or another by now.
        """
        events = sharing(event, known_events(self._coordinator.data.events, self._ledger))
        retired = {key: meter.retired_at for key, meter in self._meters.all.items()}
        sensors = {**self._meters.sensors, **sensors}
        measured = {key: Measured(sensor, retired.get(key)) for key, sensor in sensors.items()}
        energy = {resource: points for resource, points in energy_of(proofs).items() if resource in measured}
        others = {other.event_id for other in events}
        told = self._ledger.told_elsewhere(event.event_id, others, sensors)
        return report_on(event, events, each_hour_once(energy, measured, events), told, self._meters.meter_points)

    def body(self, entry: LedgerEntry) -> Mapping[str, Any] | None:
        """Return the JSON to be sent, None where there is nothing to tell.

        What may have arrived is sent again just as it was; what cannot have, or
        was refused, is made anew.
        """
        if entry.body is not None and entry.settlement not in (Settlement.READY, Settlement.REJECTED):
            return entry.body
        report = self.report(entry.event, entry.proofs, entry.sensors) if entry.event else None
        return wire.report_request(report) if report else None

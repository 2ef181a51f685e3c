"""The ledger, read for the household: what came of it in a month, by home and device."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..spark.deadlines import end_of, month_end, month_start, start_of
from ..spark.estimate import CurveHour, HourWorth, Month, curve_hours_of, month_of, worth_told
from ..spark.models import EventId, LocationId, ResourceId, SparkEvent
from ..spark.proof import OPEN, Proof
from .entry import OPEN_SETTLEMENTS, LedgerEntry, Proofs, Settlement
from .ledger import ReportLedger


class Books:
    """Works out a month once for each change of the ledger."""

    def __init__(self, coordinator: SparkCoordinator, ledger: ReportLedger) -> None:
        """Keep who knows the devices, and the ledger."""
        self._coordinator = coordinator
        self._ledger = ledger
        self._months: dict[datetime, Month] = {}
        ledger.listen(self._on_change)

    def month(self, now: datetime, *, ago: int = 0) -> Month:
        """Return the sums of the local month that it is, or was so many months ``ago``."""
        zone = dt_util.get_default_time_zone()
        start = month_start(now, zone, ago=ago)
        if start not in self._months:
            end = month_end(start, zone)
            self._months = {key: month for key, month in self._months.items() if key > month_start(start, zone, ago=2)}
            self._months[start] = month_of(self.hours(start, end), self.worths(start, end))
        return self._months[start]

    def hours(self, start: datetime, end: datetime) -> list[CurveHour]:
        """Return the hours of our devices in ``[start, end)``, UTC, each once."""
        kept = [(event, _decided(entry)) for event, entry in self._between(start, end)]
        return [hour for hour in curve_hours_of(kept, self.devices) if start <= hour.start < end]

    def worths(self, start: datetime, end: datetime) -> list[HourWorth]:
        """Return what the hours of reports in ``[start, end)``, UTC, are worth; nothing where Spark has not got it."""
        worths = (
            worth if entry.is_told else replace(worth, amount=0.0)
            for event, entry in self._between(start, end)
            for worth in worth_told(event, entry.usages)
        )
        return [worth for worth in worths if start <= worth.start < end]

    def waiting(self, location_id: LocationId) -> int:
        """Return how many reports about a home are on their way, or will be."""
        entries = self._ledger.entries.values()
        return sum(entry.settlement in OPEN_SETTLEMENTS and location_id in entry.locations for entry in entries)

    def last(self, location_id: LocationId) -> LedgerEntry | None:
        """Return the report about a home that was settled last, empty ones apart; one that is lost may be about any."""
        found = (
            entry
            for entry in self._ledger.entries.values()
            if entry.settlement is not Settlement.EMPTY and (entry.event is None or location_id in entry.locations)
        )
        return max(found, key=lambda entry: entry.at, default=None)

    @property
    def devices(self) -> Mapping[ResourceId, str]:
        """Return the key of the device that each resource is, or was before it was registered anew."""
        devices = self._coordinator.devices
        return {resource: device.key for device in devices for resource in self._coordinator.resources_of(device)}

    def _on_change(self, event_id: EventId, before: LedgerEntry | None, after: LedgerEntry) -> None:
        self._months = {}

    def _between(self, start: datetime, end: datetime) -> Iterator[tuple[SparkEvent, LedgerEntry]]:
        """Yield the events with hours in ``[start, end)``, UTC."""
        for entry in self._ledger.entries.values():
            if entry.event and start < end_of(entry.event) and start_of(entry.event) < end:
                yield entry.event, entry


def _decided(entry: LedgerEntry) -> Proofs:
    """Return what is said about hours, apart from what is still waited for."""
    if entry.settlement is not Settlement.WAITING:
        return entry.proofs
    return {
        resource: {hour: proof for hour, proof in hours.items() if not _is_open(proof)}
        for resource, hours in entry.proofs.items()
    }


def _is_open(proof: Proof) -> bool:
    return proof in OPEN

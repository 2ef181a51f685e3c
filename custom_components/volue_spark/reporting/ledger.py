"""Which reports were intended, sent and settled."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..spark.models import EventId, Report, ResourceId
from ..spark.reports import ResourceHour, hours_told
from ..stores import ConfirmedStore

# What cannot have arrived is tried again; Spark is away for minutes, seldom for hours.
RETRY_INTERVAL = timedelta(minutes=15)


class Settlement(StrEnum):
    """What became of the report on an event."""

    EMPTY = "empty"  # nothing was drawn, or nothing can be proved: no report
    WAITING = "waiting"  # cannot have arrived: sent again
    SENDING = "sending"  # on its way; found after a restart it is uncertain
    UNCERTAIN = "uncertain"  # may have arrived: never sent again by itself
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event's report: its state, since when (seconds since 1970), its JSON, and Spark's answer.

    ``hours`` are those told in it: resource -> starts, in seconds since 1970.
    """

    settlement: Settlement
    at: float
    body: Mapping[str, Any] | None = None
    hours: Mapping[str, list[float]] = field(default_factory=dict)
    answer: str | None = None


class ReportLedger:
    """The reports of an account by event; what is not on disk has not happened."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = ConfirmedStore(hass, entry_id, "reports")
        self._entries: dict[EventId, LedgerEntry] = {}

    async def load(self) -> None:
        """Read the file; a report that was on its way when Home Assistant ended may have arrived.

        Nothing is written: "sending" on disk means the same at every start.
        """
        for key, stored in (await self._store.load()).items():
            found = Settlement(stored["settlement"])
            settlement = Settlement.UNCERTAIN if found is Settlement.SENDING else found
            self._entries[EventId(key)] = LedgerEntry(**{**stored, "settlement": settlement})

    def due_at(self, event_id: EventId, now: datetime) -> datetime | None:
        """Return when a report on an event may be sent, None if never (again)."""
        entry = self._entries.get(event_id)
        if entry is None:
            return now
        if entry.settlement is not Settlement.WAITING:
            return None
        return dt_util.utc_from_timestamp(entry.at) + RETRY_INTERVAL

    @property
    def entries(self) -> Mapping[EventId, LedgerEntry]:
        """Return what became of each event, in the order in which they were begun."""
        return MappingProxyType(self._entries)

    @property
    def last(self) -> LedgerEntry | None:
        """Return the report that was settled last, empty ones apart."""
        reports = [entry for entry in self._entries.values() if entry.settlement is not Settlement.EMPTY]
        return max(reports, key=lambda entry: entry.at, default=None)

    def told_elsewhere(self, event_id: EventId) -> frozenset[ResourceHour]:
        """Return the hours that stand in reports on other events, refused ones apart."""
        return frozenset(
            (ResourceId(resource_id), dt_util.utc_from_timestamp(start))
            for key, entry in self._entries.items()
            if key != event_id and entry.settlement is not Settlement.REJECTED
            for resource_id, starts in entry.hours.items()
            for start in starts
        )

    async def begin(self, report: Report, body: Mapping[str, Any], now: datetime) -> None:
        """Write down what is about to be sent; raises NotWrittenError, and then nothing may be sent."""
        hours: dict[str, list[float]] = {}
        for resource_id, start in sorted(hours_told(report)):
            hours.setdefault(resource_id, []).append(start.timestamp())
        entry = LedgerEntry(Settlement.SENDING, now.timestamp(), body, hours)
        await self._write(report.event_id, entry, may_wait=False)

    async def settle(self, event_id: EventId, settlement: Settlement, now: datetime, answer: str | None = None) -> None:
        """Write down what became of a report, or that there is none; raises NotWrittenError."""
        begun = self._entries.get(event_id, LedgerEntry(settlement, 0))
        entry = replace(begun, settlement=settlement, at=now.timestamp(), answer=answer)
        await self._write(event_id, entry, may_wait=True)

    async def _write(self, event_id: EventId, entry: LedgerEntry, *, may_wait: bool) -> None:
        entries = {**self._entries, event_id: entry}
        await self._store.save({key: asdict(entry) for key, entry in entries.items()}, may_wait=may_wait)
        self._entries = entries

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()

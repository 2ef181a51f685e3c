"""Which reports were intended, sent and settled."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import LOGGER
from ..spark import wire
from ..spark.models import EventId, LocationId, Report, ResourceId
from ..spark.reports import ResourceHour, hours_told
from ..stores import SECONDS, ConfirmedStore, NotReadableError, NotWrittenError

# What cannot have arrived is tried again; Spark is away for minutes, seldom for hours.
RETRY_INTERVAL = timedelta(minutes=15)
# Under this id, which no event has, stands since when the ledger is whole.
_LOST = EventId("")


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

    ``hours`` are those told in it: resource -> starts, in seconds since 1970;
    ``sensors`` are what measured them: resource -> entity.
    """

    settlement: Settlement
    at: float
    body: Mapping[str, Any] | None = None
    hours: Mapping[str, list[float]] = field(default_factory=dict)
    sensors: Mapping[str, str] = field(default_factory=dict)
    answer: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Tell whether it may have been sent and nobody knows what was in it."""
        return self.settlement is Settlement.UNCERTAIN and self.body is None


class ReportLedger:
    """The reports of an account by event; what is not on disk has not happened.

    ``is_damaged`` tells whether something of it could not be read at this start.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = ConfirmedStore(hass, entry_id, "reports")
        self._entries: dict[EventId, LedgerEntry] = {}
        self.is_damaged = False

    async def load(self, now: datetime) -> None:
        """Read the file; a report that was on its way when Home Assistant ended may have arrived.

        So may whatever cannot be read. A file that is whole is not written:
        "sending" on disk means the same at every start.
        """
        read = {EventId(key): _read(stored) for key, stored in (await self._content()).items()}
        unknown = LedgerEntry(Settlement.UNCERTAIN, now.timestamp())
        self._entries = {event_id: entry or unknown for event_id, entry in read.items()}
        self.is_damaged = not all(read.values())
        if self.is_damaged:
            LOGGER.warning("Some or all of what was reported cannot be read; it is not reported again")
            await self._keep_damage()

    async def _content(self) -> dict[str, object]:
        """Return what is on disk; in place of what nobody can read, that it is lost."""
        with suppress(NotReadableError):
            content = await self._store.load()
            if isinstance(content, dict) and (content or not await self._store.leaves_traces()):
                return content
        return {_LOST: None}

    async def _keep_damage(self) -> None:
        """Write down what is lost: the next start must not take it for nothing, or for more than it is."""
        try:
            await self._save(self._entries)
        except NotWrittenError as err:
            LOGGER.warning("That reports are lost could not be written down: %s", err)

    @property
    def lost_at(self) -> datetime | None:
        """Return until when anything may have been reported that is not in here, None where nothing is lost."""
        lost = self._entries.get(_LOST)
        return dt_util.utc_from_timestamp(lost.at) if lost else None

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

    def is_settled(self, event_id: EventId) -> bool:
        """Tell whether all is said about an event: sent or given up, and nothing on its way."""
        entry = self._entries.get(event_id)
        return entry is not None and entry.settlement not in (Settlement.WAITING, Settlement.SENDING)

    def last_told(self, location_id: LocationId) -> datetime | None:
        """Return when a report that names a location was settled last, empty and refused ones apart.

        One that is uncertain, and of which nothing is known, may name any.
        """
        reports = (entry for entry in self._entries.values() if entry.settlement is not Settlement.REJECTED)
        told = [
            entry.at for entry in reports if entry.is_unknown or location_id in wire.locations_told(entry.body or {})
        ]
        return dt_util.utc_from_timestamp(max(told)) if told else None

    def told_elsewhere(self, event_id: EventId, sensors: Mapping[ResourceId, str]) -> frozenset[ResourceHour]:
        """Return the hours that stand in reports on other events, refused ones apart.

        An hour of a sensor is told for each resource that ``sensors`` measures
        with it, whichever of them told it: one may be registered anew, or gone.
        """
        return frozenset(
            (told, dt_util.utc_from_timestamp(start))
            for key, entry in self._entries.items()
            if key != event_id and entry.settlement is not Settlement.REJECTED
            for resource_id, starts in entry.hours.items()
            for told in _alike(ResourceId(resource_id), entry.sensors.get(resource_id), sensors)
            for start in starts
        )

    async def begin(
        self, report: Report, body: Mapping[str, Any], sensors: Mapping[ResourceId, str], now: datetime
    ) -> None:
        """Write down what is about to be sent; raises NotWrittenError, and then nothing may be sent."""
        hours: dict[str, list[float]] = {}
        for resource_id, start in sorted(hours_told(report)):
            hours.setdefault(resource_id, []).append(start.timestamp())
        measured_by = {str(usage.resource_id): sensors[usage.resource_id] for usage in report.usages}
        entry = LedgerEntry(Settlement.SENDING, now.timestamp(), body, hours, measured_by)
        await self._write(report.event_id, entry, may_wait=False)

    async def settle(self, event_id: EventId, settlement: Settlement, now: datetime, answer: str | None = None) -> None:
        """Write down what became of a report, or that there is none; raises NotWrittenError."""
        begun = self._entries.get(event_id, LedgerEntry(settlement, 0))
        entry = replace(begun, settlement=settlement, at=now.timestamp(), answer=answer)
        await self._write(event_id, entry, may_wait=True)

    async def _write(self, event_id: EventId, entry: LedgerEntry, *, may_wait: bool) -> None:
        await self._save({**self._entries, event_id: entry}, may_wait=may_wait)

    async def _save(self, entries: dict[EventId, LedgerEntry], *, may_wait: bool = False) -> None:
        await self._store.save({key: asdict(entry) for key, entry in entries.items()}, may_wait=may_wait)
        self._entries = entries

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()


_ENTRY = vol.Schema(
    {
        vol.Required("settlement"): vol.Coerce(Settlement),
        vol.Required("at"): SECONDS,
        vol.Optional("body"): vol.Maybe(dict),
        vol.Optional("hours"): {str: [SECONDS]},
        vol.Optional("sensors"): {str: str},
        vol.Optional("answer"): vol.Maybe(str),
    },
    extra=vol.REMOVE_EXTRA,
)


def _read(stored: object) -> LedgerEntry | None:
    """Return what became of one event, None where that cannot be read."""
    try:
        entry = LedgerEntry(**_ENTRY(stored))
    except vol.Invalid:
        return None
    if entry.body is not None and not wire.is_report(entry.body):
        return None
    return replace(entry, settlement=Settlement.UNCERTAIN) if entry.settlement is Settlement.SENDING else entry


def _alike(resource_id: ResourceId, sensor: str | None, sensors: Mapping[ResourceId, str]) -> list[ResourceId]:
    """Return a resource and all that its sensor measures now."""
    return [resource_id, *(other for other, its_sensor in sensors.items() if its_sensor == sensor)]

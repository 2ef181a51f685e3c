"""Which events are to be reported, and what became of each report."""

from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import LOGGER
from ..spark import wire
from ..spark.deadlines import month_start
from ..spark.doubt import may_be_sent_since
from ..spark.models import EventId, LocationId, ResourceId, SparkEvent
from ..spark.reports import ResourceHour, sent_at
from ..spark.running import Runs
from ..stores import SECONDS, ConfirmedStore, Content, NotReadableError, NotWrittenError
from .entry import OPEN_SETTLEMENTS, LedgerEntry, Settlement, entry_of

# An account that is so young has no ledger yet, and nothing to report that is older than itself.
_NEW = timedelta(hours=1)

type Change = tuple[EventId, LedgerEntry | None, LedgerEntry]
type Listener = Callable[[EventId, LedgerEntry | None, LedgerEntry], None]

_CONTENT = vol.Schema({vol.Required("since"): SECONDS, vol.Required("entries"): dict}, extra=vol.REMOVE_EXTRA)


class ReportLedger:
    """The reports of an account by event; what is not on disk has not happened.

    ``since`` is when it began (UTC): what was over by then may have been reported
    by another Home Assistant, or be lost with an older file. ``is_damaged`` tells
    whether something of it could not be read at this start.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = ConfirmedStore(hass, entry_id, "reports")
        self._entries: dict[EventId, LedgerEntry] = {}
        self._listeners: list[Listener] = []
        self.since = dt_util.utc_from_timestamp(0)
        self.is_damaged = False
        self._is_behind = False
        self._stored: dict[EventId, tuple[LedgerEntry, Content]] = {}
        self._untold: list[Change] = []

    async def load(self, now: datetime, runs: Runs, account_since: datetime, share: float) -> None:
        """Read the file; a report that was on its way when Home Assistant ended may have arrived.

        So may whatever cannot be read, what waited in files of which others went
        on (``runs``; ``share``, 0 to 1, is the home's own), and all of an account
        that has existed for a while (``account_since``, UTC) and has no ledger. A
        file that says all this already is not written.
        """
        is_new = now - account_since < _NEW
        self.since, stored = await self._content(now, dt_util.utc_from_timestamp(0) if is_new else now)
        read = {EventId(key): entry_of(entry) for key, entry in stored.items()}
        unknown = LedgerEntry(Settlement.UNCERTAIN, now.timestamp())
        self._entries = {event_id: entry or unknown for event_id, entry in read.items()}
        self.is_damaged |= not all(read.values())
        doubted = {key: _doubted(entry, runs, now, share) for key, entry in self._entries.items()}
        if self.is_damaged or not stored or doubted != self._entries:
            self._entries = doubted
            await self._keep_what_was_found()

    async def _content(self, now: datetime, new: datetime) -> tuple[datetime, Mapping[str, object]]:
        """Return since when there is a ledger, and what is in it; where nobody can read it, it begins now.

        Where there never was one it begins at ``new``.
        """
        with suppress(NotReadableError, vol.Invalid):
            content = await self._store.load()
            if content or not await self._store.leaves_traces():
                read = _CONTENT(content or {"since": new.timestamp(), "entries": {}})
                return dt_util.utc_from_timestamp(read["since"]), read["entries"]
        self.is_damaged = True
        return now, {}

    async def _keep_what_was_found(self) -> None:
        """Write down what is lost or in doubt: the next start must not take it for less."""
        if self.is_damaged:
            LOGGER.warning("Some or all of what was reported cannot be read; it is not reported again")
        try:
            await self._save(self._entries)
        except NotWrittenError as err:
            LOGGER.warning("What is known of earlier reports could not be written down: %s", err)

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
        return entry is not None and entry.settlement not in OPEN_SETTLEMENTS

    def last_told(self, location_id: LocationId) -> datetime | None:
        """Return when a report that names a location was settled last, empty and refused ones apart.

        One that is uncertain, and of which nothing is known, may name any; so
        may those before a ledger that was lost.
        """
        reports = (entry for entry in self._entries.values() if entry.settlement is not Settlement.REJECTED)
        told = [
            entry.at for entry in reports if entry.is_unknown or location_id in wire.locations_told(entry.body or {})
        ]
        latest = max(told, default=0)
        found = max(dt_util.utc_from_timestamp(latest), self.since)
        return found if found.timestamp() else None

    def told_elsewhere(
        self, event_id: EventId, others: Container[EventId], sensors: Mapping[ResourceId, str]
    ) -> frozenset[ResourceHour]:
        """Return the hours that stand in reports on these ``others``, and on unknown events, refused ones apart.

        An hour of a sensor is told for each resource that ``sensors`` measures
        with it, whichever of them told it: one may be registered anew, or gone.
        """
        return frozenset(
            (told, start)
            for key, entry in self._entries.items()
            if key != event_id and (key in others or entry.event is None)
            for resource_id, starts in entry.told.items()
            for told in _alike(resource_id, entry.sensors.get(resource_id), sensors)
            for start in starts
        )

    async def keep(self, event_id: EventId, entry: LedgerEntry, *, has_happened: bool = False) -> None:
        """Write an entry down; raises NotWrittenError, and then it does not hold.

        What has happened holds all the same: ``flush`` writes it later, or the
        last moment of a stop. Killed before that, what was on its way is uncertain.
        """
        before = self._entries.get(event_id)
        if before == entry:
            return
        entries, change = {**self._entries, event_id: entry}, (event_id, before, entry)
        if has_happened:
            self._entries, self._is_behind = entries, True
            self._untold.append(change)
        await self._save(entries, may_wait=has_happened)
        if not has_happened:
            self._tell(change)

    async def flush(self) -> None:
        """Write what has happened and could not be written then; raises NotWrittenError."""
        if self._is_behind:
            await self._save(self._entries, may_wait=True)

    @callback
    def listen(self, listener: Listener) -> CALLBACK_TYPE:
        """Tell of each change once it is on disk; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def prune(self, now: datetime, zone: tzinfo) -> None:
        """Forget the events of the month before last, and older ones; raises NotWrittenError."""
        oldest = month_start(now, zone, ago=1)
        kept = {key: entry for key, entry in self._entries.items() if _month_end(entry) > oldest}
        if len(kept) < len(self._entries):
            await self._save(kept)

    async def _save(self, entries: dict[EventId, LedgerEntry], *, may_wait: bool = False) -> None:
        # Two months of entries are large, and one of them changed.
        self._stored = {
            key: kept if (kept := self._stored.get(key)) and kept[0] is entry else (entry, entry.stored())
            for key, entry in entries.items()
        }
        stored = {key: content for key, (_, content) in self._stored.items()}
        await self._store.save({"since": self.since.timestamp(), "entries": stored}, may_wait=may_wait)
        self._entries, self._is_behind = entries, False
        while self._untold:
            self._tell(self._untold.pop(0))

    @callback
    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            listener(*change)

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()


def known_events(listed: Iterable[SparkEvent], ledger: ReportLedger) -> list[SparkEvent]:
    """Return the events that Spark lists, and those that the ledger remembers: as they were when they were proved."""
    kept = {key: entry.event for key, entry in ledger.entries.items() if entry.event}
    return list(({event.event_id: event for event in listed} | kept).values())


def _doubted(entry: LedgerEntry, runs: Runs, now: datetime, share: float) -> LedgerEntry:
    """Return an entry as it stands if somebody else may have sent it since it was written."""
    written_at = dt_util.utc_from_timestamp(entry.at)
    is_pending = entry.settlement in OPEN_SETTLEMENTS
    if not (is_pending and may_be_sent_since(written_at, _leaves_at(entry, share), runs)):
        return entry
    return replace(entry.settled(Settlement.UNCERTAIN, now), again_at=None)


def _leaves_at(entry: LedgerEntry, share: float) -> datetime | None:
    """Return when the one who wrote an entry meant to send it."""
    if entry.settlement is Settlement.WAITING and entry.deadlines:
        return entry.deadlines.decided_by
    if entry.again_at is not None:
        return dt_util.utc_from_timestamp(entry.again_at)
    return sent_at(entry.event, share) if entry.event else None


def _month_end(entry: LedgerEntry) -> datetime:
    return entry.deadlines.month_end if entry.deadlines else dt_util.utc_from_timestamp(entry.at)


def _alike(resource_id: ResourceId, sensor: str | None, sensors: Mapping[ResourceId, str]) -> list[ResourceId]:
    """Return a resource and all that its sensor measures now."""
    return [resource_id, *(other for other, its_sensor in sensors.items() if its_sensor == sensor)]

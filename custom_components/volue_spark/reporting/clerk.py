"""What is over -> the ledger: its hours proved while the recorder has them, given up when it is too late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..alive import Alive
from ..coordinator import SparkCoordinator
from ..spark.deadlines import deadlines, end_of, month_start
from ..spark.doubt import may_be_sent
from ..spark.models import EventId, SparkEvent
from ..spark.proof import OPEN, Proof, Unproved
from ..spark.reports import SPREAD, over, provable_at, sent_at, targeted
from .entry import LedgerEntry, Proofs, Settlement
from .ledger import ReportLedger, known_events
from .meters import Meters
from .prover import Prover

# Statistics that are late come soon after a start, if at all; each look is a query.
_LOOK_AGAIN = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
# What holds up a report: it comes by itself, or a repair asks for it.
_WAITED_FOR = frozenset({Unproved.NO_STATISTICS, Unproved.TOO_MUCH})


class Clerk:
    """Keeps the books; it sends nothing, and does not wait for Spark."""

    def __init__(
        self,
        coordinator: SparkCoordinator,
        ledger: ReportLedger,
        meters: Meters,
        prover: Prover,
        alive: Alive,
        share: float,
        goes_on: Callable[[], bool],
    ) -> None:
        """Keep the parts; ``share`` (0 to 1) is the home's own, and nothing is begun unless it ``goes_on``."""
        self._coordinator = coordinator
        self._ledger = ledger
        self._meters = meters
        self._prover = prover
        self._alive = alive
        self._share = share
        self._goes_on = goes_on
        self._looks: dict[EventId, list[datetime]] = {}

    async def prove_due(self, *, at_once: bool) -> None:
        """Prove the hours of what is over; ``at_once`` waits for nothing any more. Raises NotWrittenError."""
        now = dt_util.utcnow()
        for event in over(known_events(self._coordinator.data.events, self._ledger), now):
            if not (self._goes_on() and self._prover.is_ready()):
                return
            looks_at = self.looks_at(event, now)
            if looks_at and (at_once or looks_at <= now):
                entry = self._ledger.entries.get(event.event_id) or self._begun(event, now)
                self._looks.setdefault(event.event_id, []).append(now)
                await self._prove(event, entry, at_once=at_once)

    def looks_at(self, event: SparkEvent, now: datetime) -> datetime | None:
        """Return when (UTC) an event's hours are to be looked at, for the first time or again; None for never.

        What a person mends loads the account anew, and then all is looked at.
        """
        entry = self._ledger.entries.get(event.event_id)
        if entry is None:
            proved_at = provable_at(event)
            return None if proved_at is None or self._is_forgotten(event, now) else proved_at
        if not (entry.is_to_be_proved and entry.deadlines):
            return None
        if now >= entry.deadlines.decided_by:
            return now if entry.settlement is Settlement.WAITING else None
        if not (looks := self._looks.get(event.event_id)):
            return now
        pause = _LOOK_AGAIN[min(len(looks), len(_LOOK_AGAIN)) - 1]
        return min(looks[-1] + pause, entry.deadlines.decided_by)

    async def give_up(self) -> None:
        """Settle what nobody would pay any more; raises NotWrittenError."""
        now = dt_util.utcnow()
        for event_id, entry in list(self._ledger.entries.items()):
            is_pending = entry.settlement in (Settlement.WAITING, Settlement.READY)
            if is_pending and entry.deadlines and now >= entry.deadlines.last_call:
                await self._ledger.keep(event_id, entry.settled(Settlement.TOO_LATE, now))

    def _is_forgotten(self, event: SparkEvent, now: datetime) -> bool:
        """Tell whether the ledger has forgotten an event that is still listed, or would at once."""
        zone = self._coordinator.zone_of(event)
        return deadlines(event, zone).month_end <= month_start(now, zone, ago=1)

    async def look_again(self, event_id: EventId) -> None:
        """Look once more at what nobody could tell, before a person sends it; raises NotWrittenError."""
        entry = self._ledger.entries.get(event_id)
        if entry and entry.event and entry.body is None:
            await self._prove(entry.event, entry, at_once=True)

    async def _prove(self, event: SparkEvent, entry: LedgerEntry, *, at_once: bool) -> None:
        """Prove an event's hours, or those of which nobody could tell yet."""
        proofs, now = _kept(entry.proofs, await self._prover.proofs(event)), dt_util.utcnow()
        sensors = {resource: sensor for resource, sensor in self._meters.sensors.items() if resource in proofs}
        entry = replace(entry, proofs=proofs, sensors={**entry.sensors, **sensors})
        decided = _decided(entry, now, at_once=at_once)
        # What is in doubt waits for a person, unless there is nothing to tell.
        if entry.settlement is Settlement.WAITING or decided is Settlement.EMPTY:
            entry = entry.settled(decided, now)
        await self._ledger.keep(event.event_id, entry)
        if not entry.is_to_be_proved:
            self._looks.pop(event.event_id, None)

    def _begun(self, event: SparkEvent, now: datetime) -> LedgerEntry:
        settlement = Settlement.UNCERTAIN if self._is_doubtful(event) else Settlement.WAITING
        limits = deadlines(event, self._coordinator.zone_of(event))
        # What waited everywhere for the evening does not leave everywhere at once.
        limits = replace(limits, decided_by=limits.decided_by + self._share * SPREAD)
        return LedgerEntry(settlement, now.timestamp(), event, limits)

    def _is_doubtful(self, event: SparkEvent) -> bool:
        """Tell whether another Home Assistant may have reported an event.

        It had the home before this one, or went on from the files of which this
        one has a copy.
        """
        since = max(self._ledger.since, *(self._meters.ours_since(target) for target in targeted(event)))
        return end_of(event) <= since or may_be_sent(sent_at(event, self._share), self._alive.runs(dt_util.utcnow()))


def _kept(known: Proofs, found: Proofs) -> Proofs:
    """Return what was found, and what was decided before: a proof stands, whatever is forgotten or edited later.

    Not so a vehicle's, if its charger tells the hour after all.
    """
    return dict(known) | {
        resource: {hour: _lasting(known.get(resource, {}).get(hour), proof) for hour, proof in hours.items()}
        for resource, hours in found.items()
    }


def _lasting(known: Proof | None, found: Proof) -> Proof:
    return found if known is None or known in OPEN or found is Unproved.CHARGER_COUNTS else known


def _decided(entry: LedgerEntry, now: datetime, *, at_once: bool) -> Settlement:
    """Return how an event stands whose hours were looked at.

    Late statistics are waited for, and so is a person: until the evening of the
    next day. A device without a sensor, or a vehicle of which nobody knows where
    it is, holds up no other; where none has a sensor, somebody may be about to
    choose one.
    """
    proofs = [proof for hours in entry.proofs.values() for proof in hours.values()]
    is_told = any(not isinstance(proof, Unproved) and proof > 0 for proof in proofs)
    is_open = bool(_WAITED_FOR.intersection(proofs)) or set(proofs) == {Unproved.NO_SENSOR}
    if is_open and not at_once and entry.deadlines and now < entry.deadlines.decided_by:
        return Settlement.WAITING
    return Settlement.READY if is_told else Settlement.EMPTY

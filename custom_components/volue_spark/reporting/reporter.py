"""When each event is proved and reported, and that it is done once."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from functools import partial

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alive import Alive
from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..registration import Registrar
from ..rounds import Rounds
from ..spark import wire
from ..spark.deadlines import month_end
from ..spark.estimate import Use
from ..spark.models import EventId, ResourceId, SparkEvent
from ..spark.polling import share_of
from ..spark.reports import concerning, over, reportable_hours, targeted
from ..spark.unsent import unsent_in
from ..stores import NotWrittenError
from .clerk import Clerk
from .composer import Composer
from .dispatch import Dispatch
from .earnings import Earnings
from .entry import Delivery, LedgerEntry, Settlement
from .ledger import ReportLedger, known_events
from .meters import Meters
from .prover import Prover
from .sending import RETRY_INTERVAL

# A report as a person has seen it.
type _Seen = tuple[EventId, LedgerEntry]


class Reporter:
    """Makes rounds: proves what is over, gives up what is too late, sends what is proved.

    It wakes when events change, when one becomes due at this home's own moment,
    and to try again.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: SparkCoordinator,
        ledger: ReportLedger,
        registrar: Registrar,
        alive: Alive,
    ) -> None:
        """Put the parts together; nothing is sent before the start."""
        share = share_of(coordinator.config_entry.entry_id)
        self._rounds = Rounds(hass, "volue_spark reports", self._run, self._next_at)
        self._hass = hass
        self._coordinator = coordinator
        self.ledger = ledger
        self.earnings = Earnings(coordinator, share)
        self._meters = Meters(coordinator, registrar)
        self._prover = Prover(hass, alive, self._meters)
        self._composer = Composer(coordinator, ledger, self._meters)
        self._clerk = Clerk(coordinator, ledger, self._meters, self._prover, alive, share, self._rounds.goes_on)
        self._dispatch = Dispatch(coordinator, ledger, self._composer, share, self._rounds.goes_on)
        # Whether nothing is sent because it cannot be written down.
        self.is_blocked = False
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started."""
        self._rounds.start(self._coordinator, self._rounds.wake)
        self._stops.append(self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._on_stop))

    async def stop(self) -> None:
        """Stop waking; a report under way is waited for."""
        while self._stops:
            self._stops.pop()()
        await self._rounds.stop()

    async def _on_stop(self, _: Event) -> None:
        """Wait for an answer under way: Home Assistant itself ends what began before its stop."""
        if any(entry.settlement is Settlement.SENT for entry in self.ledger.entries.values()):
            await self._rounds.stop()

    async def send_now(self) -> None:
        """Settle what is over, what was to be sent or tried again later included, and wait for it.

        Nothing is raised: what could not be sent is told by ``unsent``.
        """
        await self._rounds.make(partial(self._run, at_once=True))

    async def send_again(self, event_id: EventId) -> None:
        """Send a report although it may have arrived or was refused, because a person wants it so.

        Only as it stands now: who asks twice, or while it is decided elsewhere, sends it once.
        """
        if seen := self.ledger.entries.get(event_id):
            await self._rounds.make(partial(self._run, by_hand=(event_id, seen)))

    async def take_as_delivered(self, event_id: EventId) -> None:
        """Settle a report as accepted because a person knows that it was; raises NotWrittenError."""
        async with self._rounds.lock:
            if entry := self.ledger.entries.get(event_id):
                now = dt_util.utcnow()
                known = replace(entry.delivery or Delivery(now.timestamp()), at=now.timestamp(), by_hand=True)
                await self.ledger.keep(event_id, replace(entry.settled(Settlement.ACCEPTED, now), delivery=known))
        self._coordinator.async_update_listeners()

    def draft(self, event_id: EventId) -> dict[str, object] | None:
        """Return the JSON that would be sent now, None where there is nothing to tell."""
        entry = self.ledger.entries.get(event_id)
        body = self._composer.body(entry) if entry else None
        return dict(body) if body else None

    async def preview(self, event: SparkEvent) -> dict[str, object] | None:
        """Return the JSON that would be sent now on any event; nothing is written down."""
        entry = self.ledger.entries.get(event.event_id)
        if entry and entry.settlement is not Settlement.WAITING:
            return self.draft(event.event_id)
        async with self._rounds.lock:
            report = self._composer.report(event, await self._prover.proofs(event), self._meters.sensors)
        return wire.report_request(report) if report else None

    def leaves_at(self, event_id: EventId) -> datetime | None:
        """Return when (UTC) the next attempt to send a report is due, None where there is none to come."""
        entry = self.ledger.entries.get(event_id)
        return self._dispatch.leaves_at(entry) if entry else None

    async def unsent(self, resources: Container[ResourceId]) -> Use:
        """Return what these resources drew, as far as it is known, and is in no report yet.

        That is the energy of events that are over and wait, and of the hours so
        far of those that are running.
        """
        async with self._rounds.lock:
            wanted = [
                event
                for event in self._coordinator.data.events
                if reportable_hours(event)
                and not self.ledger.is_settled(event.event_id)
                and any(target in resources for target in targeted(event))
            ]
            sensors = self._meters.sensors
            proved = [(event, await self._prover.proofs(event)) for event in wanted]
            reports = [(event, self._composer.report(event, proofs, sensors)) for event, proofs in proved]
        return unsent_in([(event, report) for event, report in reports if report], resources)

    def is_done_with(self, resource_id: ResourceId, retired_at: datetime, now: datetime, *, goes_on: bool) -> bool:
        """Tell whether a resource that lost its device at ``retired_at`` (UTC) is needed no more.

        Its events are to be reported, and where its device ``goes_on`` as
        another resource, followed to their end. What no sensor measures has
        nothing to report.
        """
        events = concerning(self._coordinator.data.events, resource_id, retired_at, goes_on=goes_on)
        if resource_id in self._meters.sensors:
            return all(self.ledger.is_settled(event.event_id) for event in events)
        return not goes_on or len(over(events, now)) == len(events)

    async def _run(self, *, at_once: bool = False, by_hand: _Seen | None = None) -> None:
        """Make one round, and tell everybody if it changed anything."""
        before, was_blocked = dict(self.ledger.entries), self.is_blocked
        try:
            await self._settle(at_once=at_once, by_hand=by_hand)
            self.is_blocked = False
        except NotWrittenError as err:
            LOGGER.error("No report is sent while it cannot be written down: %s", err)
            self.is_blocked = not self._hass.is_stopping
        changed = [entry for key, entry in self.ledger.entries.items() if before.get(key) != entry]
        is_paid = any(entry.settlement is Settlement.ACCEPTED for entry in changed)
        is_news = bool(changed) or was_blocked != self.is_blocked
        # A stop that waits for this round waits no longer than for the report.
        if (not self._hass.is_stopping and await self.earnings.refresh(asked=is_paid)) or is_news:
            self._coordinator.async_update_listeners()

    async def _settle(self, *, at_once: bool, by_hand: _Seen | None) -> None:
        await self.ledger.flush()
        await self._clerk.prove_due(at_once=at_once)
        await self._clerk.give_up()
        await self._dispatch.send_due(at_once=at_once)
        if by_hand and by_hand in self.ledger.entries.items() and self._rounds.goes_on():
            await self._clerk.look_again(by_hand[0])
            await self._dispatch.send(by_hand[0])
        await self.ledger.prune(dt_util.utcnow(), dt_util.get_default_time_zone())

    def _next_at(self, now: datetime) -> datetime:
        """Return when something is due: a proof, a report, a retry, a deadline, a month's end, or what was earned."""
        wakes: list[datetime | None] = [
            self.earnings.due_at(now),
            month_end(now, dt_util.get_default_time_zone()),
        ]
        # Also where only an answer is still to be written: killed before that, it would be uncertain.
        wakes += [now + RETRY_INTERVAL] if self.is_blocked else []
        wakes += [
            self._clerk.looks_at(event, now) for event in known_events(self._coordinator.data.events, self.ledger)
        ]
        for entry in self.ledger.entries.values():
            wakes.append(self._dispatch.leaves_at(entry))
            if entry.deadlines and entry.settlement in (Settlement.WAITING, Settlement.READY):
                wakes.append(entry.deadlines.last_call)
        # What should have been done by now could not be, and is not tried again in the same breath.
        return min(wake if wake > now else now + RETRY_INTERVAL for wake in wakes if wake)

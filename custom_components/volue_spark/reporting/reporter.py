"""Sends one report for each event that is over, once."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..registration import Registrar
from ..rounds import Rounds
from ..spark import wire
from ..spark.errors import SparkError, SparkRequestError
from ..spark.models import Report, ResourceId, SparkEvent
from ..spark.polling import share_of
from ..spark.reports import concerning, due_events, each_hour_once, next_due, report_on, reportable_hours, targeted
from ..spark.unsent import Unsent, unsent_in
from ..spark.usage import HOUR, UsageRow, hourly_energy
from ..stores import NotWrittenError
from .earnings import Earnings
from .ledger import RETRY_INTERVAL, ReportLedger, Settlement
from .meters import Meters

# So long a sensor without statistics holds up the report of all the others.
PATIENCE = timedelta(days=1)


class Reporter:
    """Wakes when events change, when one becomes due at this home's own moment, and to try again.

    What is tried again keeps that moment, for the pause counts from the try before.
    """

    def __init__(
        self, hass: HomeAssistant, coordinator: SparkCoordinator, ledger: ReportLedger, registrar: Registrar
    ) -> None:
        """Keep the parts; nothing is sent before the start."""
        self._hass = hass
        self._coordinator = coordinator
        self.ledger = ledger
        self._share = share_of(coordinator.config_entry.entry_id)
        self.earnings = Earnings(coordinator, self._share)
        self._meters = Meters(hass, coordinator, registrar)
        self._rounds = Rounds(hass, "volue_spark reports", self._run, self._next_at)

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started."""
        self._rounds.start(self._coordinator, self._rounds.wake)

    async def stop(self) -> None:
        """Stop waking; a report under way is waited for."""
        await self._rounds.stop()

    async def send_now(self) -> None:
        """Settle what is over, what was to be sent or tried again later included, and wait for it.

        Nothing is raised: what could not be sent is told by ``unsent``.
        """
        await self._rounds.make(partial(self._run, at_once=True))

    async def unsent(self, resources: Container[ResourceId]) -> Unsent:
        """Return what these resources drew, as far as it is known, and is in no report yet.

        That is the energy of events that are over and wait, and of the hours so
        far of those that are running.
        """
        async with self._rounds.lock:
            events = [event for event in self._coordinator.data.events if not self.ledger.is_settled(event.event_id)]
            wanted = [event for event in events if any(target in resources for target in targeted(event))]
            reports = [
                (event, self._report_on(event, await self._meters.rows(event)))
                for event in wanted
                if reportable_hours(event)
            ]
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
        return not goes_on or len(due_events(events, now)) == len(events)

    async def _run(self, *, at_once: bool = False) -> None:
        """Settle whatever is due, and ask what was earned."""
        before = self.ledger.last
        try:
            await self._settle_due(at_once=at_once)
            last = self.ledger.last
            is_paid = last != before and last is not None and last.settlement is Settlement.ACCEPTED
            if await self.earnings.refresh(asked=is_paid) or last != before:
                self._coordinator.async_update_listeners()
        except NotWrittenError as err:
            LOGGER.error("No report is sent while it cannot be written down: %s", err)

    def _next_at(self, now: datetime) -> datetime:
        """Return when something is due: an event, a retry, or the question what was earned."""
        events = self._coordinator.data.events
        retries = [self.ledger.due_at(event.event_id, now) for event in due_events(events, now, self._share)]
        wakes = filter(None, [self.earnings.due_at(now), next_due(events, now, self._share), *retries])
        # What should have been done by now could not be, and is not tried again in the same breath.
        return min(wake if wake > now else now + RETRY_INTERVAL for wake in wakes)

    async def _settle_due(self, *, at_once: bool) -> None:
        """Go through the events that are over; where Spark cannot be reached, leave the rest for later."""
        if not await self._is_up_to_date(self._due(at_once=at_once)):
            return
        await self._give_up_lost(self._coordinator.data.events)
        for event in self._due(at_once=at_once):
            if not self._hass.is_stopping:
                rows, now = await self._meters.rows(event), dt_util.utcnow()
                if self._is_decided(event, rows, now) and await self._report(event, rows) is Settlement.WAITING:
                    return

    def _due(self, *, at_once: bool) -> list[SparkEvent]:
        """Return the events that are to be settled now; ``at_once`` leaves out every pause."""
        now = dt_util.utcnow()
        over = due_events(self._coordinator.data.events, now, 0 if at_once else self._share)
        due = [(event, self.ledger.due_at(event.event_id, now)) for event in over]
        return [event for event, due_at in due if due_at and (at_once or due_at <= now)]

    async def _is_up_to_date(self, due: Sequence[SparkEvent]) -> bool:
        """Tell whether Spark has told all about the time of these events: a newer one may have taken their hours.

        In an outage, and before the first answer, the coordinator is waited for: it wakes us.
        """
        coordinator = self._coordinator
        end = max((max(reportable_hours(event)) + HOUR for event in due), default=None)
        if end is None or not coordinator.has_answered():
            return end is None
        if not coordinator.has_answered(end):
            await coordinator.async_refresh()
        return coordinator.has_answered(end)

    async def _give_up_lost(self, events: Sequence[SparkEvent]) -> None:
        """Settle what may have been reported before the ledger was lost: told again it would be paid twice."""
        if lost_at := self.ledger.lost_at:
            for event in due_events(events, lost_at):
                if event.event_id not in self.ledger.entries:
                    await self.ledger.settle(event.event_id, Settlement.UNCERTAIN, lost_at)

    def _is_decided(self, event: SparkEvent, rows: dict[ResourceId, list[UsageRow]], now: datetime) -> bool:
        """Tell whether a report can be made: nothing known about a sensor is no zero.

        A sensor without any row may have been renamed, or the recorder be away;
        it is waited for a day, and then the others are reported without it.
        """
        wanted = [rows[target] for target in targeted(event) if target in rows]
        patience_ends = max(reportable_hours(event)) + HOUR + PATIENCE
        return all(wanted) and bool(wanted) if now < patience_ends else any(wanted)

    async def _report(self, event: SparkEvent, rows: dict[ResourceId, list[UsageRow]]) -> Settlement:
        """Make the one report on an event and send it, or settle that there is none."""
        if report := self._report_on(event, rows):
            return await self._send(report)
        await self.ledger.settle(event.event_id, Settlement.EMPTY, dt_util.utcnow())
        return Settlement.EMPTY

    def _report_on(self, event: SparkEvent, rows: dict[ResourceId, list[UsageRow]]) -> Report | None:
        """Return what there is to tell about an event, each hour of each sensor once."""
        events, measured = self._coordinator.data.events, self._meters.measured
        energy = {resource: hourly_energy(found) for resource, found in rows.items() if resource in measured}
        told = self.ledger.told_elsewhere(event.event_id, self._meters.sensors)
        return report_on(event, events, each_hour_once(energy, measured, events), told, self._meters.meter_points)

    async def _send(self, report: Report) -> Settlement:
        """Write down, send, write down what came of it."""
        body = wire.report_request(report)
        await self.ledger.begin(report, body, self._meters.sensors, dt_util.utcnow())
        try:
            settlement, answer = Settlement.ACCEPTED, await self._coordinator.client.post_report(report)
        except SparkError as err:
            settlement, answer = _settlement_of(err), str(err)
            LOGGER.warning("The report on event %s is %s: %s", report.event_id, settlement, err)
        await self.ledger.settle(report.event_id, settlement, dt_util.utcnow(), answer)
        return settlement


def _settlement_of(err: SparkError) -> Settlement:
    """Return what a failed request leaves: only what cannot have arrived is sent again."""
    if isinstance(err, SparkRequestError):
        return Settlement.REJECTED
    return Settlement.UNCERTAIN if err.may_have_arrived else Settlement.WAITING

"""Which reports leave now, in which order, and whether Spark has been asked for news before."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..spark.deadlines import end_of
from ..spark.models import EventId, SparkEvent
from ..spark.reports import sent_at
from .composer import Composer
from .entry import LedgerEntry, Settlement
from .ledger import ReportLedger
from .sending import RATE_LIMITED, RETRY_INTERVAL, deliver

# After these the others would fare no better.
_SPARK_IS_AWAY = frozenset({Settlement.READY, Settlement.UNCERTAIN})
_FRESH = timedelta(minutes=5)


class Dispatch:
    """Sends what is ready, one after the other."""

    def __init__(
        self,
        coordinator: SparkCoordinator,
        ledger: ReportLedger,
        composer: Composer,
        share: float,
        goes_on: Callable[[], bool],
    ) -> None:
        """Keep the parts; ``share`` (0 to 1) is the home's own, and nothing is begun unless it ``goes_on``."""
        self._goes_on = goes_on
        self._coordinator = coordinator
        self._ledger = ledger
        self._composer = composer
        self._share = share

    async def send_due(self, *, at_once: bool) -> None:
        """Send what is due, oldest first; where Spark cannot be reached, leave the rest for later.

        ``at_once`` leaves out every pause. Raises NotWrittenError.
        """
        due = self._due(at_once=at_once)
        if due and await self._is_up_to_date(due.values()):
            for event_id in due:
                if not self._goes_on() or await self.send(event_id) in _SPARK_IS_AWAY:
                    return

    async def send(self, event_id: EventId) -> Settlement:
        """Make the one report on an event and send it, or settle that there is none; raises NotWrittenError."""
        entry = self._ledger.entries[event_id]
        if body := self._composer.body(entry):
            return await deliver(self._ledger, self._coordinator.client, event_id, entry, body)
        await self._ledger.keep(event_id, entry.settled(Settlement.EMPTY, dt_util.utcnow()))
        return Settlement.EMPTY

    def leaves_at(self, entry: LedgerEntry) -> datetime | None:
        """Return when (UTC) the next attempt is due: after a pause, or at this home's own moment; None for never."""
        if entry.settlement is not Settlement.READY or entry.event is None:
            return None
        if entry.again_at is not None:
            return dt_util.utc_from_timestamp(entry.again_at)
        return sent_at(entry.event, self._share)

    def _due(self, *, at_once: bool) -> dict[EventId, SparkEvent]:
        now = dt_util.utcnow()
        if not at_once and any(_holds_up(entry, now) for entry in self._ledger.entries.values()):
            return {}
        due = {
            event_id: entry.event
            for event_id, entry in self._ledger.entries.items()
            if entry.event and (leaves_at := self.leaves_at(entry)) and (at_once or leaves_at <= now)
        }
        return dict(sorted(due.items(), key=lambda item: (item[1].created_at, item[0])))

    async def _is_up_to_date(self, due: Collection[SparkEvent]) -> bool:
        """Tell whether Spark has told all about the time of these events: a newer one may have taken their hours.

        In an outage, and before the first answer, the coordinator is waited for: it wakes the reporter.
        """
        # Asked just before: what is sent into an outage is a question to a person afterwards.
        coordinator, since = self._coordinator, max(*map(end_of, due), dt_util.utcnow() - _FRESH)
        if coordinator.has_answered() and not coordinator.has_answered(since):
            await coordinator.async_refresh()
        return coordinator.has_answered(since)


def _holds_up(entry: LedgerEntry, now: datetime) -> bool:
    """Tell whether the others wait with this one: Spark asked for patience, or is away and would lose them too."""
    # Without a word of what went wrong it was ours that ended, not Spark.
    if entry.settlement is Settlement.UNCERTAIN and entry.delivery and entry.delivery.answer:
        return now.timestamp() < entry.delivery.at + RETRY_INTERVAL.total_seconds()
    is_limited = entry.delivery is not None and entry.delivery.status == RATE_LIMITED
    is_waiting = entry.again_at is not None and now < dt_util.utc_from_timestamp(entry.again_at)
    return entry.settlement is Settlement.READY and is_limited and is_waiting

"""What the logbook is told: what became of each report, and once a month what came of all."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, EVENT_MONTH, EVENT_REPORT
from ..coordinator import SparkCoordinator
from ..homes import Home
from ..rounds import Rounds
from ..spark import wire
from ..spark.deadlines import month_end, month_start
from ..spark.models import EventId
from .books import Books
from .earnings import Earnings, month
from .entry import LedgerEntry, Settlement
from .ledger import ReportLedger

_SETTLED = (Settlement.ACCEPTED, Settlement.REJECTED, Settlement.UNCERTAIN, Settlement.TOO_LATE)
# The first of a month, when somebody is up and the report on its last day has left.
_MORNING = timedelta(hours=8)


class Chronicle:
    """Fires an event for each line of the logbook; its words are found when somebody reads it."""

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: SparkCoordinator,
        ledger: ReportLedger,
        books: Books,
        earnings: Earnings,
    ) -> None:
        """Keep the parts; nothing is told before the start."""
        self._hass = hass
        self._coordinator = coordinator
        self._ledger = ledger
        self._books = books
        self._earnings = earnings
        self._forget: CALLBACK_TYPE = lambda: None
        self._rounds = Rounds(hass, "volue_spark month", self._tell_month, self._next_at)

    @callback
    def start(self) -> None:
        """Begin; a month is told once Home Assistant has started."""
        self._forget = self._ledger.listen(self._on_change)
        self._rounds.start(self._coordinator, lambda: None)

    async def stop(self) -> None:
        """Tell no more."""
        self._forget()
        await self._rounds.stop()

    @callback
    def _on_change(self, event_id: EventId, before: LedgerEntry | None, after: LedgerEntry) -> None:
        """Tell what became of a report, a line for each home in it."""
        if (
            after.event is None
            or after.settlement not in _SETTLED
            or (before and before.settlement == after.settlement)
        ):
            return
        is_by_hand = after.delivery is not None and after.delivery.by_hand
        told = {
            "settlement": "taken_as_delivered" if is_by_hand else after.settlement.value,
            "day": self._coordinator.day_of(after.event).isoformat(),
        }
        for home in self._coordinator.homes.values():
            if energy_kwh := after.kwh_at(home.location.location_id):
                self._fire(EVENT_REPORT, home, told | {"energy_kwh": round(energy_kwh, 3)})

    async def _tell_month(self) -> None:
        """Tell what came of the last month, once: a sentence for each home in which anything happened."""
        now = dt_util.utcnow()
        last = month(now, ago=1)
        if now < _morning_of(now) or self._earnings.was_told(last):
            return
        await self._earnings.keep_told(last)
        for home in self._coordinator.homes.values():
            for came in self._what_came(home, now):
                self._fire(EVENT_MONTH, home, {"month": last.isoformat(), **came})

    def _what_came(self, home: Home, now: datetime) -> Iterator[dict[str, Any]]:
        """Yield what Spark told last of a month; where that is nothing our own estimate, if there is one."""
        location_id = home.location.location_id
        known = self._earnings.last_month.get(location_id)
        if known and (known.active or known.blocked):
            reason = wire.held_back_by(known)
            yield {
                "currency": known.currency,
                "amount": known.active,
                "held_back": known.blocked,
                "told_by": reason.value if reason else "earned",
            }
            return
        for currency, amount in self._books.month(now, ago=1).favourable.get(location_id, {}).items():
            yield {"currency": currency, "amount": amount, "held_back": 0.0, "told_by": "estimate"}

    def _fire(self, event_type: str, home: Home, told: Mapping[str, Any]) -> None:
        account = self._coordinator.config_entry.entry_id
        device_id = dr.async_get_device_id_by_identifier(self._hass, (DOMAIN, home.key), config_entry_id=account)
        self._hass.bus.async_fire(event_type, {ATTR_DEVICE_ID: device_id, "home": home.title, **told})

    def _next_at(self, now: datetime) -> datetime:
        """Return when the next month is to be told."""
        this = _morning_of(now)
        return this if now < this else month_end(now, dt_util.get_default_time_zone()) + _MORNING


def _morning_of(now: datetime) -> datetime:
    """Return the morning (UTC) of the first of the running month."""
    return month_start(now, dt_util.get_default_time_zone()) + _MORNING

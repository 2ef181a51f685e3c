"""Hours that are proved -> long-term statistics, at the hours in which the energy was drawn."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util, slugify

from ..const import LOGGER
from ..coordinator import SparkCoordinator
from ..rounds import Rounds
from ..spark.deadlines import month_start
from ..spark.models import EventId
from ..spark.proof import Unproved
from ..spark.usage import HOUR
from ..statistics import NotKeptError, Series, keep_sums
from ..words import texts_of
from .books import Books
from .entry import LedgerEntry
from .ledger import ReportLedger

type Sums = dict[Series, Mapping[datetime, float]]


class HourlySums:
    """Two sums that only rise: each device's energy in favourable hours, and each home's own estimate.

    They are brought up to date after each change of the ledger, and at each
    start with all that is in it. What it has forgotten stays as it was written.
    """

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, ledger: ReportLedger, books: Books) -> None:
        """Keep the parts; nothing is written before the start."""
        self._hass = hass
        self._coordinator = coordinator
        self._ledger = ledger
        self._books = books
        self._due = set[datetime]()
        self._forget: CALLBACK_TYPE = lambda: None
        self._rounds = Rounds(hass, "volue_spark hourly sums", self._write, lambda _: None)

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started."""
        for event_id, entry in self._ledger.entries.items():
            self._on_change(event_id, None, entry)
        self._forget = self._ledger.listen(self._on_change)
        self._rounds.start(self._coordinator, self._look)

    async def stop(self) -> None:
        """Write no more; what is under way is waited for."""
        self._forget()
        await self._rounds.stop()

    @callback
    def _on_change(self, event_id: EventId, before: LedgerEntry | None, after: LedgerEntry) -> None:
        self._due |= {hour for hours in after.proofs.values() for hour in hours}

    @callback
    def _look(self) -> None:
        if self._due:
            self._rounds.wake()

    async def _write(self) -> None:
        since = month_start(dt_util.utcnow(), dt_util.get_default_time_zone(), ago=1)
        # Of older hours the ledger may have forgotten some, and tell half of the truth.
        due, self._due = {hour for hour in self._due if hour >= since}, set()
        if not due:
            return
        texts = await texts_of(self._hass)
        try:
            await keep_sums(self._hass, self._energy(due, texts) | self._money(due, texts))
        except NotKeptError as err:
            LOGGER.warning("The recorder did not take what was proved, it is asked again later: %s", err)
            self._due |= due

    def _energy(self, due: set[datetime], texts: Mapping[str, str]) -> Sums:
        """Return the energy of the devices; what nobody can prove says nothing about what was proved once."""
        found = defaultdict[str, dict[datetime, float]](dict)
        for hour in self._books.hours(min(due), max(due) + HOUR):
            if hour.start in due and not isinstance(hour.proof, Unproved):
                found[hour.device][hour.start] = hour.favourable_kwh
        return {
            Series(
                f"{slugify(device.key)}_favourable_energy",
                texts["statistic_favourable_energy"].format(device=device.title),
            ): found[device.key]
            for device in self._coordinator.devices
            if device.key in found
        }

    def _money(self, due: set[datetime], texts: Mapping[str, str]) -> Sums:
        """Return the worth of what was told, a sum for each currency."""
        homes = {home.location.location_id: home for home in self._coordinator.homes.values()}
        found = defaultdict[tuple[str, str, str], defaultdict[datetime, float]](lambda: defaultdict(float))
        for worth in self._books.worths(min(due), max(due) + HOUR):
            if worth.start in due and (home := homes.get(worth.location_id)):
                found[home.key, home.title, worth.currency][worth.start] += max(worth.amount, 0.0)
        return {
            Series(
                f"{slugify(key)}_estimate_{slugify(currency)}",
                texts["statistic_estimate"].format(home=title),
                currency,
            ): hours
            for (key, title, currency), hours in found.items()
        }

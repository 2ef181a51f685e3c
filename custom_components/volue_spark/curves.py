"""The price curves that are known: brought up to date, kept on disk, read as timelines."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, tzinfo

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .const import LOGGER
from .event_store import EventStore, Standings
from .spark.client import SparkClient
from .spark.kept import KeptEvents, currencies, narrowed, needed_since, united
from .spark.merging import spoken_until, timeline_of
from .spark.models import Ours, PriceCurvePayload, ResourceId, SparkEvent
from .spark.price_areas import zone_name
from .spark.timeline import NEVER, Timeline


class Curves:
    """All events of one account that can still matter."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Know nothing yet."""
        self._store = EventStore(hass, entry_id)
        self._kept = KeptEvents((), Ours(), NEVER)
        self._saved: tuple[object, ...] = ()
        self._zones: dict[str, tzinfo] = {}
        self._remarked: set[str] = set()

    @property
    def events(self) -> tuple[SparkEvent, ...]:
        """Return the events, newest first."""
        return self._kept.events

    async def restore(self) -> Standings | None:
        """Begin with what is on disk; return where each user stood, None where nothing is there."""
        if not (stored := await self._store.load()):
            return None
        self._kept, standings = stored
        await self._learn_zones()
        self._saved = self._worth_saving(standings)
        return standings

    async def update(self, client: SparkClient, ours: Ours, now: datetime) -> None:
        """Ask for what is new; what was read for others than these is read again from the start; raises SparkError."""
        since = needed_since(now, dt_util.get_default_time_zone())
        known = [narrowed(event, ours) for event in self.events] if self._kept.ours.covers(ours) else []
        page = await client.events_since(since, ours, {event.event_id for event in known})
        events, changed = united(known, page.events, since)
        self._log_new(f"Spark sent something that was left out: {remark}" for remark in page.remarks)
        self._log_new(f"Spark sent event {event_id} again with other content, which holds now" for event_id in changed)
        self._kept = KeptEvents(events, ours, now, currencies(self._kept.currencies, events, ours))
        await self._learn_zones()

    async def save(self, standings: Standings) -> None:
        """Write what the disk lacks, if it lacks anything."""
        if self._saved != (worth := self._worth_saving(standings)):
            await self._store.save(self._kept, standings)
            self._saved = worth

    def _worth_saving(self, standings: Standings) -> tuple[object, ...]:
        """Return what the disk must not lack: events, for whom, standings, and until when silence is an answer."""
        kept = self._kept
        return kept.events, kept.ours, standings, spoken_until(kept.answered_at, self.zone())

    def currency(self, resource: ResourceId) -> str | None:
        """Return the currency of a resource's newest curve, however old; None where there never was one."""
        return self._kept.currencies.get(resource)

    def timeline(self, resources: Collection[ResourceId]) -> Timeline:
        """Return the timeline of a device, which has one resource or had others before."""
        kept = self._kept
        # Spark's silence says nothing about a device that it was not asked for.
        answered_at = kept.answered_at if kept.ours.resources >= set(resources) else NEVER
        return timeline_of(kept.events, resources, answered_at, self.zone(resources))

    def zone(self, resources: Collection[ResourceId] | None = None) -> tzinfo:
        """Return whose midnight ends a day: the price area's of the newest curve, else Home Assistant's own."""
        areas = (
            curve.price_area
            for curve in _curves(self.events)
            if resources is None or any(target.resource_id in resources for target in curve.targets)
        )
        zones = (self._zones.get(zone_name(area) or "") for area in areas)
        return next(filter(None, zones), dt_util.get_default_time_zone())

    def zone_of(self, event: SparkEvent) -> tzinfo:
        """Return whose days and months count for an event: its price area's, else Home Assistant's own."""
        area = event.payload.price_area if isinstance(event.payload, PriceCurvePayload) else ""
        return self._zones.get(zone_name(area) or "") or dt_util.get_default_time_zone()

    async def _learn_zones(self) -> None:
        """Look up the areas' zones; Home Assistant reads each once, off its event loop."""
        for name in {name for curve in _curves(self.events) if (name := zone_name(curve.price_area))}:
            if name not in self._zones and (zone := await dt_util.async_get_time_zone(name)):
                self._zones[name] = zone

    def _log_new(self, remarks: Iterable[str]) -> None:
        """Log what was strange about the events, each once as long as the entry is loaded."""
        for remark in remarks:
            if remark not in self._remarked:
                LOGGER.warning("%s", remark)
                self._remarked.add(remark)


def _curves(events: Iterable[SparkEvent]) -> Iterator[PriceCurvePayload]:
    return (event.payload for event in events if isinstance(event.payload, PriceCurvePayload) and event.payload.targets)

"""Poll -> snapshot: all that Spark knows about this account's homes and devices."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .data import SparkConfigEntry, SparkSnapshot
from .event_store import EventStore
from .failures import reading
from .homes import Device, devices, homes
from .participation import Participation
from .registration import Registrar
from .spark.kept import KeptEvents, needed_since, united
from .spark.merging import end_of_tomorrow, spoken_until, timeline_of
from .spark.models import Ours, ResourceId
from .spark.polling import RETRY, next_poll, share_of
from .spark.timeline import Timeline
from .zones import Zones

# The timer is rounded down to a whole second: a poll must not come before its time, and then again.
_LATE = timedelta(seconds=1)
_NEVER = datetime(1970, 1, 2, tzinfo=UTC)


class SparkCoordinator(DataUpdateCoordinator[SparkSnapshot]):
    """Asks for events and participation; the last answer outlives an outage, and a restart."""

    config_entry: SparkConfigEntry

    def __init__(self, hass: HomeAssistant, entry: SparkConfigEntry, registrar: Registrar) -> None:
        """Read homes and devices once: a change of them reloads the entry."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, always_update=False, update_interval=RETRY)
        self.client = registrar.client
        self._registrar = registrar
        # When Spark last answered in full; outside the snapshot, so that it wakes nobody.
        self.last_contact: datetime | None = None
        self.homes = homes(entry)
        self.devices: tuple[Device, ...] = tuple(devices(entry))
        self._participation = Participation(self.client, registrar.possessions, dt_util.utcnow())
        self._store = EventStore(hass, entry.entry_id)
        self._kept = KeptEvents((), Ours(), _NEVER)
        self._zones = Zones()
        self._saved: tuple[object, ...] = ()
        self._remarked: set[str] = set()

    def has_answered(self, since: datetime = _NEVER) -> bool:
        """Tell whether Spark is reached and has answered after this start, and since an instant."""
        return self.last_update_success and self.last_contact is not None and self.last_contact >= since

    async def refresh_restored(self) -> None:
        """Ask for the first time after a start with what was on disk; wakes everybody, for now there is an answer."""
        await self.async_refresh()
        self.async_update_listeners()

    async def restore(self) -> bool:
        """Begin with the curve that is on disk; tell whether there is one."""
        if not (stored := await self._store.load()):
            return False
        self._kept, self._participation.standings = stored
        self._saved = self._worth_saving()
        self.data = await self._snapshot()
        return True

    @override
    async def _async_update_data(self) -> SparkSnapshot:
        self.update_interval = RETRY
        with reading():
            await self._refresh(dt_util.utcnow())
        if self._saved != self._worth_saving():
            await self._store.save(self._kept, self._participation.standings)
            self._saved = self._worth_saving()
        snapshot = await self._snapshot()
        self.update_interval = self._pause(snapshot, dt_util.utcnow())
        return snapshot

    async def _refresh(self, now: datetime) -> None:
        """Ask for events, and about participation where they or the time call for it; raises SparkError."""
        # Read anew: a home that has left since this entry was loaded must not be enrolled again.
        present = homes(self.config_entry).values()
        ours = Ours(
            # What lost its device goes on being reported.
            frozenset((*self._live(), *self._registrar.possessions.resources)),
            frozenset(home.location.user_id for home in present),
            frozenset(home.location.location_id for home in present),
        )
        await self._read_events(ours, now)
        if await self._participation.refresh(present, self._kept.events, now):
            # Somebody was enrolled just now: so the curves that follow from it are in the same snapshot.
            await self._read_events(ours, now)

    async def _read_events(self, ours: Ours, now: datetime) -> None:
        """Bring what is kept up to date; what was read for others than these is read again from the start."""
        since = needed_since(now, dt_util.get_default_time_zone())
        known = self._kept.events if self._kept.ours.covers(ours) else ()
        page = await self.client.events_since(since, ours, {event.event_id for event in known})
        events, remarks = united(known, page.events, since)
        self._log_new((*page.remarks, *remarks))
        self._kept = KeptEvents(events, ours, now)
        self.last_contact = now

    def _worth_saving(self) -> tuple[object, ...]:
        """Return what the disk must not lack: events, for whom, standings, and until when silence is an answer."""
        kept = self._kept
        spoken = spoken_until(kept.answered_at, dt_util.get_default_time_zone())
        return kept.events, kept.ours, self._participation.standings, spoken

    async def _snapshot(self) -> SparkSnapshot:
        await self._zones.learn(self._kept.events)
        timelines = {resource: self._timeline(resource) for resource in self._live()}
        return SparkSnapshot(self._kept.events, timelines, self._participation.standings)

    def _timeline(self, resource: ResourceId) -> Timeline:
        kept = self._kept
        # Spark's silence says nothing about a device that it was not asked for.
        answered_at = kept.answered_at if resource in kept.ours.resources else _NEVER
        return timeline_of(kept.events, resource, answered_at, self._zones.of_resource(kept.events, resource))

    def _live(self) -> Iterable[ResourceId]:
        return (device.resource.resource_id for device in self.devices)

    def _pause(self, snapshot: SparkSnapshot, now: datetime) -> timedelta:
        """Return how long to wait for the next poll."""
        zone = self._zones.newest(self._kept.events)
        tomorrow = end_of_tomorrow(now, zone)
        is_known = all(timeline.known_until >= tomorrow for timeline in snapshot.timelines.values())
        share = share_of(self.config_entry.entry_id)
        poll = next_poll(now, zone, share, tomorrow_is_known=is_known)
        question = self._participation.next_question(now)
        return min(filter(None, (poll, question))) - now + _LATE

    def _log_new(self, remarks: Iterable[str]) -> None:
        """Log what was left out of the events, each once as long as the entry is loaded."""
        for remark in remarks:
            if remark not in self._remarked:
                LOGGER.warning("Spark sent something that was left out: %s", remark)
                self._remarked.add(remark)

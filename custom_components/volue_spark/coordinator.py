"""Poll -> snapshot: all that Spark knows about this account's homes and devices."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .const import DOMAIN, EVENTS_REACH, LOGGER
from .data import SparkConfigEntry, SparkSnapshot
from .failures import reading
from .homes import Device, devices, homes
from .inventory import Inventory
from .participation import Participation
from .registration import Registrar
from .spark.merging import timeline_of
from .spark.models import EventsPage, Ours, ResourceId


class SparkCoordinator(DataUpdateCoordinator[SparkSnapshot]):
    """Asks for events and participation; the last answer outlives an outage."""

    config_entry: SparkConfigEntry

    def __init__(self, hass: HomeAssistant, entry: SparkConfigEntry, registrar: Registrar) -> None:
        """Read homes and devices once: a change of them reloads the entry."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, always_update=False)
        self.client = registrar.client
        self._inventory = Inventory(entry, registrar)
        # When Spark last answered in full; outside the snapshot, so that it wakes nobody.
        self.last_contact: datetime | None = None
        self.homes = homes(entry)
        self.devices: tuple[Device, ...] = tuple(devices(entry))
        self._participation = Participation(self.client, registrar.possessions, dt_util.utcnow())
        self._remarked: set[str] = set()

    @override
    async def _async_update_data(self) -> SparkSnapshot:
        now = dt_util.utcnow()
        zone = dt_util.get_default_time_zone()
        # What lost its device goes on being reported.
        known = {*self._inventory.registrar.possessions.resources}
        known |= {device.resource.resource_id for device in self.devices}
        try:
            with reading():
                page = await self._events(known, _needed_since(now, zone), now)
        finally:
            self.update_interval = self._participation.next_pause(now)
        self.last_contact = now
        self._log_new(page.remarks)
        timelines = {
            device.resource.resource_id: timeline_of(page.events, self._resources_of(device), now, zone)
            for device in self.devices
        }
        return SparkSnapshot(page.events, timelines, self._participation.standings)

    def _resources_of(self, device: Device) -> set[ResourceId]:
        """Return the resource of a device, and those that it was before: an older curve is about them."""
        return {device.resource.resource_id, *(former.resource_id for former in self._inventory.former(device))}

    async def _events(self, resources: Iterable[ResourceId], since: datetime, now: datetime) -> EventsPage:
        """Return the events, and ask about participation where they or the time call for it."""
        # Read anew: a home that has left since this entry was loaded must not be enrolled again.
        present = homes(self.config_entry).values()
        ours = Ours(frozenset(resources), frozenset(home.location.user_id for home in present))
        page = await self.client.events_since(since, ours)
        if await self._participation.refresh(present, page.events, now):
            # Somebody was enrolled just now: so the curves that follow from it are in the same snapshot.
            page = await self.client.events_since(since, ours)
        return page

    def _log_new(self, remarks: Iterable[str]) -> None:
        """Log what was left out of the events, each once as long as the entry is loaded."""
        for remark in remarks:
            if remark not in self._remarked:
                LOGGER.warning("Spark sent something that was left out: %s", remark)
                self._remarked.add(remark)


def _needed_since(now: datetime, zone: tzinfo) -> datetime:
    """Return when the oldest event was made that can still be reported: those of the local month."""
    first = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.astimezone(UTC) - EVENTS_REACH

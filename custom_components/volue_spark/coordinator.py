"""Poll -> snapshot: all that Spark knows about this account's homes and devices."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .curves import Curves
from .data import SparkConfigEntry, SparkSnapshot
from .failures import reading
from .homes import Device, devices, homes
from .inventory import Inventory
from .owned import Possessions
from .participation import Participation
from .registration import Registrar
from .spark.deadlines import start_of
from .spark.merging import end_of_today, end_of_tomorrow
from .spark.models import Ours, ResourceId, SparkEvent
from .spark.notified import Notified
from .spark.polling import RETRY, SELDOM, next_poll, share_of
from .spark.timeline import NEVER

# The timer is rounded down to a whole second: a poll must not come before its time, and then again.
_LATE = timedelta(seconds=1)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class SparkCoordinator(DataUpdateCoordinator[SparkSnapshot]):
    """Asks for events and participation; the last answer outlives an outage, and a restart."""

    config_entry: SparkConfigEntry

    def __init__(self, hass: HomeAssistant, entry: SparkConfigEntry, registrar: Registrar) -> None:
        """Read homes and devices once: a change of them reloads the entry."""
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN)
        self.client = registrar.client
        self._inventory = Inventory(entry, registrar)
        # When Spark last answered in full; outside the snapshot, so that it wakes nobody.
        self.last_contact: datetime | None = None
        # What Spark tells by itself: as long as that can be relied on, it is asked seldom.
        self.notified = Notified()
        # Spark's own wish, after too many requests.
        self.left_alone_until = NEVER
        self.homes = homes(entry)
        self.devices: tuple[Device, ...] = tuple(devices(entry))
        self._participation = Participation(self.client, registrar.possessions, dt_util.utcnow())
        self._curves = Curves(hass, entry.entry_id)

    async def restore(self) -> bool:
        """Begin with what is on disk; tell whether anything is."""
        if (standings := await self._curves.restore()) is None:
            return False
        self._participation.standings = standings
        self.data = self._snapshot()
        return True

    @property
    def possessions(self) -> Possessions:
        """Return what the account has at Spark by our doing."""
        return self._inventory.registrar.possessions

    @property
    def titles(self) -> dict[ResourceId, str]:
        """Return what each resource is called, also where it has no device any more."""
        owned = {key: resource.title for key, resource in self.possessions.resources.items()}
        return owned | {device.resource.resource_id: device.title for device in self.devices}

    def currency(self, resource: ResourceId) -> str | None:
        """Return the currency of a resource's newest curve, also where it is over and forgotten."""
        return self._curves.currency(resource)

    def zone_of(self, event: SparkEvent) -> tzinfo:
        """Return whose days and months count for an event."""
        return self._curves.zone_of(event)

    def day_of(self, event: SparkEvent) -> date:
        """Return the local day on which an event with a curve began."""
        return start_of(event).astimezone(self.zone_of(event)).date()

    def has_answered(self, since: datetime = NEVER) -> bool:
        """Tell whether Spark is reached and has answered after this start, and since an instant."""
        return self.last_update_success and self.last_contact is not None and self.last_contact >= since

    @override
    async def _async_update_data(self) -> SparkSnapshot:
        self.update_interval = RETRY + _LATE
        try:
            with reading():
                await self._ask(dt_util.utcnow())
        except ConfigEntryAuthFailed as err:
            self._go_on_without_access(err)
        except UpdateFailed as err:
            self.left_alone_until = dt_util.utcnow() + timedelta(seconds=err.retry_after or 0)
            raise
        snapshot = self._snapshot()
        self.notified.learn(snapshot.events, dt_util.utcnow())
        self.update_interval = self._pause(snapshot, dt_util.utcnow())
        return snapshot

    def _go_on_without_access(self, err: ConfigEntryAuthFailed) -> None:
        """Ask for new credentials; where a curve is known it is followed, and Spark is tried again, seldom."""
        if not self.data:
            raise err
        self.config_entry.async_start_reauth(self.hass)
        self.update_interval = SELDOM
        raise UpdateFailed(str(err)) from err

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        # Whoever listens is told in the same breath: what is on disk is no news after a restart.
        if self.last_update_success and not self._shutdown_requested:
            save = self._curves.save(self._participation.standings)
            self.config_entry.async_create_task(self.hass, save, f"{DOMAIN} curves")

    async def _ask(self, now: datetime) -> None:
        """Ask for events, and about participation where they or the time call for it; raises SparkError."""
        # Read anew: a home that has left since this entry was loaded must not be enrolled again.
        present = homes(self.config_entry).values()
        ours = Ours(
            # What lost its device goes on being reported.
            frozenset(self._inventory.registrar.possessions.resources)
            | {device.resource.resource_id for device in self.devices},
            frozenset(home.location.user_id for home in present),
            frozenset(home.location.location_id for home in present),
        )
        await self._curves.update(self.client, ours, now)
        if await self._participation.refresh(present, self._curves.events, now):
            # Somebody was enrolled just now: so the curves that follow from it are in the same snapshot.
            await self._curves.update(self.client, ours, now)
        self.last_contact = now

    def _snapshot(self) -> SparkSnapshot:
        timelines = {
            device.resource.resource_id: self._curves.timeline(self.resources_of(device)) for device in self.devices
        }
        return SparkSnapshot(self._curves.events, timelines, self._participation.standings)

    def resources_of(self, device: Device) -> set[ResourceId]:
        """Return the resource of a device, and those that it was before: an older curve is about them."""
        return {device.resource.resource_id, *(former.resource_id for former in self._inventory.former(device))}

    def _pause(self, snapshot: SparkSnapshot, now: datetime) -> timedelta:
        """Return how long to wait for the next poll."""
        # Without a device nothing is waited for.
        moments = [] if self.devices else [self._next_poll(self._curves.zone(), _FOR_EVER, _FOR_EVER, now)]
        for device in self.devices:
            timeline = snapshot.timelines[device.resource.resource_id]
            zone = self._curves.zone(self.resources_of(device))
            moments.append(self._next_poll(zone, timeline.known_until, timeline.ends, now))
        if question := self._participation.next_question(now):
            moments.append(question)
        return max(min(moments), self._participation.left_alone_until or now) - now + _LATE

    def _next_poll(self, zone: tzinfo, known_until: datetime, curve_until: datetime, now: datetime) -> datetime:
        """Return when to ask about a device: what is known of it counts in its own zone."""
        is_known = known_until >= end_of_tomorrow(now, zone)
        has_curve = curve_until > end_of_today(now, zone)
        return next_poll(
            now,
            zone,
            share_of(self.config_entry.entry_id),
            tomorrow_is_known=is_known,
            has_curve=has_curve,
            is_relied_on=self.notified.is_relied_on,
        )

"""Deletes at Spark what we registered there and nobody uses any more, when nothing is lost by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import LOGGER, POLL_INTERVAL
from .coordinator import SparkCoordinator
from .failures import failure_key
from .inventory import Inventory
from .left_homes import drop_issue, drop_issues_except, raise_issue
from .owned import OwnedHome, OwnedResource
from .registration import Registrar
from .reporting.reporter import Reporter
from .rounds import Rounds
from .spark.errors import SparkError, SparkRequestError
from .spark.models import LocationId
from .stores import NotWrittenError

# Spark shows the running month only. Assumed: a month is paid out within nine days after its end; before
# that, no home that was reported about is deleted by itself, whatever Spark shows.
PAID_AFTER = timedelta(days=40)


class Upkeep:
    """Compares what is registered with what is set up.

    At the start, and while something is left over: at each change and once an
    hour. Only ids from our own store are ever deleted; what fails is tried
    again until Spark says that it is done, or not there.
    """

    def __init__(
        self, hass: HomeAssistant, coordinator: SparkCoordinator, registrar: Registrar, reporter: Reporter
    ) -> None:
        """Keep the parts; nothing is deleted before the start."""
        self._hass = hass
        self._coordinator = coordinator
        self._registrar = registrar
        self._reporter = reporter
        self._inventory = Inventory(coordinator.config_entry, registrar)
        self._rounds = Rounds(hass, "volue_spark upkeep", self._look_after_all, self._next_at)
        self._complaints: set[str] = set()

    @callback
    def start(self) -> None:
        """Begin once Home Assistant has started."""
        self._rounds.start(self._coordinator, self._look)

    async def stop(self) -> None:
        """Stop looking; a deletion under way is waited for."""
        await self._rounds.stop()

    async def delete_home(self, location_id: LocationId) -> None:
        """Delete a home that is left over, whatever is lost by it; raises SparkError and NotWrittenError.

        One that is in use again, or gone, is left as it is.
        """
        async with self._rounds.lock:
            if home := self._left_home(location_id):
                await self._registrar.delete_home(home)
        drop_issue(self._hass, location_id)

    async def keep_home(self, location_id: LocationId) -> None:
        """Leave a home that is left over at Spark for good, and forget it; raises NotWrittenError."""
        async with self._rounds.lock:
            if home := self._left_home(location_id):
                await self._registrar.owned.forget(self._registrar.account, home)
        drop_issue(self._hass, location_id)

    def _left_home(self, location_id: LocationId) -> OwnedHome | None:
        return next((home for home in self._inventory.left_homes() if home.location_id == location_id), None)

    @callback
    def _look(self) -> None:
        if self._inventory.is_anything_left():
            self._rounds.wake()

    def _next_at(self, now: datetime) -> datetime | None:
        return now + POLL_INTERVAL if self._inventory.is_anything_left() else None

    async def _look_after_all(self) -> None:
        """Bring the store up to date, and delete what can be deleted."""
        for thing in self._inventory.outdated(dt_util.utcnow()):
            with self._trying_again_later():
                await self._registrar.owned.keep(self._registrar.account, thing)
        # What was not asked for since an outage might be an event that is still to be reported.
        if self._coordinator.last_update_success:
            await self._look_after_left()

    async def _look_after_left(self) -> None:
        """Go through all that is left over; where one thing fails, go on with the next."""
        for resource in self._inventory.left_resources():
            with self._trying_again_later():
                await self._look_after_resource(resource)
        homes = self._inventory.left_homes()
        drop_issues_except(self._hass, self._coordinator.config_entry, homes)
        for home in homes:
            with self._trying_again_later():
                await self._look_after_home(home)

    async def _look_after_resource(self, resource: OwnedResource) -> None:
        """Write down when it lost its device, and delete it when its events are reported.

        Where the device goes on as another resource, it also follows what was
        made for this one to its end.
        """
        now = dt_util.utcnow()
        if resource.retired_at is None:
            resource = replace(resource, retired_at=now.timestamp())
            await self._registrar.owned.keep(self._registrar.account, resource)
        retired_at = min(now, dt_util.utc_from_timestamp(resource.retired_at or now.timestamp()))
        goes_on = self._inventory.goes_on(resource)
        is_done = self._reporter.is_done_with(resource.resource_id, retired_at, now, goes_on=goes_on)
        if is_done and resource in self._inventory.left_resources():
            await self._registrar.delete_resource(resource)

    async def _look_after_home(self, home: OwnedHome) -> None:
        """Delete it where it earned nothing; else a person decides about the money.

        Specified: deleting a user forfeits what the running month has earned.
        """
        if amounts := await self._amounts(home):
            raise_issue(self._hass, self._coordinator.config_entry, home, amounts)
            return
        drop_issue(self._hass, home.location_id)
        told_at = self._reporter.ledger.last_told(home.location_id)
        is_paid = told_at is None or dt_util.utcnow() >= told_at + PAID_AFTER
        if is_paid and home in self._inventory.left_homes():
            await self._registrar.delete_home(home)

    async def _amounts(self, home: OwnedHome) -> dict[str, float]:
        """Return what the user has earned this month, held back or not, by currency; empty where it is nothing."""
        try:
            found = await self._registrar.client.compensations(home.user_id)
        except SparkRequestError as err:
            if err.status == HTTPStatus.NOT_FOUND:
                return {}
            raise
        amounts: dict[str, float] = {}
        for entry in found:
            amounts[entry.currency] = amounts.get(entry.currency, 0) + entry.active + entry.blocked
        return {currency: amount for currency, amount in amounts.items() if amount}

    @contextmanager
    def _trying_again_later(self) -> Iterator[None]:
        """Let a failure pass; each kind is logged once, in words of ours: Spark's might hold ids."""
        try:
            yield
        except (SparkError, NotWrittenError) as err:
            reason = failure_key(err) if isinstance(err, SparkError) else str(err)
            if reason not in self._complaints:
                LOGGER.warning("What is left over at Spark is looked after again later: %s", reason)
                self._complaints.add(reason)

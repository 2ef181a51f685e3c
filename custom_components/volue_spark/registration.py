"""Registering at Spark and deleting there: written down first, nothing twice, nothing that is not ours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from .owned import Owned, OwnedHome, OwnedResource, Possessions
from .spark.client import SparkClient
from .spark.errors import SparkRequestError
from .spark.models import Location, Resource


@dataclass(frozen=True, slots=True)
class Registrar:
    """Writes to one account; every method raises SparkError and NotWrittenError.

    Whatever broke off is continued by calling the same method again.
    """

    client: SparkClient
    owned: Owned
    account: str

    @property
    def possessions(self) -> Possessions:
        """Return what the account has at Spark by our doing."""
        return self.owned.of(self.account)

    async def take_home(self, location: Location, title: str, now: datetime) -> None:
        """Call a home ours that was found at Spark, or is ours and changes; another may have reported for it so far."""
        known = self.possessions.homes.get(location.location_id)
        await self._keep_home(location, title, now, known.ours_since if known else now.timestamp())

    async def _keep_home(self, location: Location, title: str, now: datetime, ours_since: float) -> None:
        home = OwnedHome(location.location_id, location.user_id, title, now.timestamp(), ours_since)
        await self.owned.keep(self.account, home)

    async def take_resource(self, resource: Resource, title: str, usage_entity_id: str | None) -> None:
        """Call a resource ours: one that is about to be registered, or that was found at Spark."""
        ids = (resource.resource_id, resource.user_id, resource.location_id)
        await self.owned.keep(self.account, OwnedResource(*ids, title, usage_entity_id))

    async def register_home(self, location: Location, title: str, now: datetime) -> None:
        """Register user and location where they are not there yet."""
        user_id, location_id = location.user_id, location.location_id
        known = self.possessions.homes.get(location_id)
        await self._keep_home(location, title, now, known.ours_since if known else 0)
        await _ensure(lambda: self.client.has_user(user_id), lambda: self.client.create_user(user_id))
        await _ensure(
            lambda: self.client.has_location(user_id, location_id), lambda: self.client.create_location(location)
        )

    async def register_resource(self, resource: Resource, title: str, usage_entity_id: str | None) -> None:
        """Register a resource where it is not there yet."""
        await self.take_resource(resource, title, usage_entity_id)
        await _ensure(
            lambda: self.client.has_resource(resource.resource_id), lambda: self.client.create_resource(resource)
        )

    async def delete_resource(self, resource: OwnedResource) -> None:
        """Delete a resource at Spark, then here."""
        await self.client.delete_resource(resource.resource_id)
        await self.owned.forget(self.account, resource)

    async def delete_home(self, home: OwnedHome) -> None:
        """Delete a home with all that is in it at Spark, then here; the month's compensation is forfeited.

        A user with another location, whoever registered that, stays.
        """
        mine = [found for found in self.possessions.resources.values() if found.location_id == home.location_id]
        for resource in mine:
            await self.delete_resource(resource)
        await self.client.delete_location(home.user_id, home.location_id)
        if not await self._lives_elsewhere(home):
            await self.client.delete_user(home.user_id)
        await self.owned.forget(self.account, home)

    async def _lives_elsewhere(self, home: OwnedHome) -> bool:
        """Tell whether the user has another location; one that is no more at Spark has none."""
        try:
            found = await self.client.locations(home.user_id)
        except SparkRequestError as err:
            if err.status == HTTPStatus.NOT_FOUND:
                return False
            raise
        return any(location.location_id != home.location_id for location in found)


async def _ensure(exists: Callable[[], Awaitable[bool]], create: Callable[[], Awaitable[None]]) -> None:
    """Create a thing unless it exists; a refusal is none if it exists now.

    An attempt that seemed lost may be carried out between the question and the request.
    """
    if await exists():
        return
    try:
        await create()
    except SparkRequestError:
        if not await exists():
            raise

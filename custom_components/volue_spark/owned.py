"""What we registered at Spark, on disk before Spark is asked: nothing else is ever deleted there."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .spark.models import LocationId, ResourceId, UserId
from .stores import ConfirmedStore


@dataclass(frozen=True, slots=True)
class OwnedHome:
    """A user with one location, registered or moved at ``placed_at`` (seconds since 1970)."""

    location_id: LocationId
    user_id: UserId
    title: str
    placed_at: float


@dataclass(frozen=True, slots=True)
class OwnedResource:
    """A resource, and what is needed to report its last hours once its device is gone.

    ``retired_at`` is when it lost its device, in seconds since 1970.
    """

    resource_id: ResourceId
    user_id: UserId
    location_id: LocationId
    title: str
    usage_entity_id: str | None
    retired_at: float | None = None


type OwnedThing = OwnedHome | OwnedResource


@dataclass(frozen=True, slots=True)
class Possessions:
    """What one account has at Spark by our doing; never changed, only replaced."""

    homes: dict[LocationId, OwnedHome]
    resources: dict[ResourceId, OwnedResource]

    def with_(self, thing: OwnedThing) -> Possessions:
        """Return these and one more, or one that changed."""
        if isinstance(thing, OwnedHome):
            return replace(self, homes=self.homes | {thing.location_id: thing})
        return replace(self, resources=self.resources | {thing.resource_id: thing})

    def without(self, thing: OwnedThing) -> Possessions:
        """Return these without one."""
        return replace(
            self,
            homes={key: home for key, home in self.homes.items() if home != thing},
            resources={key: resource for key, resource in self.resources.items() if resource != thing},
        )


NOTHING = Possessions({}, {})


class Owned:
    """The possessions of all accounts; each change is on disk before it counts.

    A flow claims the ids that it is about to register, so that nobody takes
    them for left over before its subentry is there.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the file."""
        self._store = ConfirmedStore(hass, "registered")
        self._by_account: dict[str, Possessions] = {}
        self._claims: dict[str, set[str]] = {}
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Read what earlier flows registered."""
        content = await self._store.load()
        self._by_account = {account: _read(stored) for account, stored in content.items()}

    def of(self, account: str) -> Possessions:
        """Return what an account has."""
        return self._by_account.get(account, NOTHING)

    async def keep(self, account: str, thing: OwnedThing) -> None:
        """Remember a thing, new or changed; raises NotWrittenError, and then nothing may be registered."""
        async with self._lock:
            await self._write(account, self.of(account).with_(thing))

    async def forget(self, account: str, *things: OwnedThing) -> None:
        """Forget what is no more at Spark, or is no longer ours; raises NotWrittenError."""
        async with self._lock:
            left = self.of(account)
            for thing in things:
                left = left.without(thing)
            await self._write(account, left)

    async def disown(self, account: str) -> None:
        """Forget an account: what it has at Spark stays there; raises NotWrittenError."""
        async with self._lock:
            await self._write(account, NOTHING)

    async def _write(self, account: str, possessions: Possessions) -> None:
        if possessions == self.of(account):
            return
        changed = {**self._by_account, account: possessions}
        kept = {key: value for key, value in changed.items() if value != NOTHING}
        await self._store.save({key: _written(value) for key, value in kept.items()})
        self._by_account = kept

    @callback
    def claim(self, flow_id: str, ids: Iterable[str]) -> None:
        """Keep ids from being taken for left over as long as the flow is open."""
        self._claims.setdefault(flow_id, set()).update(ids)

    @callback
    def release(self, flow_id: str) -> None:
        """End a flow's claims; harmless where it has none."""
        self._claims.pop(flow_id, None)

    def is_claimed(self, thing_id: str) -> bool:
        """Tell whether an open flow is about to need a thing."""
        return any(thing_id in claimed for claimed in self._claims.values())


_OWNED: HassKey[Owned] = HassKey(f"{DOMAIN}_owned")


@singleton(_OWNED, async_=True)
async def owned(hass: HomeAssistant) -> Owned:
    """Return what is owned, read once for all accounts and flows."""
    found = Owned(hass)
    await found.load()
    return found


@callback
def release_claims(hass: HomeAssistant, flow_id: str) -> None:
    """End the claims of a flow that is over, whether or not it made any."""
    found = hass.data.get(_OWNED)
    if isinstance(found, Owned):  # while it is being read there is something else
        found.release(flow_id)


def account_of(entry: ConfigEntry[Any]) -> str:
    """Return the account's name in the store: its environment and client id."""
    return entry.unique_id or entry.entry_id


def _written(possessions: Possessions) -> dict[str, Any]:
    return {
        "homes": [asdict(home) for home in possessions.homes.values()],
        "resources": [asdict(resource) for resource in possessions.resources.values()],
    }


def _read(stored: dict[str, Any]) -> Possessions:
    homes = [OwnedHome(**home) for home in stored["homes"]]
    resources = [OwnedResource(**resource) for resource in stored["resources"]]
    return Possessions(
        {home.location_id: home for home in homes}, {resource.resource_id: resource for resource in resources}
    )

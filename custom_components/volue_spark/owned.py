"""What we registered at Spark, on disk before Spark is asked: nothing else is ever deleted there."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .const import DOMAIN, LOGGER
from .spark.models import LocationId, ResourceId, ResourceType, UserId
from .stores import SECONDS, ConfirmedStore, NotReadableError, NotWrittenError


@dataclass(frozen=True, slots=True)
class OwnedHome:
    """A user with one location; both instants are seconds since 1970.

    It was registered or moved at ``placed_at``. From ``ours_since`` on nobody
    else reports for it: what was over by then may be reported already.
    """

    location_id: LocationId
    user_id: UserId
    title: str
    placed_at: float
    ours_since: float = 0


@dataclass(frozen=True, slots=True)
class OwnedResource:
    """A resource, and what is needed to prove and report its last hours once its device is gone.

    ``retired_at`` is when it lost its device, in seconds since 1970. By
    ``device_key`` that device is known if it goes on as another resource; None
    until the device ran for the first time.
    """

    resource_id: ResourceId
    user_id: UserId
    location_id: LocationId
    title: str
    usage_entity_id: str | None
    retired_at: float | None = None
    device_key: str | None = None
    resource_type: ResourceType = ResourceType.GENERIC
    rated_power_kw: float | None = None
    presence_entity_id: str | None = None
    is_reported: bool = True


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
        """Return these without the one of that id, whatever else has changed about it."""
        if isinstance(thing, OwnedHome):
            return replace(self, homes={key: home for key, home in self.homes.items() if key != thing.location_id})
        left = {key: resource for key, resource in self.resources.items() if key != thing.resource_id}
        return replace(self, resources=left)


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
        self._is_read = False

    async def load(self) -> None:
        """Read what earlier flows registered; what cannot be read is left out, and so is never deleted.

        A file that cannot be read at all is not written over.
        """
        try:
            content = await self._store.load()
        except NotReadableError as err:
            LOGGER.warning("The file about what is registered at Spark cannot be read (%s)", err)
            return
        self._is_read = True
        self._by_account, unread = _read(content)
        if unread:
            LOGGER.warning("%s entries about what is registered at Spark cannot be read and are left out", unread)

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
        if not self._is_read:
            raise NotWrittenError("what is registered at Spark could not be read")
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


_ID = vol.All(str, vol.Length(min=1))
_HOME = vol.Schema(
    {
        vol.Required("location_id"): _ID,
        vol.Required("user_id"): _ID,
        vol.Required("title"): str,
        vol.Required("placed_at"): SECONDS,
        vol.Optional("ours_since"): SECONDS,
    },
    extra=vol.REMOVE_EXTRA,
)
_RESOURCE = vol.Schema(
    {
        vol.Required("resource_id"): _ID,
        vol.Required("user_id"): _ID,
        vol.Required("location_id"): _ID,
        vol.Required("title"): str,
        vol.Required("usage_entity_id"): vol.Maybe(str),
        vol.Optional("retired_at"): vol.Maybe(SECONDS),
        vol.Optional("device_key"): vol.Maybe(str),
        vol.Optional("resource_type"): vol.Coerce(ResourceType),
        vol.Optional("rated_power_kw"): vol.Maybe(vol.All(vol.Any(int, float), vol.Range(min=0, min_included=False))),
        vol.Optional("presence_entity_id"): vol.Maybe(str),
        vol.Optional("is_reported"): bool,
    },
    extra=vol.REMOVE_EXTRA,
)


def _written(possessions: Possessions) -> dict[str, Any]:
    return {
        "homes": [asdict(home) for home in possessions.homes.values()],
        "resources": [asdict(resource) for resource in possessions.resources.values()],
    }


def _read(content: object) -> tuple[dict[str, Possessions], int]:
    """Return what each account has, and how much of the file cannot be read."""
    accounts = content if isinstance(content, dict) else {"": content}
    unread: list[object] = []
    read = {account: _possessions(stored, unread) for account, stored in accounts.items()}
    return {account: found for account, found in read.items() if found != NOTHING}, len(unread)


def _possessions(stored: object, unread: list[object]) -> Possessions:
    if not isinstance(stored, Mapping):
        unread.append(stored)
        return NOTHING
    homes = _things(stored.get("homes"), _HOME, OwnedHome, unread)
    resources = _things(stored.get("resources"), _RESOURCE, OwnedResource, unread)
    return Possessions(
        {home.location_id: home for home in homes}, {resource.resource_id: resource for resource in resources}
    )


def _things[T](stored: object, schema: vol.Schema, make: Callable[..., T], unread: list[object]) -> Iterator[T]:
    """Yield what can be read of a list, and note the rest."""
    for thing in stored if isinstance(stored, list) else [stored]:
        try:
            yield make(**schema(thing))
        except vol.Invalid:
            unread.append(thing)

"""What a controller must not forget: whether it follows, and what it found."""

import asyncio
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import LOGGER
from ..homes import DeviceKey
from ..stores import SECONDS, ConfirmedStore, NotReadableError


@dataclass(frozen=True, slots=True)
class Hold:
    """An entity that was taken over: what it was found in, whether it obeyed, and until when.

    ``until`` is the end of the favourable hours, in seconds since 1970, as they
    were known when it was taken. By ``registry_id`` it is found again when
    it was renamed; None where it stands in no registry and cannot be.
    """

    entity_id: str
    found: bool
    is_confirmed: bool
    until: float
    registry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """All about one device; ``aside_until`` (UTC) is when a person's wish ends."""

    is_following: bool = True
    hold: Hold | None = None
    aside_until: datetime | None = None


class Memories:
    """The memories of an account's devices, each change on disk before it counts."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._hass = hass
        self._store = ConfirmedStore(hass, entry_id, "control")
        self._by_key: dict[DeviceKey, Memory] = {}
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Read what the last run left; what was renamed since is called by its new name.

        Whatever cannot be read begins anew, and the rest of it is kept.
        """
        read = {DeviceKey(key): _read(stored) for key, stored in (await self._content()).items()}
        if damaged := sum(not is_whole for _, is_whole in read.values()):
            LOGGER.warning("What was remembered of %s devices cannot be read, or not all of it", damaged)
        self._by_key = {key: self._called_anew(memory) for key, (memory, _) in read.items()}

    async def _content(self) -> dict[str, object]:
        with suppress(NotReadableError):
            if isinstance(content := await self._store.load(), dict):
                return content
        LOGGER.warning("The file about devices that follow the curve cannot be read, all of them begin anew")
        return {}

    def _called_anew(self, memory: Memory) -> Memory:
        """Return a memory with the present name of what is held.

        A helper that is renamed is off under its new name: that is nobody's
        wish, so it has to be seen on once more before "off" is a person's.
        """
        hold = memory.hold
        found = er.async_get(self._hass).async_get(hold.registry_id) if hold and hold.registry_id else None
        if hold is None or found is None or found.entity_id == hold.entity_id:
            return memory
        return replace(memory, hold=replace(hold, entity_id=found.entity_id, is_confirmed=False))

    def __getitem__(self, key: DeviceKey) -> Memory:
        """Return what is known of a device, or what a new one begins with."""
        return self._by_key.get(key, Memory())

    @property
    def holds(self) -> dict[DeviceKey, Hold]:
        """Return all that was taken over and not given back."""
        return {key: memory.hold for key, memory in self._by_key.items() if memory.hold}

    async def change(self, key: DeviceKey, **changes: Any) -> None:
        """Remember something else; raises NotWrittenError, and then nothing has changed."""
        # Two devices reach a boundary together; what one wrote must not be lost to the other.
        async with self._lock:
            memory = replace(self[key], **changes)
            await self._save({**self._by_key, key: memory})

    async def keep_only(self, keys: Container[DeviceKey]) -> None:
        """Forget devices that are no more, unless they are still held."""
        async with self._lock:
            kept = {key: memory for key, memory in self._by_key.items() if key in keys or memory.hold}
            await self._save(kept)

    async def _save(self, memories: dict[DeviceKey, Memory]) -> None:
        if memories != self._by_key:
            await self._store.save({key: _written(memory) for key, memory in memories.items()})
            self._by_key = memories

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()


def registry_id_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the id that an entity keeps when it is renamed, None where it cannot be."""
    entry = er.async_get(hass).async_get(entity_id)
    return entry.id if entry else None


def _written(memory: Memory) -> dict[str, Any]:
    aside = memory.aside_until.isoformat() if memory.aside_until else None
    return {**asdict(memory), "aside_until": aside}


_HOLD = vol.Schema(
    {
        vol.Required("entity_id"): vol.All(str, cv.entity_id),
        vol.Required("found"): bool,
        vol.Required("is_confirmed"): bool,
        vol.Required("until"): SECONDS,
        vol.Optional("registry_id"): vol.Maybe(str),
    },
    extra=vol.REMOVE_EXTRA,
)


def _hold(stored: object) -> Hold | None:
    return None if stored is None else Hold(**_HOLD(stored))


def _aside(stored: object) -> datetime | None:
    found = None if stored is None else dt_util.parse_datetime(vol.Schema(str)(stored))
    if stored is not None and (found is None or found.tzinfo is None):
        raise vol.Invalid("no instant")
    return found


# Each is read for itself: a hold that is lost is no reason to follow against a person's wish.
_READERS: dict[str, Callable[[object], Any]] = {"is_following": vol.Schema(bool), "hold": _hold, "aside_until": _aside}


def _read(stored: object) -> tuple[Memory, bool]:
    """Return what can be read of a memory, and whether that is all of it."""
    members = stored if isinstance(stored, dict) else {}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        with suppress(KeyError, ValueError, vol.Invalid):
            found[name] = read(members[name])
    return Memory(**found), len(found) == len(_READERS)

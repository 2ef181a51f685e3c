"""What a controller must not forget: whether it follows, and what it found."""

import asyncio
from collections.abc import Container
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..homes import DeviceKey
from ..stores import ConfirmedStore


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
        """Read what the last run left; what was renamed since is called by its new name."""
        content = await self._store.load()
        memories = {DeviceKey(key): _read(stored) for key, stored in content.items()}
        self._by_key = {key: self._called_anew(memory) for key, memory in memories.items()}

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


def _read(stored: dict[str, Any]) -> Memory:
    hold = Hold(**stored["hold"]) if stored["hold"] else None
    aside = dt_util.parse_datetime(stored["aside_until"]) if stored["aside_until"] else None
    return Memory(stored["is_following"], hold, aside)

"""The memories of an account's devices, on disk."""

import asyncio
from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..const import LOGGER
from ..following import Switching
from ..homes import DeviceKey
from ..stores import ConfirmedStore, NotReadableError
from .memory import Hold, Memory, read, written


class Memories:
    """Each change is on disk before it counts."""

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
        found = {DeviceKey(key): read(stored) for key, stored in (await self._content()).items()}
        if damaged := sum(not is_whole for _, is_whole in found.values()):
            LOGGER.warning("What was remembered of %s devices cannot be read, or not all of it", damaged)
        self._by_key = {key: self._called_anew(memory) for key, (memory, _) in found.items()}

    async def _content(self) -> dict[str, object]:
        with suppress(NotReadableError):
            if isinstance(content := await self._store.load(), dict):
                return content
        LOGGER.warning("The file about devices that follow the curve cannot be read, all of them begin anew")
        return {}

    def _called_anew(self, memory: Memory) -> Memory:
        """Return a memory with the present name of what is held."""
        hold = memory.hold
        found = er.async_get(self._hass).async_get(hold.registry_id) if hold and hold.registry_id else None
        if hold is None or found is None or found.entity_id == hold.entity_id:
            return memory
        return replace(memory, hold=hold.renamed(found.entity_id))

    def __getitem__(self, key: DeviceKey) -> Memory:
        """Return what is known of a device, or what a new one begins with."""
        return self._by_key.get(key, Memory())

    @property
    def holds(self) -> dict[DeviceKey, Hold]:
        """Return all that was taken over and not given back."""
        return {key: memory.hold for key, memory in self._by_key.items() if memory.hold}

    @property
    def last_starts(self) -> dict[DeviceKey, datetime]:
        """Return when each device was switched on last by us."""
        return {key: memory.starts[-1] for key, memory in self._by_key.items() if memory.starts}

    async def change(self, key: DeviceKey, **changes: Any) -> None:
        """Remember something else; raises NotWrittenError, and then nothing has changed."""
        # Two devices reach a boundary together; what one wrote must not be lost to the other.
        async with self._lock:
            memory = replace(self[key], **changes)
            await self._save({**self._by_key, key: memory})

    async def hand_over(self, switchings: Mapping[DeviceKey, Switching]) -> None:
        """Let each device that is switched otherwise now have the hold of the same entity, and free others of theirs.

        What it held before by another entity is kept under a key of its own,
        so that both are known until that is given back.
        """
        async with self._lock:
            memories = dict(self._by_key)
            for key, hold in self.holds.items():
                new = switchings.get(key)
                if new is None or new == hold.switching:
                    continue
                if (new.entity_id, new.how) == (hold.entity_id, hold.switching.how):
                    memories[key] = replace(self[key], hold=replace(hold, switching=new, expected=None))
                else:
                    memories[key] = replace(self[key], hold=None)
                    memories.setdefault(DeviceKey(f"{key} {hold.entity_id}"), Memory(hold=hold))
            await self._save(memories)

    async def keep_only(self, keys: Container[DeviceKey]) -> None:
        """Forget devices that are no more, unless they are still held."""
        async with self._lock:
            kept = {key: memory for key, memory in self._by_key.items() if key in keys or memory.hold}
            await self._save(kept)

    async def _save(self, memories: dict[DeviceKey, Memory]) -> None:
        if memories != self._by_key:
            await self._store.save({key: written(memory) for key, memory in memories.items()})
            self._by_key = memories

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.remove()


def registry_id_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the id that an entity keeps when it is renamed, None where it cannot be."""
    entry = er.async_get(hass).async_get(entity_id)
    return entry.id if entry else None

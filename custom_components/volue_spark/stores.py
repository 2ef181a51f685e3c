"""What lives on disk: a store whose every write is read back."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from .const import DOMAIN

type Content = dict[str, Any]

_VERSION = 1


class NotWrittenError(HomeAssistantError):
    """What should be on disk is not: a full disk, or Home Assistant is about to end."""


class ConfirmedStore:
    """One private file, replaced as a whole.

    Home Assistant's own store logs a failed write and goes on; money and other
    people's switches need to know.
    """

    def __init__(self, hass: HomeAssistant, *name: str) -> None:
        """Name the file after whose it is and what it holds."""
        self._hass = hass
        self._key = ".".join((DOMAIN, *name))
        self._writer = self._store()

    def _store(self) -> Store[Content]:
        return Store(self._hass, _VERSION, self._key, private=True, atomic_writes=True)

    async def load(self) -> Content:
        """Return what is on disk, nothing where there is no file or an unreadable one."""
        # A store that has loaded or written once may answer from memory; a new one reads.
        return await self._store().async_load() or {}

    async def save(self, content: Mapping[str, Any], *, may_wait: bool = False) -> None:
        """Write and read back; raise NotWrittenError if it is not there.

        While Home Assistant stops, all writes wait for its last moment: that is
        refused, except for what has happened already and ``may_wait``.
        """
        wanted = dict(content)
        is_stopping = self._hass.is_stopping
        if is_stopping and not may_wait:
            raise NotWrittenError("Home Assistant is stopping")
        await self._writer.async_save(wanted)
        if not is_stopping and not await self._holds(wanted):
            raise NotWrittenError(f"{self._key} could not be written")

    async def _holds(self, wanted: Content) -> bool:
        try:
            return await self.load() == wanted
        except HomeAssistantError:
            return False

    async def remove(self) -> None:
        """Delete the file."""
        await self._writer.async_remove()

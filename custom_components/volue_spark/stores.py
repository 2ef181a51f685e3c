"""What lives on disk: a file of whatever shape, and a store whose every write is read back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
import voluptuous as vol

from .const import DOMAIN

type Content = dict[str, Any]

# The year 3000; what claims to be later would not even fit into a date.
_LAST_SECOND = 32_503_680_000
# Seconds since 1970, in a schema.
SECONDS = vol.All(vol.Any(int, float), vol.Range(min=0, max=_LAST_SECOND))

_VERSION = 1
# What Home Assistant's store makes of a file that is of another version, or none of its own.
_UNREADABLE = (HomeAssistantError, LookupError, NotImplementedError, TypeError)


class NotReadableError(HomeAssistantError):
    """There is a file, and nobody knows what it says; the message tells how Home Assistant's store failed."""


class NotWrittenError(HomeAssistantError):
    """What should be on disk is not: a full disk, or Home Assistant is about to end."""


async def content_of(store: Store[Content]) -> object:
    """Return what a store has on disk, of whatever shape; raises NotReadableError.

    Nothing is returned where there is no file, and where Home Assistant put
    one aside because it is no JSON.
    """
    try:
        return await store.async_load() or {}
    except _UNREADABLE as err:
        raise NotReadableError(type(err).__name__) from err


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
        return Store(self._hass, _VERSION, self._key, private=True, atomic_writes=True, serialize_in_event_loop=False)

    async def load(self) -> object:
        """Return what is on disk, as ``content_of`` does; raises NotReadableError."""
        # A store that has loaded or written once may answer from memory; a new one reads.
        return await content_of(self._store())

    async def leaves_traces(self) -> bool:
        """Tell whether there is a file, or was one that Home Assistant put aside: "nothing" is no news then."""
        path = Path(self._writer.path)

        def look() -> bool:
            return path.exists() or any(path.parent.glob(f"{path.name}.corrupt.*"))

        return await self._hass.async_add_executor_job(look)

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

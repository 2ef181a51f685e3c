"""The events that are kept on disk, so that a start needs no network."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN, LOGGER
from .spark import wire
from .spark.eligibility import Standing
from .spark.errors import SparkDataError
from .spark.kept import KeptEvents
from .spark.models import UserId
from .stores import NotReadableError, content_of

_VERSION = 1

type Standings = dict[UserId, Standing]


class EventStore:
    """One private file per account; losing it costs one request, so nobody waits for its writing."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = Store[dict[str, Any]](
            hass, _VERSION, f"{DOMAIN}.{entry_id}.events", private=True, atomic_writes=True
        )

    async def load(self) -> tuple[KeptEvents, Standings] | None:
        """Return what is kept, None where there is nothing that can be read."""
        try:
            content = await content_of(self._store)
            return (wire.kept_events(content), _standings(content)) if content else None
        except (NotReadableError, SparkDataError) as err:
            LOGGER.warning("The price curves on disk cannot be read, Spark is asked for them again: %s", err)
            return None

    async def save(self, kept: KeptEvents, standings: Standings) -> None:
        """Replace what is kept; a disk that is full is logged by Home Assistant."""
        await self._store.async_save(wire.kept_body(kept) | {"standings": standings})

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def _standings(content: object) -> Standings:
    """Return where each user stood; what is no standing is found out again."""
    known = content.get("standings") if isinstance(content, dict) else None
    return {
        UserId(user): Standing(standing)
        for user, standing in (known.items() if isinstance(known, dict) else ())
        if isinstance(standing, str) and standing in set(Standing)
    }

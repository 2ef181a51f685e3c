"""What automations were told, on disk: a restart tells what changed meanwhile, and nothing twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN, LOGGER
from ..spark.hours import Hours

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What one device or home was told.

    ``hours`` are those of which the start was told and the end was not, by the
    wish; ``notices`` the starts that were told in advance, and how long.
    """

    hours: Mapping[str, Hours] = field(default_factory=dict)
    notices: frozenset[tuple[timedelta, datetime]] = frozenset()


class MomentMemory:
    """One private file per account; losing it costs at most one moment told twice, so nobody waits for its writing."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = Store[dict[str, Any]](
            hass, _VERSION, f"{DOMAIN}.{entry_id}.moments", private=True, atomic_writes=True
        )

    async def load(self) -> dict[str, Told]:
        """Return what was told, by the keys of devices and homes; what cannot be read was not told."""
        try:
            content = _CONTENT(await self._store.async_load() or {})
        except (HomeAssistantError, vol.Invalid) as err:
            LOGGER.warning("What automations were told cannot be read, they may be told once more: %s", err)
            return {}
        return {key: Told(_hours(told), frozenset(_notices(told))) for key, told in content.items()}

    async def save(self, told: Mapping[str, Told]) -> None:
        """Replace what is kept; a disk that is full is logged by Home Assistant."""
        await self._store.async_save({key: _written(each) for key, each in told.items()})

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def _instant(stored: object) -> datetime:
    found = dt_util.parse_datetime(str(stored))
    if found is None or found.tzinfo is None:
        raise vol.Invalid("no instant")
    return dt_util.as_utc(found)


_HOURS = vol.Schema(
    {
        vol.Required("start"): _instant,
        vol.Required("end"): _instant,
        vol.Required("delta"): vol.Coerce(float),
        vol.Required("currency"): str,
    }
)
_NOTICE = vol.Schema({vol.Required("seconds"): vol.All(vol.Any(int, float), vol.Range(0, 10**9)), "start": _instant})
_CONTENT = vol.Schema({str: {vol.Required("hours"): {str: _HOURS}, vol.Required("notices"): [_NOTICE]}})


def _hours(told: dict[str, Any]) -> dict[str, Hours]:
    return {wish: Hours(**hours) for wish, hours in told["hours"].items()}


def _notices(told: dict[str, Any]) -> Iterator[tuple[timedelta, datetime]]:
    return ((timedelta(seconds=notice["seconds"]), notice["start"]) for notice in told["notices"])


def _written(told: Told) -> dict[str, Any]:
    """Return what JSON can hold, in an order that does not change."""
    hours = {wish: _hours_written(hours) for wish, hours in told.hours.items()}
    notices = [
        {"seconds": before.total_seconds(), "start": start.isoformat()} for before, start in sorted(told.notices)
    ]
    return {"hours": hours, "notices": notices}


def _hours_written(hours: Hours) -> dict[str, Any]:
    # One by one: at the start of an interval this is done for every device, and dataclasses copy all that they find.
    start, end = hours.start.isoformat(), hours.end.isoformat()
    return {"start": start, "end": end, "delta": hours.delta, "currency": hours.currency}

"""What automations were told, on disk: a restart tells what changed meanwhile, and nothing twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN, LOGGER
from ..spark.hours import Hours
from ..spark.models import EventId
from ..stores import NotReadableError, content_of

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What one device or home was told.

    ``hours`` are those of which the start was told and the end was not, by the
    wish; ``notices`` the starts that were told in advance, and how long.
    """

    hours: Mapping[str, Hours] = field(default_factory=dict)
    notices: frozenset[tuple[timedelta, datetime]] = frozenset()


@dataclass(frozen=True, slots=True)
class AllTold:
    """What was told in an account: ``subjects`` by the keys of devices and homes.

    ``curves`` are the ids of all curves that are no news any more, whoever they
    are for; None at the very first start, when nobody was told anything.
    """

    subjects: Mapping[str, Told] = field(default_factory=dict)
    curves: frozenset[EventId] | None = None


class MomentMemory:
    """One private file per account; losing it costs at most one moment told twice, so nobody waits for its writing."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = Store[dict[str, Any]](
            hass, _VERSION, f"{DOMAIN}.{entry_id}.moments", private=True, atomic_writes=True
        )

    async def load(self) -> AllTold:
        """Return what was told; of what cannot be read no hours were told, and every curve is old."""
        try:
            if not (stored := await content_of(self._store)):
                return AllTold()
            content = _CONTENT(stored)
        except (NotReadableError, vol.Invalid) as err:
            LOGGER.warning("What automations were told cannot be read, they may be told once more: %s", err)
            return AllTold()
        subjects = {key: Told(_hours(told), frozenset(_notices(told))) for key, told in content["subjects"].items()}
        return AllTold(subjects, frozenset(map(EventId, content["curves"])))

    async def save(self, told: AllTold) -> None:
        """Replace what is kept; a disk that is full is logged by Home Assistant."""
        subjects = {key: _written(each) for key, each in told.subjects.items()}
        await self._store.async_save({"subjects": subjects, "curves": sorted(told.curves or ())})

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def _instant(stored: object) -> datetime:
    found = dt_util.parse_datetime(str(stored))
    if found is None or found.tzinfo is None:
        raise vol.Invalid("no instant")
    try:
        return dt_util.as_utc(found)
    except OverflowError as err:
        raise vol.Invalid("no instant") from err


_HOURS = vol.Schema(
    {
        vol.Required("start"): _instant,
        vol.Required("end"): _instant,
        vol.Required("delta"): vol.Coerce(float),
        vol.Required("currency"): str,
    }
)
_SECONDS = vol.All(vol.Any(int, float), vol.Range(0, 10**9))
_NOTICE = vol.Schema({vol.Required("seconds"): _SECONDS, vol.Required("start"): _instant})
_TOLD = vol.Schema({vol.Required("hours"): {str: _HOURS}, vol.Required("notices"): [_NOTICE]})
_CONTENT = vol.Schema({vol.Required("subjects"): {str: _TOLD}, vol.Required("curves"): [str]})


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

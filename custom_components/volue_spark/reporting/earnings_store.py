"""What Spark told of the running month and the last one, on disk: it shows the running one only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN, LOGGER
from ..spark.models import Compensation, LocationId
from ..stores import Content, NotReadableError, content_of


@dataclass(frozen=True, slots=True)
class KeptEarnings:
    """Compensation by month (its first day) and location, and the last month that the household was told about."""

    months: Mapping[date, Mapping[LocationId, Compensation]] = field(default_factory=dict)
    told: date | None = None


class EarningsStore:
    """One private file per account; losing it costs the amounts of the last month, so nobody waits for its writing."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file."""
        self._store = Store[Content](hass, 1, f"{DOMAIN}.{entry_id}.earnings", private=True, atomic_writes=True)

    async def load(self) -> KeptEarnings:
        """Return what is on disk, nothing where that cannot be read."""
        try:
            if not (stored := await content_of(self._store)):
                return KeptEarnings()
            content = _CONTENT(stored)
        except (NotReadableError, vol.Invalid) as err:
            LOGGER.warning("What was earned cannot be read, Spark is asked again: %s", type(err).__name__)
            return KeptEarnings()
        months = {of: _amounts(amounts) for of, amounts in content["months"].items()}
        return KeptEarnings(months, content["told"])

    async def save(self, kept: KeptEarnings) -> None:
        """Replace what is kept; a disk that is full is logged by Home Assistant."""
        months = {
            of.isoformat(): {location: _written(amounts) for location, amounts in by_location.items()}
            for of, by_location in kept.months.items()
        }
        await self._store.async_save({"months": months, "told": kept.told.isoformat() if kept.told else None})

    async def remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def _day(stored: str) -> date:
    if found := dt_util.parse_date(stored):
        return found
    raise vol.Invalid("no day")


_NUMBER = vol.Any(int, float)
_COMPENSATION = vol.ExactSequence([_NUMBER, _NUMBER, str, [str]])
_CONTENT = vol.Schema(
    {
        vol.Required("months"): {vol.All(str, _day): {str: _COMPENSATION}},
        vol.Required("told"): vol.Maybe(vol.All(str, _day)),
    },
    extra=vol.REMOVE_EXTRA,
)


def _amounts(stored: Mapping[str, Any]) -> dict[LocationId, Compensation]:
    return {
        LocationId(key): Compensation(LocationId(key), active, blocked, currency, tuple(problems))
        for key, (active, blocked, currency, problems) in stored.items()
    }


def _written(amounts: Compensation) -> list[Any]:
    return [amounts.active, amounts.blocked, amounts.currency, list(amounts.problems)]

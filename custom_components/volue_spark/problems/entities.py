"""Whether an entity is there, gone, or merely late."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..homes import Device, Home
from .issues import Problem, ProblemKey

# An entity of a YAML file stands in no registry: at a start, and whenever its integration is reloaded,
# it may appear minutes after all others.
LATE = timedelta(minutes=5)


class Entities:
    """Tells which entities are gone for good; one that is unavailable is there."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without having missed anything."""
        self._hass = hass
        self._missing_since: dict[str, datetime] = {}
        self._removed: set[str] = set()

    @callback
    def removed(self, entity_id: str) -> None:
        """Take note that somebody deleted an entity: it is not late."""
        self._removed.add(entity_id)

    @callback
    def appeared(self, entity_id: str) -> None:
        """Take note that an entity is there again, under any registration or none."""
        self._removed.discard(entity_id)

    def is_gone(self, entity_id: str, now: datetime) -> bool | None:
        """Tell whether an entity is gone or disabled, None as long as it may be late."""
        if entry := er.async_get(self._hass).async_get(entity_id):
            self._removed.discard(entity_id)
            return entry.disabled
        if entity_id in self._removed:
            return True
        if self._hass.states.get(entity_id):
            self._missing_since.pop(entity_id, None)
            return False
        return True if now - self._missing_since.setdefault(entity_id, now) >= LATE else None

    def decided_at(self, now: datetime) -> datetime | None:
        """Return when the next of the late ones is gone, None where none is late."""
        ends = (since + LATE for since in self._missing_since.values())
        return min((end for end in ends if end > now), default=None)


def possibly_gone(homes: Iterable[Home], devices: Iterable[Device]) -> Iterator[Problem]:
    """Yield the problems that homes and devices have if their entities are gone."""
    for home in homes:
        if home.house_power_entity_id:
            quoted = {"home": home.title, "entity": home.house_power_entity_id}
            yield Problem(ProblemKey.HOUSE_SENSOR_GONE, home.subentry_id, quoted)
    for device in devices:
        for key, entity_id in _entities_of(device).items():
            if entity_id:
                yield Problem(key, device.subentry_id, {"device": device.title, "entity": entity_id})


def _entities_of(device: Device) -> dict[ProblemKey, str | None]:
    following = device.following
    return {
        ProblemKey.USAGE_SENSOR_GONE: device.usage_entity_id,
        ProblemKey.CONTROLLED_ENTITY_GONE: device.control_entity_id,
        ProblemKey.PRESENCE_ENTITY_GONE: device.presence_entity_id,
        ProblemKey.TEMPERATURE_SENSOR_GONE: following.temperature_entity_id if following else None,
    }

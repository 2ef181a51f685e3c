"""Every word that the running integration holds in memory, wherever it hides it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import async_get_platforms

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark.const import DOMAIN
from custom_components.volue_spark.owned import owned

OURS = "custom_components.volue_spark."


async def held(hass: HomeAssistant, runtime_data: Any) -> str:
    """Return what the parts of a loaded account, its entities and the store hold, one word a line."""
    entities = [entity for platform in async_get_platforms(hass, DOMAIN) for entity in platform.entities.values()]
    return "\n".join(_words([runtime_data, await owned(hass), *entities], set()))


def _words(thing: object, seen: set[int]) -> Iterator[str]:
    """Yield every text in a thing, and in what it is made of; what belongs to others is not looked into."""
    if isinstance(thing, str):
        yield str(thing)
    elif id(thing) not in seen:
        seen.add(id(thing))
        for part in _parts(thing):
            yield from _words(part, seen)


def _parts(thing: object) -> Iterable[object]:
    if isinstance(thing, Mapping):
        return [*thing.keys(), *thing.values()]
    # A deque of ours has members besides.
    members = _members(thing) if type(thing).__module__.startswith(OURS) else []
    listed = list(thing) if isinstance(thing, Iterable) and not isinstance(thing, Iterator) else []
    return [*members, *listed]


def _members(thing: object) -> list[object]:
    slots = [name for kind in type(thing).__mro__ for name in _slots(kind)]
    return [*getattr(thing, "__dict__", {}).values(), *(getattr(thing, name, None) for name in slots)]


def _slots(kind: type) -> Iterable[str]:
    found = vars(kind).get("__slots__", ())
    return [found] if isinstance(found, str) else found

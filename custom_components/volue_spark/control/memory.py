"""What must not be forgotten about a device that follows, and how it is written down."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..following import How, Setting, Switching
from ..spark.device_state import Task
from ..spark.spans import Span
from ..stores import SECONDS

# Starts are counted by the local day, which may have begun in another zone.
_STARTS_COUNT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Hold:
    """An entity that was taken over: how it is switched, what it was found in, what for, since and until when (UTC).

    ``expected`` is the setting in which it obeyed first, None as long as it has
    not. ``until`` is the end as it was known when it was taken. By
    ``registry_id`` it is found again when it was renamed; None where it stands
    in no registry and cannot be. One that never answered ``is_given_up``.
    """

    switching: Switching
    found: Setting
    task: Task
    since: datetime
    until: datetime
    expected: Setting | None = None
    registry_id: str | None = None
    is_given_up: bool = False

    @property
    def entity_id(self) -> str:
        """Return what is held."""
        return self.switching.entity_id

    def renamed(self, entity_id: str) -> Hold:
        """Return it under another name.

        A helper that is renamed is off under its new name: that is nobody's
        wish, so it has to be seen to obey once more before another setting is a person's.
        """
        return replace(self, switching=replace(self.switching, entity_id=entity_id), expected=None)


@dataclass(frozen=True, slots=True)
class Memory:
    """All about one device; instants in UTC.

    ``aside_until`` is when a person's switching ends to count; ``run`` and
    ``left`` are what a person asked for. ``turned_at`` is when it was switched
    on or off last, ``starts`` when we switched it on. ``waited_until`` and
    ``hot_at`` are a ``Past``'s. ``last_answer`` is what a device said that did
    not do what it was asked, until it does: empty where it said nothing.
    """

    is_following: bool = True
    hold: Hold | None = None
    aside_until: datetime | None = None
    run: Span | None = None
    left: Span | None = None
    turned_at: datetime | None = None
    starts: tuple[datetime, ...] = ()
    waited_until: datetime | None = None
    hot_at: datetime | None = None
    last_answer: str | None = None

    def started(self, now: datetime) -> tuple[datetime, ...]:
        """Return the starts that still count, with one more."""
        return (*(start for start in self.starts if abs(now - start) < _STARTS_COUNT), now)


def written(memory: Memory) -> dict[str, Any]:
    """Return a memory as JSON: instants in seconds since 1970."""
    return {name: _plain(value) for name, value in asdict(memory).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


_INSTANT = vol.All(SECONDS, dt_util.utc_from_timestamp)


def _number(value: object) -> float:
    """Return a number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise vol.Invalid("expected a number")
    return float(value)


_SETTING = vol.Any(str, _number)
_ACTIONS = [dict]
_SPAN = vol.All({vol.Required("start"): _INSTANT, vol.Required("end"): _INSTANT}, lambda span: Span(**span))
_SWITCHING = vol.Schema(
    {
        vol.Required("entity_id"): vol.All(str, cv.entity_id),
        vol.Required("how"): vol.All(str, vol.Coerce(How)),
        vol.Required("run"): vol.Maybe(_SETTING),
        vol.Required("wait"): vol.Maybe(_SETTING),
        vol.Required("start_action"): _ACTIONS,
        vol.Required("give_back_action"): _ACTIONS,
        vol.Required("patience_seconds"): vol.All(vol.Any(int, float), vol.Range(min=0, max=3600)),
    },
    extra=vol.REMOVE_EXTRA,
)
_HOLD = vol.Schema(
    {
        vol.Required("switching"): vol.All(_SWITCHING, lambda data: Switching.of(data.pop("entity_id"), data)),
        vol.Required("found"): _SETTING,
        vol.Required("task"): vol.All(str, vol.Coerce(Task)),
        vol.Required("since"): _INSTANT,
        vol.Required("until"): _INSTANT,
        vol.Required("expected"): vol.Maybe(_SETTING),
        vol.Optional("registry_id"): vol.Maybe(str),
        vol.Optional("is_given_up"): bool,
    },
    extra=vol.REMOVE_EXTRA,
)

# Each is read for itself: a hold that is lost is no reason to follow against a person's wish.
_READERS: dict[str, Callable[[Any], Any]] = {
    "is_following": vol.Schema(bool),
    "hold": vol.Schema(vol.Maybe(vol.All(_HOLD, lambda data: Hold(**data)))),
    "aside_until": vol.Schema(vol.Maybe(_INSTANT)),
    "run": vol.Schema(vol.Maybe(_SPAN)),
    "left": vol.Schema(vol.Maybe(_SPAN)),
    "turned_at": vol.Schema(vol.Maybe(_INSTANT)),
    "starts": vol.Schema(vol.All([_INSTANT], vol.Coerce(tuple))),
    "waited_until": vol.Schema(vol.Maybe(_INSTANT)),
    "hot_at": vol.Schema(vol.Maybe(_INSTANT)),
    "last_answer": vol.Schema(vol.Maybe(str)),
}


def read(stored: object) -> tuple[Memory, bool]:
    """Return what can be read of a memory, and whether that is all of it."""
    members = stored if isinstance(stored, dict) else {}
    found: dict[str, Any] = {}
    for name, reader in _READERS.items():
        with suppress(KeyError, ValueError, vol.Invalid):
            found[name] = reader(members[name])
    return Memory(**found), len(found) == len(_READERS)

"""What every adapter can do: read an entity's setting, say what it means, and change it."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State, split_entity_id
from homeassistant.exceptions import HomeAssistantError

from ...following import How, Setting, Switching
from ...spark.device_state import Task

_SAYS_NOTHING = (STATE_UNAVAILABLE, STATE_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Modes:
    """Settings that can be chosen by name."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Range:
    """Settings that can be chosen as a number; ``unit`` is the entity's own, None where it is Home Assistant's."""

    least: float
    most: float
    step: float
    unit: str | None = None


# What can be chosen for ``Switching.run`` and ``Switching.wait``: None where there is nothing to choose.
type Choice = Modes | Range | None


class Adapter(ABC):
    """One entity: its *setting* is whatever of it a person could choose that makes the device use power or not.

    Nothing is remembered here, and nothing decided.
    """

    domains: ClassVar[tuple[str, ...]]
    how: ClassVar[How]
    # Whether there may be something to put back although its setting is as it was found.
    must_be_restored: ClassVar[bool] = False

    def __init__(self, hass: HomeAssistant, switching: Switching) -> None:
        """Keep what is switched, and how."""
        self._hass = hass
        self.switching = switching

    @classmethod
    @abstractmethod
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        """Return by what an entity can be switched, the best first; empty where it cannot be."""

    def setting(self, state: State | None) -> Setting | None:
        """Return the setting that a state tells, None where it tells none, as when it is unavailable."""
        return None if state is None or state.state in _SAYS_NOTHING else self.read(state)

    @property
    def present(self) -> Setting | None:
        """Return the setting now."""
        return self.setting(self._hass.states.get(self.switching.entity_id))

    @property
    def tells_persons(self) -> bool:
        """Tell whether a setting that we did not make was made by a person; a power that falls is nobody's decision."""
        return True

    @abstractmethod
    def read(self, state: State) -> Setting | None:
        """Return the setting of a state that is there."""

    @abstractmethod
    def is_running(self, setting: Setting) -> bool:
        """Tell whether the device may use power with a setting."""

    def obeys(self, task: Task, setting: Setting) -> bool:
        """Tell whether a setting does what a device is held for."""
        return self.is_running(setting) is (task is Task.RUN)

    def is_same(self, seen: Setting, wanted: Setting) -> bool:
        """Tell whether a setting is the one that is wanted, as far as the entity can tell, or be put into it."""
        return seen == wanted

    def is_contrary(self, seen: Setting, expected: Setting) -> bool:
        """Tell whether a setting is another one than that in which it obeyed."""
        return not self.is_same(seen, expected)

    def is_back(self, seen: Setting, found: Setting, *, was_asked: bool) -> bool:
        """Tell whether it is as it was found; a setting that does not tell all has to be put back once anyway."""
        return self.is_same(seen, found) and (was_asked or not self.must_be_restored)

    @abstractmethod
    async def carry_out(self, task: Task) -> None:
        """Make it run or wait; raises HomeAssistantError. Whether it does so is read back."""

    @abstractmethod
    async def restore(self, found: Setting) -> None:
        """Put it back to a setting; raises HomeAssistantError."""

    async def call(self, service: str, **data: Any) -> None:
        """Call a service of the entity's domain; raises HomeAssistantError where it fails, or takes too long."""
        domain, _ = split_entity_id(self.switching.entity_id)
        data[ATTR_ENTITY_ID] = self.switching.entity_id
        async with answering(self.switching.patience_seconds):
            await self._hass.services.async_call(domain, service, data, blocking=True)


@asynccontextmanager
async def answering(seconds: float) -> AsyncIterator[None]:
    """Raise HomeAssistantError for whatever goes wrong, or takes longer; what is asked is somebody else's code."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except HomeAssistantError:
        raise
    except Exception as err:
        raise HomeAssistantError(str(err) or type(err).__name__) from err

"""Water heaters: on and off, another mode of operation, or a higher temperature."""

from collections.abc import Mapping
from typing import override

from homeassistant.components.water_heater.const import (
    ATTR_OPERATION_MODE,
    DOMAIN,
    SERVICE_SET_OPERATION_MODE,
    WaterHeaterCapabilityAttribute,
    WaterHeaterEntityFeature,
)
from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF
from homeassistant.core import State

from ...following import How, Setting
from ...spark.device_state import Task
from .base import Adapter, Choice, Modes
from .chosen import Chosen
from .reading import has, modes_of
from .temperature import Temperature


class _Operation(Adapter):
    """The setting is the state: "off", or how it is operated."""

    domains = (DOMAIN,)

    @override
    def read(self, state: State) -> Setting | None:
        return state.state

    @override
    def is_same(self, seen: Setting, wanted: Setting) -> bool:
        """Take a mode that cannot be chosen for being on, and no more."""
        is_only_on = wanted not in self._modes and STATE_OFF not in (seen, wanted)
        return seen == wanted or is_only_on

    @override
    async def restore(self, found: Setting) -> None:
        """Put it into a mode; many have no "off" among those, and come on in a mode of their own."""
        if self._is_turned and found == STATE_OFF:
            await self.call(SERVICE_TURN_OFF)
            return
        if self._is_turned and self.present == STATE_OFF:
            await self.call(SERVICE_TURN_ON)
        if found in self._modes and self.present != found:
            await self.call(SERVICE_SET_OPERATION_MODE, **{ATTR_OPERATION_MODE: found})

    @property
    def _is_turned(self) -> bool:
        state = self._hass.states.get(self.switching.entity_id)
        return state is not None and has(state, WaterHeaterEntityFeature.ON_OFF)

    @property
    def _modes(self) -> tuple[str, ...]:
        """Return the modes that can be chosen."""
        state = self._hass.states.get(self.switching.entity_id)
        modes = _modes_of(state) if state else None
        return tuple(modes.names) if modes else ()


class WaterHeaterOnOff(_Operation):
    """It runs in any mode but off; who switches it on is asked for no mode."""

    how = How.ON_OFF

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        return {How.ON_OFF: None} if has(state, WaterHeaterEntityFeature.ON_OFF) else {}

    @override
    def is_running(self, setting: Setting) -> bool:
        return setting != STATE_OFF

    @override
    def is_contrary(self, seen: Setting, expected: Setting) -> bool:
        """Its own programme may choose another mode; on and off are what is decided here."""
        return self.is_running(seen) is not self.is_running(expected)

    @override
    async def carry_out(self, task: Task) -> None:
        await self.call(SERVICE_TURN_ON if task is Task.RUN else SERVICE_TURN_OFF)


class WaterHeaterMode(Chosen, _Operation):
    """It runs in the mode that was chosen for it, and in no other."""

    how = How.MODE

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        modes = _modes_of(state)
        return {How.MODE: modes} if modes else {}


class WaterHeaterTemperature(Temperature):
    """The water is heated to more, or less."""

    domains = (DOMAIN,)
    says_nothing_in = (STATE_OFF,)

    @classmethod
    @override
    def has_set_point(cls, state: State) -> bool:
        return has(state, WaterHeaterEntityFeature.TARGET_TEMPERATURE)


def _modes_of(state: State) -> Modes | None:
    if not has(state, WaterHeaterEntityFeature.OPERATION_MODE):
        return None
    return modes_of(state, WaterHeaterCapabilityAttribute.OPERATION_LIST)

"""Devices that are on or off: switch and input_boolean, which have the same services."""

from collections.abc import Mapping
from typing import override

from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON, STATE_OFF, STATE_ON
from homeassistant.core import State

from ...following import How, Setting
from ...spark.device_state import Task
from .base import Adapter, Choice


class OnOff(Adapter):
    """The setting is the state."""

    domains = ("switch", "input_boolean")
    how = How.ON_OFF

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        return {How.ON_OFF: None}

    @override
    def read(self, state: State) -> Setting | None:
        return state.state if state.state in (STATE_ON, STATE_OFF) else None

    @override
    def is_running(self, setting: Setting) -> bool:
        return setting == STATE_ON

    @override
    async def carry_out(self, task: Task) -> None:
        await self.restore(STATE_ON if task is Task.RUN else STATE_OFF)

    @override
    async def restore(self, found: Setting) -> None:
        await self.call(SERVICE_TURN_ON if found == STATE_ON else SERVICE_TURN_OFF)

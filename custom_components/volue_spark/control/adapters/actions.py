"""Devices that are switched by two actions of the household's own, as an automation has them."""

from collections.abc import Mapping, Sequence
from typing import Any, override

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_OFF, STATE_ON
from homeassistant.core import Context, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.util.unit_conversion import PowerConverter

from ...const import DOMAIN
from ...following import How, Setting
from ...measuring import power_kw
from ...spark.device_state import Task
from .base import Adapter, Choice, answering
from .chosen import nothing_chosen

# Less than that is what a device draws that waits for something.
_RUNS_AT_KW = 0.1


class Actions(Adapter):
    """One action starts it, the other gives it back; the entity, of whatever domain, only shows whether it runs.

    The setting is "on" where the entity is in the state ``Switching.run``, or
    draws power if that is what it measures, else "off". It cannot be held
    back: there is no third action, and the rule does not wait, see
    ``Switching.can_wait``. Waiting all the same raises HomeAssistantError.
    """

    domains = ()
    how = How.ACTIONS
    # What the first action began may be no longer seen, or never was: a tank that is hot draws nothing.
    must_be_restored = True

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        return {How.ACTIONS: None}

    @property
    @override
    def tells_persons(self) -> bool:
        state = self._hass.states.get(self.switching.entity_id)
        return state is not None and not _measures_power(state)

    @override
    def read(self, state: State) -> Setting | None:
        if not _measures_power(state):
            return STATE_ON if state.state == (self.switching.run or STATE_ON) else STATE_OFF
        power = power_kw(state)
        return None if power is None else STATE_ON if power >= _RUNS_AT_KW else STATE_OFF

    @override
    def is_running(self, setting: Setting) -> bool:
        return setting == STATE_ON

    @override
    def is_same(self, seen: Setting, wanted: Setting) -> bool:
        """Nothing is left of what drew power when it was found: it was over when it was over."""
        return seen == wanted or (wanted == STATE_ON and not self.tells_persons)

    @override
    async def carry_out(self, task: Task) -> None:
        if task is not Task.RUN:
            raise nothing_chosen(self)
        await self._run(self.switching.start_action)

    @override
    async def restore(self, found: Setting) -> None:
        """Undo what was started; what ran when it was found was not started by us."""
        if not self.is_running(found):
            await self._run(self.switching.give_back_action)

    async def _run(self, actions: Sequence[Mapping[str, Any]]) -> None:
        """Run a sequence; raises HomeAssistantError where a step fails, or all of it takes too long."""
        async with answering(self.switching.patience_seconds):
            sequence = await async_validate_actions_config(self._hass, cv.SCRIPT_SCHEMA([*actions]))
            script = Script(self._hass, sequence, self.switching.entity_id, DOMAIN, log_exceptions=False)
            try:
                await script.async_run(context=Context())
            finally:
                await script.async_unload()


def _measures_power(state: State) -> bool:
    return state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) in PowerConverter.VALID_UNITS

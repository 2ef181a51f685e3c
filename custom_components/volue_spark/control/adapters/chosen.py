"""Devices that run, or wait, with a setting that the household chose: a mode, a temperature, a number."""

from typing import ClassVar, override

from homeassistant.exceptions import HomeAssistantError

from ...const import DOMAIN
from ...following import Setting
from ...spark.device_state import Task
from .base import Adapter
from .reading import number_of

# What floats cannot tell apart.
_EPSILON = 1e-9


class Chosen(Adapter):
    """It runs with ``Switching.run`` and waits with ``Switching.wait``, and with nothing else."""

    @override
    def is_running(self, setting: Setting) -> bool:
        return self.obeys(Task.RUN, setting)

    @override
    def obeys(self, task: Task, setting: Setting) -> bool:
        chosen = self.chosen(task)
        return chosen is not None and self.is_same(setting, chosen)

    @override
    async def carry_out(self, task: Task) -> None:
        if (chosen := self.chosen(task)) is None:
            raise nothing_chosen(self)
        await self.restore(chosen)

    def chosen(self, task: Task) -> Setting | None:
        """Return the setting for a task; None for waiting where the device does not wait, see ``can_wait``."""
        return self.switching.run if task is Task.RUN else self.switching.wait


class Amount(Chosen):
    """Settings that are numbers: the more of it, the more power is used."""

    step_attribute: ClassVar[str]
    # So far apart two settings may be one however small the entity's steps are.
    least_tolerance: ClassVar[float] = 0

    @override
    def obeys(self, task: Task, setting: Setting) -> bool:
        """Nobody is asked to lower what is above anyway, nor to raise what is below."""
        chosen, amount = number_of(self.chosen(task)), number_of(setting)
        if chosen is None or amount is None:
            return False
        beyond = amount - chosen if task is Task.RUN else chosen - amount
        return beyond >= -self._tolerance

    @override
    def is_same(self, seen: Setting, wanted: Setting) -> bool:
        one, other = number_of(seen), number_of(wanted)
        return one is not None and other is not None and abs(one - other) <= self._tolerance

    @property
    def _tolerance(self) -> float:
        """Return how far apart two settings are one: what is asked for is rounded to the entity's step."""
        state = self._hass.states.get(self.switching.entity_id)
        step = number_of(state.attributes.get(self.step_attribute)) if state else None
        return max(step / 2 if step else 0, self.least_tolerance) + _EPSILON


def nothing_chosen(adapter: Adapter) -> HomeAssistantError:
    """Return what to raise where a device has to do what nobody told how to."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="nothing_chosen",
        translation_placeholders={"entity": adapter.switching.entity_id},
    )

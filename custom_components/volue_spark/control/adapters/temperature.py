"""Set-points: raised to run, lowered to wait; water heaters and thermostats name them alike."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, override

from homeassistant.components.climate.const import (
    ATTR_MAX_TEMP,
    ATTR_MIN_TEMP,
    ATTR_TARGET_TEMP_STEP,
    SERVICE_SET_TEMPERATURE,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.core import State

from ...following import How, Setting
from .base import Choice
from .chosen import Amount
from .reading import number_of, range_of

_USUAL_STEP = 0.5


class Temperature(Amount):
    """The setting is the one temperature that is aimed at, in Home Assistant's unit.

    In some states it says nothing: raised while a device is off it would wake
    some devices, and raised while one cools it would save power.
    """

    how = How.TEMPERATURE
    step_attribute = ATTR_TARGET_TEMP_STEP
    # A device that counts in whole °F is asked for °C: half a degree of those.
    least_tolerance = 0.3
    # The states in which the set-point says nothing.
    says_nothing_in: ClassVar[tuple[str, ...]]

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        found = range_of(state, ATTR_MIN_TEMP, ATTR_MAX_TEMP, ATTR_TARGET_TEMP_STEP, usual_step=_USUAL_STEP, unit=None)
        return {How.TEMPERATURE: found} if found and cls.has_set_point(state) else {}

    @classmethod
    @abstractmethod
    def has_set_point(cls, state: State) -> bool:
        """Tell whether an entity takes one temperature."""

    @override
    def read(self, state: State) -> Setting | None:
        return None if state.state in self.says_nothing_in else number_of(state.attributes.get(ATTR_TEMPERATURE))

    @override
    async def restore(self, found: Setting) -> None:
        await self.call(SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: found})

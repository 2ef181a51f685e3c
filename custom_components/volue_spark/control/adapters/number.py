"""Numbers that limit power, such as a charging current: number and input_number, which have the same service."""

from collections.abc import Mapping
from typing import override

from homeassistant.components.input_number import DOMAIN as INPUT_NUMBER_DOMAIN
from homeassistant.components.number.const import (
    ATTR_MAX,
    ATTR_MIN,
    ATTR_STEP,
    ATTR_VALUE,
    DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import State

from ...following import How, Setting
from .base import Choice
from .chosen import Amount
from .reading import number_of, range_of

_USUAL_STEP = 1


class Number(Amount):
    """The setting is the number, in the entity's own unit."""

    domains = (DOMAIN, INPUT_NUMBER_DOMAIN)
    how = How.LEVEL
    step_attribute = ATTR_STEP

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        found = range_of(state, ATTR_MIN, ATTR_MAX, ATTR_STEP, usual_step=_USUAL_STEP, unit=unit)
        return {How.LEVEL: found} if found else {}

    @override
    def read(self, state: State) -> Setting | None:
        return number_of(state.state)

    @override
    async def restore(self, found: Setting) -> None:
        await self.call(SERVICE_SET_VALUE, **{ATTR_VALUE: found})

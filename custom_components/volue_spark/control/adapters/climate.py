"""Heat pumps, heaters and thermostats: a higher temperature, or another mode."""

from collections.abc import Mapping
from typing import override

from homeassistant.components.climate.const import (
    ATTR_HVAC_MODE,
    ATTR_HVAC_MODES,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    DOMAIN,
    SERVICE_SET_HVAC_MODE,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.core import State

from ...following import How, Setting
from .base import Choice
from .chosen import Chosen
from .reading import has, modes_of
from .temperature import Temperature


class ClimateTemperature(Temperature):
    """Rooms are heated to more, or less; nothing is known of cooling."""

    domains = (DOMAIN,)
    says_nothing_in = (HVACMode.OFF, HVACMode.COOL, HVACMode.DRY, HVACMode.FAN_ONLY)

    @classmethod
    @override
    def has_set_point(cls, state: State) -> bool:
        """Tell whether it takes one temperature; one that is between two just now takes no third."""
        is_between = {ATTR_TARGET_TEMP_LOW, ATTR_TARGET_TEMP_HIGH} & {
            name for name, value in state.attributes.items() if value is not None
        }
        is_single = state.attributes.get(ATTR_TEMPERATURE) is not None or not is_between
        return is_single and has(state, ClimateEntityFeature.TARGET_TEMPERATURE)


class ClimateMode(Chosen):
    """The setting is the mode: heat, cool, off and others."""

    domains = (DOMAIN,)
    how = How.MODE

    @classmethod
    @override
    def abilities(cls, state: State) -> Mapping[How, Choice]:
        modes = modes_of(state, ATTR_HVAC_MODES)
        return {How.MODE: modes} if modes else {}

    @override
    def read(self, state: State) -> Setting | None:
        return state.state

    @override
    async def restore(self, found: Setting) -> None:
        await self.call(SERVICE_SET_HVAC_MODE, **{ATTR_HVAC_MODE: found})

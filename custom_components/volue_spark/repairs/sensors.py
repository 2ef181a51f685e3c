"""A sensor that a rule or a limit needs is gone: another one takes its place, or the rule goes on without."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import EntitySelector

from ..const import CONF_FOLLOWING, CONF_HOUSE_LIMIT_KW, CONF_HOUSE_POWER_ENTITY_ID
from ..flows.attempt import Outcome, wrong
from ..flows.device_answers import with_following
from ..flows.house_limit import check_house_power, house_power_selector
from ..flows.temperature import check_temperature, temperature_selector
from ..flows.waiting import WAITING_KEYS
from ..following import CONF_TEMPERATURE_ENTITY_ID
from .entity import EntityFix


class TemperatureFix(EntityFix):
    """What measures the temperature of a device that waits; without one it does not wait any more."""

    field = CONF_TEMPERATURE_ENTITY_ID

    @override
    def _selector(self) -> EntitySelector:
        return temperature_selector(self.hass)

    @override
    async def _check(self, entity_id: str) -> Outcome:
        problem = check_temperature(self.hass, entity_id)
        return wrong(problem, self.field) if problem else Outcome()

    @callback
    @override
    def mended(self, changes: Mapping[str, Any]) -> RepairsFlowResult:
        following = self.subentry.data.get(CONF_FOLLOWING, {})
        if not changes[self.field]:
            following = {key: value for key, value in following.items() if key not in WAITING_KEYS}
        else:
            following = {**following, **changes}
        return super().mended({CONF_FOLLOWING: None} | with_following({}, following))


class HousePowerFix(EntityFix):
    """What shows the power of a house; without one it has no limit any more."""

    field = CONF_HOUSE_POWER_ENTITY_ID

    @override
    def _selector(self) -> EntitySelector:
        return house_power_selector(self.hass)

    @override
    async def _check(self, entity_id: str) -> Outcome:
        problem = check_house_power(self.hass, entity_id)
        return wrong(problem, self.field) if problem else Outcome()

    @callback
    @override
    def mended(self, changes: Mapping[str, Any]) -> RepairsFlowResult:
        without = {} if changes[self.field] else {CONF_HOUSE_LIMIT_KW: None}
        return super().mended({**changes, **without})

"""A device whose sensor or controlled entity is gone gets another one, or goes on without."""

from typing import Any

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
import voluptuous as vol

from ..const import CONF_CONTROL_ENTITY_ID, CONF_USAGE_ENTITY_ID, SUBENTRY_DEVICE
from ..control.on_off import DOMAINS
from ..flows.attempt import Outcome
from .fix import Fix

_MEASURING: list[str] = [SensorDeviceClass.ENERGY, SensorDeviceClass.POWER]


class EntityFix(Fix):
    """Asks for the one entity; Spark knows nothing of it."""

    field: str
    selector: EntitySelector

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_entity()

    async def async_step_entity(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask for another entity; none is an answer too."""
        if self.is_over:
            return self.over()
        outcome = Outcome()
        if user_input is not None:
            chosen = user_input.get(self.field)
            if chosen not in self._taken():
                return self.mended({self.field: chosen})
            outcome = Outcome({self.field: "in_use"})
        return self.form("entity", self.schema(), outcome, user_input)

    @classmethod
    def schema(cls) -> vol.Schema:
        """Return the form: one field, which may stay empty."""
        return vol.Schema({vol.Optional(cls.field): cls.selector})

    def _taken(self) -> set[str]:
        """Return what other devices have: a sensor of two would be paid twice, a switch be given back too early."""
        devices = self.entry.get_subentries_of_type(SUBENTRY_DEVICE)
        others = [device.data for device in devices if device.subentry_id != self.subentry.subentry_id]
        return {other[self.field] for other in others if self.field in other}


class UsageSensorFix(EntityFix):
    """Another usage sensor, or none."""

    field = CONF_USAGE_ENTITY_ID
    selector = EntitySelector(EntitySelectorConfig(filter=[{"domain": Platform.SENSOR, "device_class": _MEASURING}]))


class ControlledEntityFix(EntityFix):
    """Another entity to control, or none."""

    field = CONF_CONTROL_ENTITY_ID
    selector = EntitySelector(EntitySelectorConfig(filter=[{"domain": list(DOMAINS)}]))

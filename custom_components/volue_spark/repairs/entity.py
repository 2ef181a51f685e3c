"""A device whose sensor is gone gets another one, or goes on without."""

from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import EntitySelector
import voluptuous as vol

from ..const import CONF_FOLLOWING, CONF_PRESENCE_ENTITY_ID, CONF_RESOURCE_TYPE, CONF_USAGE_ENTITY_ID
from ..flows.attempt import Outcome, wrong
from ..flows.device import check_entities, entity_fields
from ..flows.device_draft import DeviceDraft
from ..flows.device_more import presence_selector
from ..flows.usage_sensor import check_last_days
from ..measuring import power_beside
from ..spark.models import ResourceType
from .fix import Fix


class EntityFix(Fix):
    """Asks for the one entity, as the device's own page does; Spark knows nothing of it."""

    field: str
    may_be_shared = False

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
            outcome = await self._check(chosen) if chosen else self._without()
            if not outcome.errors:
                return self.mended({self.field: chosen})
        schema = vol.Schema({vol.Optional(self.field): self._selector()})
        return self.form("entity", schema, outcome, self._suggested() if user_input is None else user_input)

    def _selector(self) -> EntitySelector:
        """Return the list to choose from."""
        return entity_fields(self.hass)[self.field]

    def _suggested(self) -> dict[str, str]:
        """Return what is filled in at first."""
        return {}

    def _without(self) -> Outcome:
        """Take no entity for an answer."""
        return Outcome()

    async def _check(self, entity_id: str) -> Outcome:
        """Refuse what cannot work, and what another device has already: a sensor of two would be paid twice."""
        draft = DeviceDraft(self.hass, self.entry, self.flow_id, self.subentry.subentry_id)
        said = {CONF_FOLLOWING: self.subentry.data.get(CONF_FOLLOWING, {})}
        outcome = check_entities(self.hass, {**said, self.field: entity_id})
        if not outcome.errors:
            outcome = await self._look_back(entity_id)
        is_taken = not self.may_be_shared and entity_id in draft.taken()
        return wrong("in_use", self.field) if not outcome.errors and is_taken else outcome

    async def _look_back(self, entity_id: str) -> Outcome:
        """Refuse what was no good in the last days."""
        return Outcome()


class UsageSensorFix(EntityFix):
    """Another usage sensor, or none."""

    field = CONF_USAGE_ENTITY_ID

    @override
    async def _look_back(self, entity_id: str) -> Outcome:
        return await check_last_days(self.hass, entity_id, ResourceType(self.subentry.data[CONF_RESOURCE_TYPE]))


class LateCounterFix(UsageSensorFix):
    """Another sensor for a counter that comes late: the power sensor of the same device, if there is one."""

    @override
    def _suggested(self) -> dict[str, str]:
        power = power_beside(self.hass, self.subentry.data[self.field])
        return {self.field: power.entity_id} if power else {}


class PresenceFix(EntityFix):
    """What tells whether a vehicle is at home; two vehicles may share it."""

    field = CONF_PRESENCE_ENTITY_ID
    may_be_shared = True

    @override
    def _selector(self) -> EntitySelector:
        return presence_selector(self.hass)


class BlindVehicleFix(PresenceFix):
    """The same for a vehicle that has none, or one that tells nothing: to go on without would mend nothing."""

    @override
    def _without(self) -> Outcome:
        return wrong("presence_required", self.field)

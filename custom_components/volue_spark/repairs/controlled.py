"""A device whose controlled entity is gone gets another one, or goes on without."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import EntitySelector

from ..const import CONF_CONTROL_ENTITY_ID, CONF_FOLLOWING
from ..flows.attempt import Outcome, wrong
from ..flows.device_answers import has_actions
from ..flows.exchanged import following_of_another
from ..flows.own_actions import shown_by_selector
from .entity import EntityFix


class ControlledEntityFix(EntityFix):
    """Another entity to control, or none; one that needs settings of its own is chosen on the device's page."""

    field = CONF_CONTROL_ENTITY_ID

    @override
    def _selector(self) -> EntitySelector:
        return shown_by_selector(self.hass) if has_actions(self.subentry.data) else super()._selector()

    @override
    async def _look_back(self, entity_id: str) -> Outcome:
        following = following_of_another(self.hass, self.subentry.data, entity_id)
        return wrong("settings_needed", self.field) if following is None else Outcome()

    @callback
    @override
    def mended(self, changes: Mapping[str, Any]) -> RepairsFlowResult:
        chosen = changes[self.field]
        following = following_of_another(self.hass, self.subentry.data, chosen) if chosen else None
        return super().mended({**changes, CONF_FOLLOWING: following or None})

"""Entities that a form offers: others can be sent all the same, and are refused in words."""

from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.selector import EntitySelector

from ..const import DOMAIN


class OfferedEntity(EntitySelector):
    """A list that is only an offer: whatever else is sent is refused by us."""

    @override
    def __call__(self, data: Any) -> str:
        return cv.entity_id(data)


def is_own(hass: HomeAssistant, entity_id: str) -> bool:
    """Tell whether an entity is one that this integration made itself."""
    found = er.async_get(hass).async_get(entity_id)
    return found is not None and found.platform == DOMAIN

"""Titles for homes and devices: nobody is asked for a name, Home Assistant can rename all."""

from collections.abc import Collection
from itertools import chain, count

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import CONF_RESOURCE_TYPE, DOMAIN
from ..spark.models import ResourceType


def home_title(hass: HomeAssistant, taken: Collection[str]) -> str:
    """Return Home Assistant's own name for the place."""
    return _free(hass.config.location_name, taken)


async def device_title(
    hass: HomeAssistant, name: str | None, resource_type: ResourceType, taken: Collection[str]
) -> str:
    """Return the name of Home Assistant's own device, without one the type."""
    return _free(name or await type_title(hass, resource_type), taken)


async def type_title(hass: HomeAssistant, resource_type: ResourceType) -> str:
    """Return the type in the user's language."""
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})
    key = f"component.{DOMAIN}.selector.{CONF_RESOURCE_TYPE}.options.{resource_type}"
    return texts.get(key, resource_type)


def _free(title: str, taken: Collection[str]) -> str:
    """Return the title, or the first of "title 2", "title 3", … that is free."""
    candidates = chain([title], (f"{title} {number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)

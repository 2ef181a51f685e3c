"""Whether an entity can be controlled, or shows at least whether a device runs."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import entity_registry as er

from ..control.adapters import DOMAINS
from ..following import CONF_HOW, How
from .offered import is_own
from .subject import choices_of

# These are switched on and off, whether or not they can be seen now.
PLAIN = ("switch", "input_boolean")


def wrong_control(hass: HomeAssistant, entity_id: str, following: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an entity that shall be controlled, None where nothing is.

    ``following`` is what was said of it before: that counts while it cannot be seen.
    """
    if is_own(hass, entity_id):
        return "own_entity"
    has_actions, state = following.get(CONF_HOW) == How.ACTIONS, hass.states.get(entity_id)
    domain, _ = split_entity_id(entity_id)
    if domain not in DOMAINS and not has_actions:
        return "not_controllable"
    if not (state or er.async_get(hass).async_get(entity_id)):
        return "entity_gone"
    is_clear = domain in PLAIN or following.get(CONF_HOW) or choices_of(state)
    return None if is_clear else "nothing_to_switch"

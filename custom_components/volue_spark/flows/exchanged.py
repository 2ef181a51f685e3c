"""How a device follows once another entity has taken the place of the one that was chosen for it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant

from ..const import CONF_CONTROL_ENTITY_ID, CONF_FOLLOWING
from ..following import CONF_HOW, CONF_RUN, CONF_WAIT, How
from .device_answers import has_actions, without_entity
from .setting import check_setting
from .subject import Subject


def following_of_another(hass: HomeAssistant, data: Mapping[str, Any], entity_id: str) -> Mapping[str, Any] | None:
    """Return what of a device's following fits another entity, None where that needs settings nobody has chosen."""
    following: Mapping[str, Any] = data.get(CONF_FOLLOWING, {})
    subject = Subject.of(hass, {**data, CONF_CONTROL_ENTITY_ID: entity_id})
    if has_actions(data) or not subject.choices or _fits(subject, following):
        return following
    return without_entity(following) if How.ON_OFF in subject.choices else None


def _fits(subject: Subject, following: Mapping[str, Any]) -> bool:
    """Tell whether the entity is switched as was said, and has the settings that were chosen."""
    keys = [CONF_RUN, *([CONF_WAIT] if CONF_WAIT in following else [])]
    is_same_way = subject.how == following.get(CONF_HOW, How.ON_OFF)
    return is_same_way and not any(check_setting(key, subject.choice, following.get(key)).errors for key in keys)

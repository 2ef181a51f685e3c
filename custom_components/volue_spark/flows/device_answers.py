"""The answers of a device's first page, as its data: what was not asked stays, what goes without saying is left out."""

from collections.abc import Mapping
from typing import Any

from ..const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_FOLLOWING,
    CONF_METER_POINT_ID,
    CONF_MORE,
    CONF_OWN_ACTIONS,
    CONF_PRESENCE_ENTITY_ID,
    CONF_RATED_POWER_KW,
    CONF_REPORTED,
    CONF_USAGE_ENTITY_ID,
)
from ..following import CONF_GIVE_BACK_ACTION, CONF_HOW, CONF_RUN, CONF_START_ACTION, CONF_WAIT, How
from .device_more import without_the_usual

type Answers = Mapping[str, Any]

# What is meant for one entity alone; the rest is the household's rule, whatever is switched.
_OF_ENTITY = (CONF_HOW, CONF_RUN, CONF_WAIT, CONF_START_ACTION, CONF_GIVE_BACK_ACTION)


def data_of(answers: Answers, old: Answers | None = None) -> dict[str, Any]:
    """Return a device's data after its first page; a section that was not sent changes nothing."""
    old = old or {}
    asked = {CONF_USAGE_ENTITY_ID, CONF_CONTROL_ENTITY_ID}
    if CONF_MORE in answers:
        asked |= {CONF_METER_POINT_ID, CONF_RATED_POWER_KW, CONF_PRESENCE_ENTITY_ID, CONF_REPORTED}
    kept = {key: value for key, value in old.items() if key not in asked}
    return _with_following(without_the_usual(kept | _flat(answers)), old)


def shown_of(data: Answers) -> dict[str, Any]:
    """Return what the page of a device that exists begins with; what only shows that it runs is asked elsewhere."""
    if not has_actions(data):
        return {**data, CONF_MORE: data}
    entities = {key: value for key, value in data.items() if key != CONF_CONTROL_ENTITY_ID}
    return {**entities, CONF_MORE: {**data, CONF_OWN_ACTIONS: True}}


def has_actions(data: Answers) -> bool:
    """Tell whether a device is switched by actions of a person's own."""
    return bool(data.get(CONF_FOLLOWING, {}).get(CONF_HOW) == How.ACTIONS)


def with_following(data: Answers, following: Answers) -> dict[str, Any]:
    """Return a device's data with how it follows; where all is as usual nothing is said."""
    rest = {key: value for key, value in data.items() if key != CONF_FOLLOWING}
    return rest | ({CONF_FOLLOWING: dict(following)} if following else {})


def without_entity(following: Answers) -> dict[str, Any]:
    """Return how a device follows without what was meant for another entity."""
    return {key: value for key, value in following.items() if key not in _OF_ENTITY}


def _with_following(data: dict[str, Any], old: Answers) -> dict[str, Any]:
    had_actions = has_actions(old)
    wants_actions = data.pop(CONF_OWN_ACTIONS, had_actions)
    following = data.get(CONF_FOLLOWING, {})
    if wants_actions and had_actions:
        return data | {CONF_CONTROL_ENTITY_ID: old[CONF_CONTROL_ENTITY_ID]}
    if wants_actions:
        return with_following(data, without_entity(following) | {CONF_HOW: How.ACTIONS.value})
    if CONF_CONTROL_ENTITY_ID not in data:
        return with_following(data, {})
    is_same = not had_actions and data[CONF_CONTROL_ENTITY_ID] == old.get(CONF_CONTROL_ENTITY_ID)
    return with_following(data, following if is_same else without_entity(following))


def _flat(answers: Answers) -> dict[str, Any]:
    """Return the answers with those of the section among them."""
    flat = {**answers, **answers.get(CONF_MORE, {})}
    flat.pop(CONF_MORE, None)
    return flat

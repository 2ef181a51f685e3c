"""A device that is switched by actions of a person's own: what is asked, and what of it cannot work."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.helpers.selector import ActionSelector, EntitySelector, EntitySelectorConfig, TextSelector
import voluptuous as vol

from ..const import CONF_CONTROL_ENTITY_ID, CONF_SPARING, DOMAIN
from ..following import CONF_GIVE_BACK_ACTION, CONF_HOW, CONF_RUN, CONF_START_ACTION, How
from ..spark.models import ResourceType
from .attempt import Outcome, wrong
from .control import wrong_control
from .offered import OfferedEntity
from .sparing import check_sparing, kept_sparing, sparing_fields, sparing_shown

type Answers = Mapping[str, Any]

_ACTIONS = (CONF_START_ACTION, CONF_GIVE_BACK_ACTION)


def actions_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the page; whatever a person's actions do, some entity shows whether it worked."""
    return vol.Schema(
        {
            **{vol.Optional(key): ActionSelector() for key in _ACTIONS},
            vol.Optional(CONF_CONTROL_ENTITY_ID): shown_by_selector(hass),
            vol.Optional(CONF_RUN): TextSelector(),
            **sparing_fields(),
        }
    )


def shown_by_selector(hass: HomeAssistant) -> EntitySelector:
    """Return the list of what can show whether a device runs."""
    own = [found.entity_id for found in er.async_get(hass).entities.values() if found.platform == DOMAIN]
    return OfferedEntity(EntitySelectorConfig(exclude_entities=own))


def actions_shown(data: Answers, following: Answers, kind: ResourceType) -> dict[str, Any]:
    """Return what the page begins with."""
    said = {key: following.get(key) for key in _ACTIONS}
    entity = {CONF_CONTROL_ENTITY_ID: data.get(CONF_CONTROL_ENTITY_ID), CONF_RUN: following.get(CONF_RUN, STATE_ON)}
    return {**said, **entity, CONF_SPARING: sparing_shown(following, kind)}


async def check_actions(hass: HomeAssistant, answers: Answers) -> Outcome:
    """Refuse what Home Assistant would refuse of an automation, and what nobody could see the effect of."""
    for key in _ACTIONS:
        if not answers.get(key):
            return wrong("action_required", key)
        if reason := await _wrong_with(hass, answers[key]):
            return Outcome({key: "bad_action"}, {"reason": reason})
    shown_by = answers.get(CONF_CONTROL_ENTITY_ID)
    problem = wrong_control(hass, shown_by, {CONF_HOW: How.ACTIONS}) if shown_by else "shown_by_required"
    if problem:
        return wrong(problem, CONF_CONTROL_ENTITY_ID)
    return check_sparing(answers.get(CONF_SPARING, {}))


async def _wrong_with(hass: HomeAssistant, actions: Any) -> str | None:
    """Return what Home Assistant says against actions; it changes what it looks at, so it gets a copy."""
    try:
        await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(deepcopy(actions)))
    except (vol.Invalid, HomeAssistantError) as err:
        return str(err)
    return None


def kept_actions(answers: Answers, following: Answers, kind: ResourceType) -> dict[str, Any]:
    """Return what is kept of the answers, the entity aside: the state that everything is in while it runs is not."""
    run = answers.get(CONF_RUN, "").strip()
    state = {CONF_RUN: run} if run not in ("", STATE_ON) else {}
    actions = {key: answers[key] for key in _ACTIONS}
    return {CONF_HOW: How.ACTIONS.value, **actions, **state, **kept_sparing(answers, following, kind)}

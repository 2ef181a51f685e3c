"""The setting that a person chooses for an entity: one of its modes, or a number."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers.selector import (
    NumberSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.translation import async_get_translations

from ..control.adapters.base import Choice, Modes, Range
from ..following import Setting
from .attempt import Outcome, wrong
from .offered import Amount

type Labels = Mapping[str, str]


async def mode_labels(hass: HomeAssistant, entity_id: str) -> Labels:
    """Return what Home Assistant calls the modes of an entity's domain, by mode."""
    domain, _ = split_entity_id(entity_id)
    found = await async_get_translations(hass, hass.config.language, "entity_component", {domain})
    prefix = f"component.{domain}.entity_component._.state."
    return {key.removeprefix(prefix): text for key, text in found.items() if key.startswith(prefix)}


def setting_words(choice: Choice, setting: Setting, labels: Labels) -> str:
    """Return a setting as a person reads it."""
    if isinstance(setting, str):
        return labels.get(setting, setting.replace("_", " ").capitalize())
    unit = choice.unit if isinstance(choice, Range) else None
    return f"{setting:g} {unit}" if unit else f"{setting:g}"


def setting_selector(choice: Choice, labels: Labels) -> SelectSelector | NumberSelector | None:
    """Return the field for a setting, None where there is nothing to choose."""
    if isinstance(choice, Modes):
        options = [SelectOptionDict(value=name, label=setting_words(choice, name, labels)) for name in choice.names]
        return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))
    return _amount(choice).selector if choice else None


def check_setting(key: str, choice: Choice, setting: Any) -> Outcome:
    """Refuse a setting that the entity does not have, or not any more."""
    if choice is None:
        return Outcome()
    if setting is None:
        return wrong("setting_required", key)
    if isinstance(choice, Modes):
        return Outcome() if setting in choice.names else wrong("mode_gone", key)
    amount = _amount(choice)
    return Outcome() if amount.allows(setting) else Outcome({key: "out_of_range"}, amount.quoted)


def _amount(choice: Range) -> Amount:
    return Amount(choice.least, choice.most, choice.unit, choice.step)

"""What following will change for one device as it is now, in words: the first thing that a person wants to know."""

from homeassistant.core import HomeAssistant

from ..control.adapters import adapter_of
from ..following import Switching, is_driven, is_warmed
from ..spark.models import ResourceType
from ..words import texts_of
from .setting import Labels, setting_words
from .subject import Subject


async def what_changes(hass: HomeAssistant, subject: Subject, labels: Labels) -> str:
    """Return a sentence or two, in Home Assistant's language."""
    texts, state = await texts_of(hass), hass.states.get(subject.entity_id)
    name = state.name if state else subject.entity_id
    adapter = adapter_of(hass, Switching(subject.entity_id, subject.how))
    present, choice = adapter.present, subject.choice
    if choice:
        key = "following_setting" if present is not None else "following_setting_unknown"
        shown = "" if present is None else setting_words(choice, present, labels)
        return texts[key].format(name=name, setting=shown)
    if present is None:
        return texts["following_unknown"].format(name=name)
    is_on = adapter.is_running(present)
    return texts[_when_on(subject.kind) if is_on else "following_off"].format(name=name)


def _when_on(kind: ResourceType) -> str:
    if is_warmed(kind):
        return "following_on_warmed"
    return "following_on_driven" if is_driven(kind) else "following_on"

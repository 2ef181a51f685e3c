"""A device about which it is asked how it follows, as far as one can tell now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from homeassistant.core import HomeAssistant, State

from ..const import CONF_CONTROL_ENTITY_ID, CONF_FOLLOWING, CONF_RESOURCE_TYPE
from ..control.adapters import abilities
from ..control.adapters.base import Choice
from ..following import CONF_HOW, CONF_RUN, How, Setting
from ..spark.models import ResourceType

type Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """Its type, its entity, by what that can be switched (nothing where it cannot be seen), and by what it is.

    ``following`` is what was said before.
    """

    kind: ResourceType
    entity_id: str
    choices: Mapping[How, Choice]
    how: How
    following: Answers

    @classmethod
    def of(cls, hass: HomeAssistant, data: Answers) -> Subject:
        """Look at a device's entity: switched as was said, else in the way that is best."""
        entity_id, following = data[CONF_CONTROL_ENTITY_ID], data.get(CONF_FOLLOWING, {})
        choices = choices_of(hass.states.get(entity_id))
        best = next(iter(choices), How.ON_OFF)
        seen = cls(ResourceType(data[CONF_RESOURCE_TYPE]), entity_id, choices, best, following)
        said = How(following.get(CONF_HOW, best))
        return seen.switched_by(said) if choices else replace(seen, how=said)

    def switched_by(self, how: How) -> Subject:
        """Return the same device switched in another way, if it has that; what was said of one is not of another."""
        found = how if how in self.choices else self.how
        is_said = found == self.following.get(CONF_HOW, found)
        following = self.following if is_said else {**self.following, CONF_RUN: None}
        return replace(self, how=found, following=following)

    @property
    def choice(self) -> Choice:
        """Return what can be chosen for the settings."""
        return self.choices.get(self.how)

    @property
    def run(self) -> Setting | None:
        """Return the setting that it runs with, as was said."""
        return self.following.get(CONF_RUN)

    @property
    def is_usual(self) -> bool:
        """Tell whether it is switched on and off, and nobody would expect anything else."""
        is_expected = next(iter(self.choices)) is How.ON_OFF if self.choices else CONF_HOW not in self.following
        return is_expected and self.how is How.ON_OFF


def choices_of(state: State | None) -> Mapping[How, Choice]:
    """Return by what an entity can be switched, the best first; nothing where it cannot be seen."""
    return abilities(state) if state else {}

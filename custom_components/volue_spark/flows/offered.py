"""What a form offers: other answers can be sent all the same, and are refused in words."""

from dataclasses import dataclass
from typing import Any, Literal, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.selector import (
    EntitySelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TimeSelector,
)
import voluptuous as vol

from ..const import DOMAIN


class OfferedEntity(EntitySelector):
    """A list that is only an offer: whatever else is sent is refused by us."""

    @override
    def __call__(self, data: Any) -> str:
        return cv.entity_id(data)


class OfferedNumber(NumberSelector):
    """A number whose bounds are only an offer: Home Assistant would refuse others in no language but English."""

    @override
    def __call__(self, data: Any) -> float:
        return float(vol.Coerce(float)(data))


class OfferedTime(TimeSelector):
    """A time of day; what is none is refused by us."""

    @override
    def __call__(self, data: Any) -> str:
        return cv.string(data)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that a form asks for: from ``least`` to ``most``, both included."""

    least: float
    most: float
    unit: str | None = None
    step: float | Literal["any"] = 1

    @property
    def selector(self) -> NumberSelector:
        """Return the field for it."""
        config = NumberSelectorConfig(min=self.least, max=self.most, step=self.step, mode=NumberSelectorMode.BOX)
        if self.unit:
            config["unit_of_measurement"] = self.unit
        return OfferedNumber(config)

    def allows(self, amount: float) -> bool:
        """Tell whether a number is none of the absurd ones; no number at all is absurd."""
        return self.least <= amount <= self.most

    @property
    def quoted(self) -> dict[str, str]:
        """Return what the text of an error quotes."""
        return {"least": f"{self.least:g}", "most": f"{self.most:g}", "unit": self.unit or ""}


def is_own(hass: HomeAssistant, entity_id: str) -> bool:
    """Tell whether an entity is one that this integration made itself."""
    found = er.async_get(hass).async_get(entity_id)
    return found is not None and found.platform == DOMAIN

"""Conditions for automations: whether these are favourable hours, or hours to avoid."""

from collections.abc import Iterator
from typing import Unpack, cast, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .const import DOMAIN
from .coordinator import SparkCoordinator
from .data import SparkData
from .spark.stretches import Wish, is_favourable, is_to_avoid
from .subjects import Target, subjects_of

_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Required(ATTR_BEHAVIOR, default=BEHAVIOR_ANY): vol.In([BEHAVIOR_ANY, BEHAVIOR_ALL])
        },
    }
)


class SparkCondition(Condition):
    """Looks at the curve, not at states: at a boundary they may not be written yet. What is unknown is false."""

    wish: Wish

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        return cast("ConfigType", _SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Keep whom it is about, and whether all of them have to be asked."""
        super().__init__(hass, config)
        self._target = Target(hass, config.target or {})
        self._needs_all = (config.options or {})[ATTR_BEHAVIOR] == BEHAVIOR_ALL

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        found = list(self._wishes())
        return bool(found) and (all(found) if self._needs_all else any(found))

    def _wishes(self) -> Iterator[bool]:
        """Yield for each device and home that is targeted whether Spark has the wish now."""
        now, wish = dt_util.utcnow(), type(self).wish
        for coordinator in _coordinators(self._hass):
            for subject in subjects_of(coordinator):
                if self._target.means(subject):
                    timelines = subject.timelines(coordinator.data.timelines)
                    yield any((interval := timeline.at(now)) and wish(interval) for timeline in timelines)


def _coordinators(hass: HomeAssistant) -> Iterator[SparkCoordinator]:
    """Yield those of all accounts that run, or are just being loaded: automations are told then what happened."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        parts: SparkData | None = getattr(entry, "runtime_data", None)
        if parts:
            yield parts.coordinator


class IsFavourable(SparkCondition):
    """Spark wishes more power now."""

    wish = staticmethod(is_favourable)


class IsToAvoid(SparkCondition):
    """Spark wishes less power now."""

    wish = staticmethod(is_to_avoid)


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by their names."""
    return {"is_favourable": IsFavourable, "is_to_avoid": IsToAvoid}

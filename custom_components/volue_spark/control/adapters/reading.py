"""What a state tells of an entity's abilities, in whatever shape its integration put it there."""

from enum import IntFlag
from math import isfinite
from typing import Any

from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import State

from .base import Modes, Range


def number_of(value: Any) -> float | None:
    """Return a number, None for what is none."""
    try:
        number = float(value)
    except TypeError, ValueError:
        return None
    return number if isfinite(number) else None


def has(state: State, feature: IntFlag) -> bool:
    """Tell whether an entity supports a feature."""
    features = state.attributes.get(ATTR_SUPPORTED_FEATURES)
    return isinstance(features, int) and bool(features & feature)


def modes_of(state: State, attribute: str) -> Modes | None:
    """Return the modes that an attribute lists, None where there is nothing to choose from."""
    listed = state.attributes.get(attribute)
    names = tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()
    return Modes(names) if len(names) > 1 else None


def range_of(state: State, least: str, most: str, step: str, *, usual_step: float, unit: str | None) -> Range | None:
    """Return the range that three attributes tell, None where there is nothing to choose from."""
    bounds = number_of(state.attributes.get(least)), number_of(state.attributes.get(most))
    if bounds[0] is None or bounds[1] is None or bounds[0] >= bounds[1]:
        return None
    return Range(bounds[0], bounds[1], number_of(state.attributes.get(step)) or usual_step, unit)

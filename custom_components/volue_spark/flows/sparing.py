"""What spares a device and what makes hours worth the while: numbers that nearly nobody needs to change."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import UnitOfTime
from homeassistant.data_entry_flow import section
import voluptuous as vol

from ..const import CONF_SPARING
from ..following import (
    CONF_LEAST_DELTA,
    CONF_LEAST_OFF,
    CONF_LEAST_ON,
    CONF_PATIENCE,
    CONF_SHORTEST,
    CONF_STARTS,
    PATIENCE_SECONDS,
)
from ..spark.models import ResourceType
from ..spark.rules import USUAL_WEAR
from .attempt import Outcome
from .offered import Amount

_PAUSE = Amount(0, 180, UnitOfTime.MINUTES)
_AMOUNTS = {
    CONF_LEAST_ON: _PAUSE,
    CONF_LEAST_OFF: _PAUSE,
    # One every five minutes: with none, a tank would stay cold.
    CONF_STARTS: Amount(1, 288),
    CONF_SHORTEST: Amount(0, 720, UnitOfTime.MINUTES),
    # Money per kWh, in whatever currency the curve is.
    CONF_LEAST_DELTA: Amount(0, 10, step="any"),
    CONF_PATIENCE: Amount(5, 300, UnitOfTime.SECONDS),
}


def usual_sparing(kind: ResourceType) -> dict[str, float]:
    """Return what counts for a type as long as nobody says otherwise."""
    wear = USUAL_WEAR[kind]
    starts = {} if wear.starts_a_day is None else {CONF_STARTS: wear.starts_a_day}
    return {
        CONF_LEAST_ON: wear.least_on.total_seconds() / 60,
        CONF_LEAST_OFF: wear.least_off.total_seconds() / 60,
        **starts,
        CONF_SHORTEST: 0,
        CONF_LEAST_DELTA: 0,
        CONF_PATIENCE: PATIENCE_SECONDS,
    }


def sparing_fields() -> dict[Any, Any]:
    """Return the section; it is closed until somebody opens it."""
    fields = {vol.Optional(key): amount.selector for key, amount in _AMOUNTS.items()}
    return {vol.Optional(CONF_SPARING): section(vol.Schema(fields), {"collapsed": True})}


def sparing_shown(following: Mapping[str, Any], kind: ResourceType) -> dict[str, float]:
    """Return what is filled in: what was said, else the usual."""
    usual = usual_sparing(kind)
    return {key: following.get(key, amount) for key, amount in usual.items()}


def check_sparing(answers: Mapping[str, Any]) -> Outcome:
    """Refuse absurd numbers; said above the page, for the section may be closed."""
    for key, amount in _AMOUNTS.items():
        if key in answers and not amount.allows(answers[key]):
            return Outcome({"base": f"wrong_{key}"}, amount.quoted)
    return Outcome()


def kept_sparing(answers: Mapping[str, Any], following: Mapping[str, Any], kind: ResourceType) -> dict[str, float]:
    """Return what is kept: what differs from the usual; a section that was not sent changes nothing."""
    said = answers.get(CONF_SPARING, {key: following[key] for key in _AMOUNTS if key in following})
    usual = usual_sparing(kind)
    return {key: said[key] for key in _AMOUNTS if key in said and said[key] != usual.get(key)}

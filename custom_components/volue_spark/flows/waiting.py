"""What is asked of a device that may wait for favourable hours, and what must not wait."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_OFF, UnitOfTemperature, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import BooleanSelector
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..control.adapters.base import Modes
from ..following import (
    CONF_FLOOR,
    CONF_HOT,
    CONF_HOT_HOURS,
    CONF_NEEDS_HOURS,
    CONF_READY_BY,
    CONF_TEMPERATURE_ENTITY_ID,
    CONF_WAIT,
    CONF_WAIT_HOURS,
    CONF_WAITS,
    HOT_C,
    MOST_HOT_HOURS,
    NEEDS_HOURS,
    WAIT_HOURS,
    How,
    Setting,
    is_driven,
    is_warmed,
    usual_floor_c,
)
from ..spark.models import ResourceType
from .attempt import Outcome, wrong
from .offered import Amount, OfferedTime
from .setting import Labels, check_setting, setting_selector
from .subject import Subject
from .temperature import check_temperature, temperature_selector

type Answers = Mapping[str, Any]

WAITING_KEYS = (
    *(CONF_WAITS, CONF_WAIT, CONF_WAIT_HOURS, CONF_READY_BY, CONF_NEEDS_HOURS),
    *(CONF_TEMPERATURE_ENTITY_ID, CONF_FLOOR, CONF_HOT, CONF_HOT_HOURS),
)
_READY_BY = "07:00:00"
_WAIT = Amount(0.5, 24, UnitOfTime.HOURS, 0.5)
# Legionella: a tank must be hot every three days whatever anybody says; heating it up takes some hours of that.
_HOT_EVERY = Amount(12, MOST_HOT_HOURS, UnitOfTime.HOURS)
_HOT = Amount(55, 85, UnitOfTemperature.CELSIUS)
_WATER_FLOOR = Amount(30, 55, UnitOfTemperature.CELSIUS)
_ROOM_FLOOR = Amount(5, 30, UnitOfTemperature.CELSIUS, 0.5)


def usual_waiting(kind: ResourceType) -> dict[str, float]:
    """Return the numbers that are filled in for a type, in the order of the page."""
    usual: dict[str, float] = {CONF_WAIT_HOURS: WAIT_HOURS}
    if is_driven(kind):
        usual[CONF_NEEDS_HOURS] = NEEDS_HOURS
    if is_warmed(kind):
        usual[CONF_FLOOR] = usual_floor_c(kind)
    if kind is ResourceType.HOT_WATER_TANK:
        usual |= {CONF_HOT: HOT_C, CONF_HOT_HOURS: MOST_HOT_HOURS}
    return usual


def _amounts(kind: ResourceType) -> dict[str, Amount]:
    floor = _WATER_FLOOR if kind is ResourceType.HOT_WATER_TANK else _ROOM_FLOOR
    every = {CONF_WAIT_HOURS: _WAIT, CONF_NEEDS_HOURS: _WAIT, CONF_FLOOR: floor}
    every |= {CONF_HOT: _HOT, CONF_HOT_HOURS: _HOT_EVERY}
    return {key: every[key] for key in usual_waiting(kind)}


def waiting_schema(hass: HomeAssistant, subject: Subject, labels: Labels) -> vol.Schema:
    """Return the page; who cannot answer it may take the wish to wait back on it."""
    fields: dict[Any, Any] = {vol.Optional(CONF_WAITS, default=True): BooleanSelector()}
    if setting := setting_selector(subject.choice, labels):
        fields[vol.Optional(CONF_WAIT)] = setting
    if is_warmed(subject.kind):
        fields[vol.Optional(CONF_TEMPERATURE_ENTITY_ID)] = temperature_selector(hass)
    if is_driven(subject.kind):
        fields[vol.Optional(CONF_READY_BY)] = OfferedTime()
    return vol.Schema(fields | {vol.Optional(key): amount.selector for key, amount in _amounts(subject.kind).items()})


def waiting_shown(subject: Subject) -> dict[str, Any]:
    """Return what the page begins with; a time of day is only proposed to who has not said anything yet."""
    said = waiting_of(subject.following)
    ready_by = {CONF_READY_BY: _READY_BY} if said.keys() <= {CONF_WAITS} else {}
    return {CONF_WAIT: _still(subject), **ready_by, **usual_waiting(subject.kind), **said}


def _still(subject: Subject) -> Setting | None:
    """Return the setting that most would choose for waiting; which temperature, nobody else can know."""
    choice = subject.choice
    if isinstance(choice, Modes):
        return STATE_OFF if STATE_OFF in choice.names else None
    return choice.least if choice and subject.how is How.LEVEL else None


def check_waiting(hass: HomeAssistant, subject: Subject, answers: Answers) -> Outcome:
    """Refuse what would leave somebody cold, or nothing charged."""
    outcome = _check_wait(subject, answers.get(CONF_WAIT))
    if not outcome.errors and is_warmed(subject.kind):
        outcome = _check_sensor(hass, answers.get(CONF_TEMPERATURE_ENTITY_ID))
    ready_by = answers.get(CONF_READY_BY)
    if not outcome.errors and ready_by and dt_util.parse_time(ready_by) is None:
        return wrong("no_time", CONF_READY_BY)
    return outcome if outcome.errors else _check_amounts(subject.kind, answers)


def _check_wait(subject: Subject, wait: Any) -> Outcome:
    """Refuse a setting that is no less than the one it runs with."""
    outcome = check_setting(CONF_WAIT, subject.choice, wait)
    if outcome.errors or subject.choice is None:
        return outcome
    if wait == subject.run:
        return wrong("same_setting", CONF_WAIT)
    is_more = not isinstance(wait, str) and wait > subject.run
    return wrong("wait_not_below", CONF_WAIT) if is_more else outcome


def _check_sensor(hass: HomeAssistant, entity_id: str | None) -> Outcome:
    problem = check_temperature(hass, entity_id) if entity_id else "temperature_required"
    return wrong(problem, CONF_TEMPERATURE_ENTITY_ID) if problem else Outcome()


def _check_amounts(kind: ResourceType, answers: Answers) -> Outcome:
    for key, amount in _amounts(kind).items():
        if key in answers and not amount.allows(answers[key]):
            return Outcome({key: "out_of_range"}, amount.quoted)
    return Outcome()


def waiting_of(said: Answers) -> dict[str, Any]:
    """Return what of a device's answers is about waiting."""
    return {key: said[key] for key in WAITING_KEYS if key in said}


def kept_waiting(answers: Answers, kind: ResourceType) -> dict[str, Any]:
    """Return what is kept: what differs from the usual, and nothing for what shall not wait after all."""
    said, usual = waiting_of(answers) if answers[CONF_WAITS] else {}, usual_waiting(kind)
    return {key: value for key, value in said.items() if value != usual.get(key)}

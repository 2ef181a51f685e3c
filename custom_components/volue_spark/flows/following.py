"""How a device follows: what is asked about it, and what is kept of the answers."""

from collections.abc import Mapping
from typing import Any

from homeassistant.helpers.selector import BooleanSelector, SelectSelector, SelectSelectorConfig, SelectSelectorMode
import voluptuous as vol

from ..const import CONF_SPARING
from ..control.adapters.base import Modes
from ..following import CONF_HOW, CONF_RUN, CONF_WAITS
from .attempt import Outcome, wrong
from .setting import Labels, check_setting, setting_selector
from .sparing import check_sparing, kept_sparing, sparing_fields, sparing_shown
from .subject import Subject
from .waiting import waiting_of

type Answers = Mapping[str, Any]

# By which of its modes a device uses power, if nobody has said it yet: the first that it has.
_RUNNING_MODES = ("performance", "high_demand", "boost", "electric", "heat_pump", "heat", "heat_cool", "auto", "on")


def following_schema(subject: Subject, labels: Labels) -> vol.Schema:
    """Return the page; of a plain switch it asks nothing that has to be answered."""
    fields: dict[Any, Any] = {}
    if len(subject.choices) > 1:
        ways = [way.value for way in subject.choices]
        config = SelectSelectorConfig(options=ways, translation_key=CONF_HOW, mode=SelectSelectorMode.LIST)
        fields[vol.Required(CONF_HOW, default=subject.how.value)] = SelectSelector(config)
    if setting := setting_selector(subject.choice, labels):
        fields[vol.Optional(CONF_RUN)] = setting
    return vol.Schema({**fields, vol.Optional(CONF_WAITS, default=False): BooleanSelector(), **sparing_fields()})


def following_shown(subject: Subject) -> dict[str, Any]:
    """Return what the page begins with; a mode that the entity does not have any more is none."""
    choice, run = subject.choice, subject.run
    if isinstance(choice, Modes) and run not in choice.names:
        run = next((mode for mode in _RUNNING_MODES if mode in choice.names), None)
    shown = {CONF_HOW: subject.how.value, CONF_RUN: run, CONF_WAITS: subject.following.get(CONF_WAITS, False)}
    return {**shown, CONF_SPARING: sparing_shown(subject.following, subject.kind)}


def check_following(subject: Subject, answers: Answers, *, is_new_way: bool) -> Outcome:
    """Refuse what cannot be; of a way that was just chosen the settings were not on the page yet."""
    if is_new_way and subject.choice:
        return wrong("setting_of_how", CONF_RUN)
    outcome = check_setting(CONF_RUN, subject.choice, answers.get(CONF_RUN))
    return outcome if outcome.errors else check_sparing(answers.get(CONF_SPARING, {}))


def kept_following(subject: Subject, answers: Answers) -> dict[str, Any]:
    """Return what is kept: what differs from the usual. What cannot be seen now stays as it was said."""
    kept: dict[str, Any] = {} if subject.is_usual else {CONF_HOW: subject.how.value}
    run = answers.get(CONF_RUN) if subject.choices else subject.run
    if run is not None:
        kept[CONF_RUN] = run
    waiting = {**waiting_of(subject.following), CONF_WAITS: True} if answers[CONF_WAITS] else {}
    return kept | waiting | kept_sparing(answers, subject.following, subject.kind)

"""A problem as Home Assistant's repairs show it: made once, deleted when it is solved."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN

ENTRY, SUBENTRY = "entry_id", "subentry_id"


class ProblemKey(StrEnum):
    """What can be wrong; the value names the texts."""

    MISSING_METER_POINT = "missing_meter_point"
    USAGE_SENSOR_GONE = "usage_sensor_gone"
    CONTROLLED_ENTITY_GONE = "controlled_entity_gone"
    HOME_GONE = "home_gone"
    HOME_NOT_REGISTERED = "home_not_registered"
    ELIGIBILITY_LOST = "eligibility_lost"
    POWER_LIMITED = "power_limited"
    POWER_RESERVED = "power_reserved"
    POWER_LIMIT_UNREADABLE = "power_limit_unreadable"


# What nobody here can change: it is said, and goes by itself.
_NOT_FIXABLE = {
    ProblemKey.ELIGIBILITY_LOST,
    ProblemKey.POWER_LIMITED,
    ProblemKey.POWER_RESERVED,
    ProblemKey.POWER_LIMIT_UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a home or a device, and what its texts quote: titles and entities, no ids.

    ``event_id`` tells apart what can be there several times.
    """

    key: ProblemKey
    subentry_id: str
    quoted: dict[str, str]
    event_id: str = ""

    @property
    def issue_id(self) -> str:
        """Return the id of its issue: one for each problem and subentry, and event where it has one.

        Home Assistant keeps the ids of ignored issues: Spark's own are none of them.
        """
        event = sha256(self.event_id.encode()).hexdigest()[:16] if self.event_id else ""
        return "_".join(filter(None, (_issue_id(self.key, self.subentry_id), event)))


def _issue_id(key: ProblemKey, subentry_id: str) -> str:
    return f"{key}_{subentry_id}"


@callback
def show(hass: HomeAssistant, entry: ConfigEntry[Any], problems: Iterable[Problem], undecided: Container[str]) -> None:
    """Let the entry's issues be these; those of which nobody can tell yet (ids) stay as they are.

    A home or device that was removed since it was looked at has none.
    An issue that a person ignored stays ignored as long as it is not deleted.
    """
    shown = {problem.issue_id: problem for problem in problems if problem.subentry_id in entry.subentries}
    for issue_id in _existing(hass, entry):
        if issue_id not in shown and issue_id not in undecided:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    for issue_id, problem in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=problem.key not in _NOT_FIXABLE,
            severity=ir.IssueSeverity.WARNING,
            translation_key=problem.key,
            translation_placeholders=problem.quoted,
            data={ENTRY: entry.entry_id, SUBENTRY: problem.subentry_id},
        )


def _existing(hass: HomeAssistant, entry: ConfigEntry[Any]) -> set[str]:
    """Return the ids of the entry's issues, also of subentries that are gone.

    One that was ignored before a restart has nothing but its id. This is asked
    at every start of an interval: in most homes there is no issue at all.
    """
    existing = {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}
    if not existing:
        return existing
    left = {issue_id for issue_id, issue in _of(hass, entry.entry_id).items() if issue.translation_key in _KEYS}
    possible = [_issue_id(key, subentry_id) for key in ProblemKey for subentry_id in entry.subentries]
    # Those of events that are over go by their beginning: nobody knows which events there were.
    several = tuple(f"{issue_id}_" for issue_id in possible)
    return left | existing.intersection(possible) | {issue_id for issue_id in existing if issue_id.startswith(several)}


_KEYS = {key.value for key in ProblemKey}


@callback
def forget(hass: HomeAssistant, entry_id: str) -> None:
    """Delete all issues of an entry, whoever made them."""
    for issue_id in _of(hass, entry_id):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


def _of(hass: HomeAssistant, entry_id: str) -> dict[str, ir.IssueEntry]:
    issues = ir.async_get(hass).issues.values()
    return {
        issue.issue_id: issue
        for issue in issues
        if issue.domain == DOMAIN and issue.data and issue.data.get(ENTRY) == entry_id
    }

"""A problem as Home Assistant's repairs show it: made once, deleted when it is solved."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN

ENTRY, SUBENTRY, EVENT, START = "entry_id", "subentry_id", "event_id", "start"


class ProblemKey(StrEnum):
    """What can be wrong; the value names the texts."""

    MISSING_METER_POINT = "missing_meter_point"
    USAGE_SENSOR_GONE = "usage_sensor_gone"
    CONTROLLED_ENTITY_GONE = "controlled_entity_gone"
    BLUEPRINT_CONFLICT = "blueprint_conflict"
    DEVICE_NOT_ANSWERING = "device_not_answering"
    HOME_GONE = "home_gone"
    HOME_NOT_REGISTERED = "home_not_registered"
    ELIGIBILITY_LOST = "eligibility_lost"
    POWER_LIMITED = "power_limited"
    POWER_RESERVED = "power_reserved"
    POWER_LIMIT_UNREADABLE = "power_limit_unreadable"
    PRESENCE_ENTITY_GONE = "presence_entity_gone"
    TEMPERATURE_SENSOR_GONE = "temperature_sensor_gone"
    HOUSE_SENSOR_GONE = "house_sensor_gone"
    PRESENCE_UNKNOWN = "presence_unknown"
    LATE_COUNTER = "late_counter"
    TOO_MUCH = "too_much"
    REPORT_UNCERTAIN = "report_uncertain"
    REPORTS_UNKNOWN = "reports_unknown"
    REPORT_REJECTED = "report_rejected"
    REPORT_TOO_LATE = "report_too_late"
    REPORTS_NOT_WRITTEN = "reports_not_written"
    PUSH_UNWELL = "push_unwell"


# What no form here can change: it is said, and goes by itself.
_NOT_FIXABLE = {
    ProblemKey.BLUEPRINT_CONFLICT,
    ProblemKey.DEVICE_NOT_ANSWERING,
    ProblemKey.ELIGIBILITY_LOST,
    ProblemKey.POWER_LIMITED,
    ProblemKey.POWER_RESERVED,
    ProblemKey.POWER_LIMIT_UNREADABLE,
    ProblemKey.REPORT_TOO_LATE,
    ProblemKey.REPORTS_NOT_WRITTEN,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a home, a device or an account, and what its texts quote: titles and entities, no ids.

    ``owner_id`` is the subentry's id, or the account's entry id. ``event_id``
    tells apart what can be there several times. ``start`` is the hour (UTC) that
    it is about, where there is one: what mends it needs to know.
    """

    key: ProblemKey
    owner_id: str
    quoted: dict[str, str]
    event_id: str = ""
    start: datetime | None = None

    @property
    def issue_id(self) -> str:
        """Return the id of its issue: one for each problem and owner, and event where it has one.

        Home Assistant keeps the ids of ignored issues: Spark's own are none of them.
        """
        event = sha256(self.event_id.encode()).hexdigest()[:16] if self.event_id else ""
        return "_".join(filter(None, (_issue_id(self.key, self.owner_id), event)))


def _issue_id(key: ProblemKey, owner_id: str) -> str:
    return f"{key}_{owner_id}"


@callback
def show(hass: HomeAssistant, entry: ConfigEntry[Any], problems: Iterable[Problem], undecided: Container[str]) -> None:
    """Let the entry's issues be these; those of which nobody can tell yet (ids) stay as they are.

    A home or device that was removed since it was looked at has none.
    An issue that a person ignored stays ignored as long as it is not deleted.
    """
    owners = {entry.entry_id, *entry.subentries}
    shown = {problem.issue_id: problem for problem in problems if problem.owner_id in owners}
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
            data=_data(entry, problem),
        )


def _data(entry: ConfigEntry[Any], problem: Problem) -> dict[str, str | int | float | None]:
    """Return what mends it needs to know; it is kept in memory only."""
    return {
        ENTRY: entry.entry_id,
        SUBENTRY: problem.owner_id if problem.owner_id in entry.subentries else None,
        EVENT: problem.event_id,
        START: problem.start.timestamp() if problem.start else None,
    }


def _existing(hass: HomeAssistant, entry: ConfigEntry[Any]) -> set[str]:
    """Return the ids of the entry's issues, also of subentries that are gone.

    One that was ignored before a restart has nothing but its id. This is asked
    at every start of an interval: in most homes there is no issue at all.
    """
    existing = {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}
    if not existing:
        return existing
    left = {issue_id for issue_id, issue in _of(hass, entry.entry_id).items() if issue.translation_key in _KEYS}
    possible = [_issue_id(key, owner_id) for key in ProblemKey for owner_id in (entry.entry_id, *entry.subentries)]
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

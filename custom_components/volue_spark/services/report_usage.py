"""A report now, a report again, or what would stand in it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN
from ..data import SparkData
from ..reporting.entry import OPEN_SETTLEMENTS, LedgerEntry, Settlement
from ..reporting.ledger import known_events
from ..spark.deadlines import end_of
from ..spark.models import EventId, SparkEvent
from ..spark.reports import curve_hours, over
from .asked import local
from .readable import readable

NAME = "report_usage"
_EVENT, _DAY, _DRY_RUN, _AGAIN = "event_id", "day", "dry_run", "again"
SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): str,
        vol.Exclusive(_EVENT, "which"): str,
        vol.Exclusive(_DAY, "which"): cv.date,
        vol.Optional(_DRY_RUN, default=False): cv.boolean,
        vol.Optional(_AGAIN, default=False): cv.boolean,
    }
)
# These are not sent without a person's explicit wish; each text says why, and what to do.
_REFUSALS = {
    Settlement.ACCEPTED: "report_accepted",
    Settlement.UNCERTAIN: "report_uncertain",
    Settlement.REJECTED: "report_rejected",
    Settlement.TOO_LATE: "report_too_late",
}


async def act(call: ServiceCall) -> ServiceResponse:
    """Report the events that are asked for, or all that wait; return how they stand then."""
    data: SparkData = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    ).runtime_data
    events, seen = _asked(call, data), dict(data.reporter.ledger.entries)
    if call.data[_DRY_RUN]:
        return {"reports": [await _draft(data, event) for event in events]}
    if _EVENT in call.data or _DAY in call.data:
        events = await _telling(data, _permitted(call, data, events))
    await _send(data, events, seen)
    entries = data.reporter.ledger.entries
    return {"reports": [readable(data, event.event_id, entries[event.event_id]) for event in events]}


def _asked(call: ServiceCall, data: SparkData) -> list[SparkEvent]:
    """Return the events that are asked for, oldest first; raises ServiceValidationError."""
    known = _known(data)
    if event_id := call.data.get(_EVENT):
        found = [event for event in known if event.event_id == event_id]
    elif day := call.data.get(_DAY):
        found = [event for event in known if data.coordinator.day_of(event) == day]
    else:
        return [event for event in over(known, dt_util.utcnow()) if not data.reporter.ledger.is_settled(event.event_id)]
    if not found:
        raise _refusal("event_unknown")
    now = dt_util.utcnow()
    for event in found:
        if event not in over(found, now):
            raise _refusal("event_not_over", end=local(end_of(event)))
    return found


def _known(data: SparkData) -> list[SparkEvent]:
    """Return all events with hours of ours, those that only the ledger knows among them."""
    known = known_events(data.coordinator.data.events, data.reporter.ledger)
    found = [event for event in known if curve_hours(event)]
    return sorted(found, key=lambda event: (min(curve_hours(event)), event.created_at, event.event_id))


async def _draft(data: SparkData, event: SparkEvent) -> dict[str, Any]:
    """Return what would be sent, and how the report stands; nothing is written down."""
    entry = data.reporter.ledger.entries.get(event.event_id)
    settlement = entry.settlement if entry else Settlement.WAITING
    body = await data.reporter.preview(event)
    return {"event_id": event.event_id, "day": _day(data, event), "settlement": settlement.value, "json": body}


def _permitted(call: ServiceCall, data: SparkData, events: list[SparkEvent]) -> list[SparkEvent]:
    """Return the events that may be reported now; raises ServiceValidationError where a person has to say more.

    A day may have several: what Spark has already is only sent again by its event.
    """
    entries, again = data.reporter.ledger.entries, call.data[_AGAIN]
    accepted = {key for key, entry in entries.items() if entry.settlement is Settlement.ACCEPTED}
    wanted = [event for event in events if event.event_id not in accepted or (again and _EVENT in call.data)]
    for event in (() if again else wanted) if wanted else events:
        _check(data, event)
    return wanted


def _check(data: SparkData, event: SparkEvent) -> None:
    """Refuse what may stand in Spark's books already, was refused, or is too late."""
    entry = data.reporter.ledger.entries.get(event.event_id)
    if entry and entry.settlement in _REFUSALS:
        answer = (entry.delivery and entry.delivery.answer) or ""
        raise _refusal(_REFUSALS[entry.settlement], day=_day(data, event), answer=answer)


async def _telling(data: SparkData, events: list[SparkEvent]) -> list[SparkEvent]:
    """Return the events about which there is something to tell; raises ServiceValidationError where that is none."""
    if found := [event for event in events if await data.reporter.preview(event)]:
        return found
    raise _refusal("nothing_to_tell", day=_day(data, events[0]))


async def _send(data: SparkData, events: list[SparkEvent], seen: Mapping[EventId, LedgerEntry]) -> None:
    """Send what waits, and once more what is asked for by name, if it still stands as it was ``seen``."""
    reporter, ledger = data.reporter, data.reporter.ledger
    if any(event.event_id not in seen or seen[event.event_id].settlement in OPEN_SETTLEMENTS for event in events):
        await reporter.send_now()
    for event in events:
        entry = seen.get(event.event_id)
        if entry and entry.settlement not in OPEN_SETTLEMENTS and ledger.entries.get(event.event_id) == entry:
            await reporter.send_again(event.event_id)
    if reporter.is_blocked or any(event.event_id not in ledger.entries for event in events):
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="report_not_written")


def _day(data: SparkData, event: SparkEvent) -> str:
    return data.coordinator.day_of(event).isoformat()


def _refusal(key: str, **quoted: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key, translation_placeholders=quoted)

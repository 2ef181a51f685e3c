"""Reports that need a person: nobody knows whether they arrived, Spark refused them, or it is too late."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..reporting.entry import LedgerEntry, Settlement
from ..reporting.reporter import Reporter
from ..spark import wire
from ..spark.models import EventId, ResourceId, SparkEvent
from ..spark.reports import curve_hours
from ..spark.unsent import told_in
from ..words import money
from .issues import Problem, ProblemKey

_KEYS = {
    Settlement.UNCERTAIN: ProblemKey.REPORT_UNCERTAIN,
    Settlement.REJECTED: ProblemKey.REPORT_REJECTED,
    Settlement.TOO_LATE: ProblemKey.REPORT_TOO_LATE,
}


def of_reports(coordinator: SparkCoordinator, reporter: Reporter) -> Iterator[Problem]:
    """Yield one for each report, and one for all of which nobody knows what was in them."""
    account, titles = coordinator.config_entry, coordinator.titles
    for event_id, entry in reporter.ledger.entries.items():
        key = _KEYS.get(entry.settlement)
        if key and not entry.is_unknown and (body := reporter.draft(event_id)) and entry.event:
            quoted = {"account": account.title} | _quoted(entry, entry.event, wire.hours_told(body), titles)
            yield Problem(key, account.entry_id, quoted, event_id)
    if days := [_day(event) for event in unknown(reporter).values()]:
        quoted = {"account": account.title, "count": str(len(days)), "days": ", ".join(sorted({*days}))}
        yield Problem(ProblemKey.REPORTS_UNKNOWN, account.entry_id, quoted)


def unknown(reporter: Reporter) -> dict[EventId, SparkEvent]:
    """Return the events that may have been reported, nobody knows how; where there is nothing to tell, none is."""
    return {
        event_id: entry.event
        for event_id, entry in reporter.ledger.entries.items()
        if entry.is_unknown and entry.event and reporter.draft(event_id)
    }


def _quoted(
    entry: LedgerEntry,
    event: SparkEvent,
    hours: Mapping[ResourceId, Mapping[datetime, float]],
    titles: Mapping[ResourceId, str],
) -> dict[str, str]:
    """Return the day, what it is about in devices, kWh and money, and what Spark said."""
    told, devices = told_in(event, hours.values()), sorted(titles.get(resource, "?") for resource in hours)
    worth = " + ".join(money(amount, currency) for currency, amount in told.money.items())
    quoted = {"day": _day(event), "devices": ", ".join(devices), "energy": f"{told.energy_kwh:.1f}", "money": worth}
    if entry.settlement is Settlement.REJECTED and entry.delivery:
        quoted["answer"] = entry.delivery.answer or str(entry.delivery.status)
    return quoted


def _day(event: SparkEvent) -> str:
    """Return the local day on which an event began."""
    return f"{dt_util.as_local(min(curve_hours(event))):%Y-%m-%d}"

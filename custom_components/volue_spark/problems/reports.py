"""Reports that need a person: nobody knows whether they arrived, Spark refused them, or it is too late."""

from collections.abc import Iterator, Sequence

from ..coordinator import SparkCoordinator
from ..reporting.entry import LedgerEntry, Settlement
from ..reporting.reporter import Reporter
from ..spark import wire
from ..spark.estimate import use_of
from ..spark.models import EnergyUsage, EventId, SparkEvent
from ..words import money
from .issues import Problem, ProblemKey

_KEYS = {
    Settlement.UNCERTAIN: ProblemKey.REPORT_UNCERTAIN,
    Settlement.REJECTED: ProblemKey.REPORT_REJECTED,
    Settlement.TOO_LATE: ProblemKey.REPORT_TOO_LATE,
}


def of_reports(coordinator: SparkCoordinator, reporter: Reporter) -> Iterator[Problem]:
    """Yield one for each report, and one for all of which nobody knows what was in them."""
    account = coordinator.config_entry
    for event_id, entry in reporter.ledger.entries.items():
        key = _KEYS.get(entry.settlement)
        if key and not entry.is_unknown and (body := reporter.draft(event_id)) and entry.event:
            quoted = {"account": account.title} | _quoted(coordinator, entry, entry.event, wire.usages_told(body))
            yield Problem(key, account.entry_id, quoted, event_id)
    if days := [coordinator.day_of(event).isoformat() for event in unknown(reporter).values()]:
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
    coordinator: SparkCoordinator, entry: LedgerEntry, event: SparkEvent, usages: Sequence[EnergyUsage]
) -> dict[str, str]:
    """Return the day, what it is about in devices, kWh and money, and what Spark said."""
    use, titles = use_of(event, usages), coordinator.titles
    quoted = {
        "day": coordinator.day_of(event).isoformat(),
        "devices": ", ".join(sorted(titles.get(usage.resource_id, "?") for usage in usages)),
        "energy": f"{use.energy_kwh:.1f}",
        "money": " + ".join(money(amount, currency) for currency, amount in use.money.items()),
    }
    if entry.settlement is Settlement.REJECTED and entry.delivery:
        quoted["answer"] = entry.delivery.answer or str(entry.delivery.status)
    return quoted

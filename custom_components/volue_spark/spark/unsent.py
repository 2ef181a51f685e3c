"""What reports would tell if they could be sent now: what is lost if they never are."""

from collections import defaultdict
from collections.abc import Container, Iterable

from .estimate import Use, use_of
from .models import Report, ResourceId, SparkEvent


def unsent_in(reports: Iterable[tuple[SparkEvent, Report]], resources: Container[ResourceId]) -> Use:
    """Return what the reports, each with its event, would tell about some resources; no money that is nothing."""
    energy_kwh, money = 0.0, defaultdict[str, float](float)
    for event, report in reports:
        use = use_of(event, [usage for usage in report.usages if usage.resource_id in resources])
        energy_kwh += use.energy_kwh
        for currency, amount in use.money.items():
            money[currency] += amount
    return Use(energy_kwh, {currency: amount for currency, amount in money.items() if amount})

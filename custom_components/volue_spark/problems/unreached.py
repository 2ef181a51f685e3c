"""A webhook that does not work: curves still come, but later; so only what lasts is worth a word."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..const import CONF_PUSH
from ..coordinator import SparkCoordinator
from .issues import Problem, ProblemKey

# A router that starts anew, or a night without power, is nobody's worry. Spark finds that it reaches us again with
# the next curve: that comes a day later, not to the minute.
_PATIENCE = timedelta(hours=26)


def unreached(coordinator: SparkCoordinator, now: datetime) -> Iterator[Problem]:
    """Yield that Spark could not reach us for a day."""
    if (at := _due(coordinator)) and at <= now:
        entry = coordinator.config_entry
        yield Problem(ProblemKey.PUSH_UNWELL, entry.entry_id, {"account": entry.title})


def unreached_at(coordinator: SparkCoordinator, now: datetime) -> datetime | None:
    """Return when a day without a message that arrived is over, None where there is nothing to wait for."""
    at = _due(coordinator)
    return at if at and at > now else None


def _due(coordinator: SparkCoordinator) -> datetime | None:
    """Return when it is a problem; what nobody wants any more is none, though it may still be at Spark."""
    entry = coordinator.config_entry
    since = entry.runtime_data.push.unwell_since
    return since + _PATIENCE if since and entry.options.get(CONF_PUSH) else None

"""Whether another Home Assistant may have sent what this one did not: it went on from a copy of these files."""

from datetime import datetime, timedelta

from .running import Runs

# A killed Home Assistant leaves a mark that is up to an hour old, and is back soon; a backup is older (assumed).
_LONG = timedelta(hours=2)


def may_be_sent(moment: datetime | None, runs: Runs) -> bool:
    """Tell whether a report that was due at a ``moment`` (UTC) fell due while nobody knows who ran.

    After a stop nothing went on from these files; otherwise they may be a backup,
    and whoever made it went on.
    """
    return any(moment and end <= moment < start for end, start in _long_breaks(runs))


def may_be_sent_since(written_at: datetime, moment: datetime | None, runs: Runs) -> bool:
    """Tell whether a report that waited when it was written down may have been sent since, when it was due."""
    return any(moment and moment < start and written_at < start for _, start in _long_breaks(runs))


def _long_breaks(runs: Runs) -> list[tuple[datetime, datetime]]:
    return [(end, start) for end, start in runs.open_breaks() if start - end >= _LONG]

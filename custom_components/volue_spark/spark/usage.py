"""Recorder rows -> the energy of whole hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .models import EnergyPoint

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Which sensor measures a resource, and when the resource lost its device: UTC, None while it has one."""

    sensor: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One hour of the recorder's long-term statistics, beginning at ``start`` (UTC).

    ``energy_kwh`` is the change of an energy counter, or the mean of a power
    sensor in kW for one hour; None where the row holds neither.
    """

    start: datetime
    energy_kwh: float | None


def hourly_energy(rows: Sequence[UsageRow]) -> list[EnergyPoint]:
    """Return the hours whose energy is known, oldest first.

    ``rows`` are one sensor's, ascending, beginning one hour before the first
    hour wanted. An hour whose predecessor is missing is left out, never guessed:
    the recorder books the energy of the whole gap on the first row after it.

        rows:    00:00  01:00  02:00    .    04:00
        energy:   0.0    1.0    1.0     .     2.0   <- two hours' worth
        result:          1.0    1.0

    So is an hour with less than nothing, which no device draws.
    Observed: Home Assistant 2026.10.4, test_the_hour_after_a_gap_is_left_out.
    """
    return [
        EnergyPoint(row.start, row.energy_kwh)
        for before, row in pairwise(rows)
        if row.start - before.start == HOUR and row.energy_kwh is not None and row.energy_kwh >= 0
    ]

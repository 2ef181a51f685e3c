"""Recorder rows -> the energy of whole hours, and whether a counter can tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .models import EnergyPoint, ResourceType

HOUR = timedelta(hours=1)
FIVE_MINUTES = timedelta(minutes=5)

# Assumed: more than this no household's device draws; rather too much, for a row above it is called a mistake.
MOST_KW = {
    ResourceType.CHARGER: 22,
    ResourceType.VEHICLE: 22,
    ResourceType.HOT_WATER_TANK: 6,
    ResourceType.HVAC: 12,
    ResourceType.GENERIC: 25,
}
# One lump is what is left after Home Assistant was away.
_FEWEST_LUMPS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """Which sensor measures a resource, and when the resource lost its device: UTC, None while it has one."""

    sensor: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One row of the recorder's statistics, an hour or five minutes that begin at ``start`` (UTC).

    ``energy_kwh`` is the change of an energy counter, or of an hour the mean of
    a power sensor in kW; None where the row holds neither.
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


def comes_in_lumps(rows: Sequence[UsageRow], resource_type: ResourceType) -> bool:
    """Tell whether a counter books more within five minutes than the device can draw, again and again.

    ``rows`` are of five minutes. A counter that is published once an hour, or
    later, does so: its energy stands in an hour that it was not drawn in.

        counter       10:00  10:05   ...   11:00  11:05   (kWh, a charger of 7.4 kW)
        as it draws    0.62   0.62   ...    0.62   0.62
        hourly         7.4    0.0    ...    7.4    0.0    <- as if it drew 89 kW
    """
    drawn = [row.energy_kwh for row in rows if row.energy_kwh and row.energy_kwh > 0]
    most_kwh = MOST_KW[resource_type] * (FIVE_MINUTES / HOUR)
    lumps = sum(energy_kwh > most_kwh for energy_kwh in drawn)
    return lumps >= _FEWEST_LUMPS and 3 * lumps > len(drawn)

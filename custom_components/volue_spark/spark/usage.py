"""What the recorder keeps of a usage sensor, and how much a device can draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .models import ResourceType

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
# A mains voltage of 253 V instead of 230 V draws a tenth more.
_HIGH_VOLTAGE = 1.1
# A counter that is read every five minutes can be read twice in one row.
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """Which sensor measures a resource, and when the resource lost its device: UTC, None while it has one."""

    sensor: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One row of five minutes of the recorder's statistics, which begins at ``start`` (UTC).

    Of an energy counter ``state`` is its reading at the end of the row and
    ``total`` the recorder's own sum, both in kWh; of a power sensor ``mean``,
    ``low`` and ``high`` are in kW. What a sensor has not is None.
    """

    start: datetime
    state: float | None = None
    total: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """How much a device can draw: ``kw`` over an hour, ``row_kw`` as a row of five minutes may show it."""

    kw: float
    row_kw: float

    @classmethod
    def of(cls, resource_type: ResourceType, rated_power_kw: float | None) -> Draw:
        """Return it from the rated power where a person stated it, else from the type."""
        if rated_power_kw is None:
            return cls(MOST_KW[resource_type], MOST_KW[resource_type])
        return cls(rated_power_kw * _HIGH_VOLTAGE, rated_power_kw * _TWICE)


def comes_in_lumps(rows: Sequence[UsageRow], resource_type: ResourceType) -> bool:
    """Tell whether a counter books more within five minutes than the device can draw, again and again.

    A counter that is published once an hour, or later, does so: its energy
    stands in an hour that it was not drawn in.

        counter       10:00  10:05   ...   11:00  11:05   (kWh, a charger of 7.4 kW)
        as it draws    0.62   0.62   ...    0.62   0.62
        hourly         7.4    0.0    ...    7.4    0.0    <- as if it drew 89 kW
    """
    totals = [row.total for row in rows if row.total is not None]
    drawn = [total - before for before, total in pairwise(totals) if total > before]
    most_kwh = MOST_KW[resource_type] * (FIVE_MINUTES / HOUR)
    lumps = sum(energy_kwh > most_kwh for energy_kwh in drawn)
    return lumps >= _FEWEST_LUMPS and 3 * lumps > len(drawn)


def shown_kwh(rows: Sequence[UsageRow]) -> float:
    """Return what a sensor showed in an hour in kWh, proved or not: the first row of a counter lies before it."""
    totals = [row.total for row in rows if row.total is not None]
    means = [row.mean for row in rows[-(HOUR // FIVE_MINUTES) :] if row.mean is not None]
    return totals[-1] - totals[0] if totals else sum(means) / max(len(means), 1)

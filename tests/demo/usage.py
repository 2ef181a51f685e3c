"""What the home drew before it was set up, as Home Assistant's own long-term statistics.

Imported hour by hour, and no finer: Home Assistant takes nothing else from
outside, and makes its five-minute rows from its own states only.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from .client import Client, Json, until
from .devices import Appliance, Model

ZONE = ZoneInfo("Europe/Oslo")
HOUR = timedelta(hours=1)
# The last full week, and what there is of today.
DAYS = timedelta(days=7)
# The sum before the week began. Home Assistant books a first row's whole sum as
# its use, so it stands where nobody looks.
LONG_AGO = timedelta(days=400)
IMPORTED_S = 20


def kwh(model: Model, hour: datetime) -> float:
    """Return what an appliance drew in the hour that begins at an instant: no two days are the same."""
    local = hour.astimezone(ZONE)
    return round(model.kwh_by_hour[local.hour] * (0.9 + 0.03 * local.weekday()), 3)


def past_hours(now: datetime) -> list[datetime]:
    """Return the starts (UTC) of all hours from a week before today's midnight to the last full one."""
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    start, end = (midnight - DAYS).astimezone(UTC), now.replace(minute=0, second=0, microsecond=0)
    return [start + number * HOUR for number in range((end - start) // HOUR)]


def rows(model: Model, hours: Sequence[datetime]) -> Iterator[Json]:
    """Give the rows, oldest first.

    The sum rises to 0: the energy sensor is new and begins there, so that its
    first hour shows no jump.
    """
    used = [kwh(model, hour) for hour in hours]
    starts = [hours[0] - LONG_AGO, *hours]
    for start, total in zip(starts, accumulate(used, initial=-sum(used)), strict=True):
        counter = round(total, 3) + 0.0  # no negative zero
        yield {"start": start.isoformat(), "state": counter, "sum": counter}


async def seed(client: Client, appliances: Sequence[Appliance], now: datetime) -> None:
    """Import the past of some appliances and wait until it is there."""
    hours = past_hours(now)
    for appliance in appliances:
        stats = list(rows(appliance.model, hours))
        await client.socket.call("recorder/import_statistics", metadata=metadata(appliance), stats=stats)
    sensors = [appliance.energy for appliance in appliances]
    await until(lambda: imported(client, sensors, hours), "the imported statistics", IMPORTED_S)


def metadata(appliance: Appliance) -> Json:
    """Return what Home Assistant wants to know of imported rows."""
    return {
        "statistic_id": appliance.energy,
        "source": "recorder",
        "name": None,
        "unit_class": "energy",
        "unit_of_measurement": "kWh",
        "has_sum": True,
        "mean_type": 0,
    }


async def imported(client: Client, sensors: Sequence[str], hours: Sequence[datetime]) -> bool | None:
    """Tell whether every hour of every sensor can be read; None while it cannot."""
    found = await client.socket.call(
        "recorder/statistics_during_period",
        start_time=hours[0].isoformat(),
        statistic_ids=list(sensors),
        period="hour",
        types=["change"],
    )
    return all(len(found.get(sensor, ())) == len(hours) for sensor in sensors) or None

"""The only room that touches the recorder: the energy of usage sensors."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance
from homeassistant.util import dt as dt_util

from .spark.usage import UsageRow

# A recorder that failed to start never answers.
_PATIENCE_S = 60
_UNITS = {"energy": UnitOfEnergy.KILO_WATT_HOUR, "power": UnitOfPower.KILO_WATT}


async def hourly_usage(
    hass: HomeAssistant, entity_ids: Iterable[str], start: datetime, end: datetime
) -> dict[str, list[UsageRow]]:
    """Return the rows of ``[start, end)`` by entity, in kWh, ascending, with one query.

    A counter's row holds the change of its sum, a power sensor's row the hour's
    mean. What the recorder has not written yet is waited for; an entity about
    which it knows nothing, or cannot be asked, has no rows.
    """
    wanted = set(entity_ids)
    if not wanted or DATA_INSTANCE not in hass.data:
        return {}
    recorder = get_instance(hass)
    try:
        async with asyncio.timeout(_PATIENCE_S):
            # Ready means that the hours of a time without Home Assistant are queued for compiling.
            await recorder.async_recorder_ready.wait()
            await recorder.async_block_till_done()
    except TimeoutError:
        return {}
    found = await recorder.async_add_executor_job(
        statistics_during_period, hass, start, end, wanted, "hour", _UNITS, {"change", "mean"}
    )
    return {entity_id: [_row(row) for row in rows] for entity_id, rows in found.items()}


async def recent_usage(hass: HomeAssistant, entity_id: str, start: datetime, end: datetime) -> list[UsageRow]:
    """Return a counter's rows of five minutes in ``[start, end)``, in kWh, ascending.

    The recorder keeps them for ten days. None where it is away or not ready:
    somebody is looking at a form and does not wait.
    """
    if DATA_INSTANCE not in hass.data or not (recorder := get_instance(hass)).async_recorder_ready.is_set():
        return []
    found = await recorder.async_add_executor_job(
        statistics_during_period, hass, start, end, {entity_id}, "5minute", _UNITS, {"change"}
    )
    return [_row(row) for row in found.get(entity_id, ())]


def _row(row: Any) -> UsageRow:
    """Return one hour; a mean in kW over one hour is as many kWh."""
    value = row.get("change")
    return UsageRow(dt_util.utc_from_timestamp(row["start"]), row.get("mean") if value is None else value)

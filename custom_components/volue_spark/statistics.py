"""The only room that touches the recorder: what usage sensors showed, who was at home, and our own sums."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from homeassistant.components.recorder.history import get_significant_states
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    get_last_statistics,
    statistics_during_period,
)
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.const import (
    STATE_HOME,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfEnergy,
    UnitOfPower,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import EnergyConverter
from sqlalchemy.exc import SQLAlchemyError

from .const import DOMAIN, LOGGER
from .spark.presence import Presence
from .spark.running_sum import SumRow, rows_changed
from .spark.usage import UsageRow

# A recorder that failed to start never answers.
_PATIENCE_S = 60
_UNITS = {"energy": UnitOfEnergy.KILO_WATT_HOUR, "power": UnitOfPower.KILO_WATT}
_TYPES = {"state", "sum", "mean", "min", "max"}
_OF_SUMS = {"state", "sum", "change"}


class NotKeptError(HomeAssistantError):
    """The recorder's database is away, or about to be closed; the message tells how it failed."""


@dataclass(frozen=True, slots=True)
class Series:
    """A sum of ours, hour by hour: kWh, or money in ``currency``.

    ``object_id`` is what its statistic is called, a slug that never changes.
    """

    object_id: str
    name: str
    currency: str | None = None

    @property
    def statistic_id(self) -> str:
        """Return what the recorder calls it."""
        return f"{DOMAIN}:{self.object_id}"

    @property
    def metadata(self) -> StatisticMetaData:
        """Return what the recorder wants to know of it."""
        return StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=self.name,
            source=DOMAIN,
            statistic_id=self.statistic_id,
            unit_class=None if self.currency else EnergyConverter.UNIT_CLASS,
            unit_of_measurement=self.currency or UnitOfEnergy.KILO_WATT_HOUR,
        )


def is_ready(hass: HomeAssistant) -> bool:
    """Tell whether the recorder can be asked, or there is none at all: one that is being changed takes minutes."""
    return DATA_INSTANCE not in hass.data or get_instance(hass).async_recorder_ready.is_set()


async def usage_rows(
    hass: HomeAssistant, entity_ids: Iterable[str], start: datetime, end: datetime
) -> dict[str, list[UsageRow]]:
    """Return the rows of five minutes in ``[start, end)`` by entity, ascending, with one query.

    What the recorder has not written yet is waited for; an entity about which
    it knows nothing, or cannot be asked, has no rows. It keeps them for ten days.
    """
    wanted = set(entity_ids)
    if not wanted or not await _is_done_writing(hass):
        return {}
    try:
        found = await _asked(hass, statistics_during_period, start, end, wanted, "5minute", _UNITS, _TYPES)
    except SQLAlchemyError as err:
        LOGGER.warning("The recorder's database cannot be asked what was used: %s", type(err).__name__)
        return {}
    return {entity_id: [_row(row) for row in rows] for entity_id, rows in found.items()}


async def recent_usage(hass: HomeAssistant, entity_id: str, start: datetime, end: datetime) -> list[UsageRow]:
    """Return a counter's rows of five minutes in ``[start, end)``, ascending.

    None where the recorder is away or not ready: somebody is looking at a form
    and does not wait.
    """
    if DATA_INSTANCE not in hass.data or not get_instance(hass).async_recorder_ready.is_set():
        return []
    found = await _asked(hass, statistics_during_period, start, end, {entity_id}, "5minute", _UNITS, _TYPES)
    return [_row(row) for row in found.get(entity_id, ())]


async def presences(
    hass: HomeAssistant, entity_ids: Collection[str], start: datetime, end: datetime
) -> dict[str, list[Presence]]:
    """Return who was at home in ``[start, end)``, ascending, with one query; the first tells of the start."""
    still = {
        entity_id: [_presence(state)] for entity_id in entity_ids if (state := _since_before(hass, entity_id, start))
    }
    changed = sorted(set(entity_ids) - still.keys())
    if not changed or not await _is_done_writing(hass):
        return still
    question = partial(get_significant_states, entity_ids=changed, significant_changes_only=False)
    try:
        found = await _asked(hass, question, start, end)
    except SQLAlchemyError as err:
        LOGGER.warning("The recorder's database cannot be asked who was at home: %s", type(err).__name__)
        return still
    return still | {entity_id: [_presence(state) for state in states] for entity_id, states in found.items()}


def _since_before(hass: HomeAssistant, entity_id: str, start: datetime) -> State | None:
    """Return the present state if it held at the start: the recorder forgets what has not changed for ten days."""
    state = hass.states.get(entity_id)
    return state if state and state.last_changed <= start else None


async def keep_sums(hass: HomeAssistant, sums: Mapping[Series, Mapping[datetime, float]]) -> None:
    """Let these hours (UTC) have these amounts, each at least nothing, and shift what follows.

    Without a recorder nothing happens; one whose database is away raises
    NotKeptError. Only one call at a time: it builds upon what the last one wrote.
    """
    try:
        await _keep_sums(hass, sums)
    except (SQLAlchemyError, RuntimeError) as err:
        raise NotKeptError(type(err).__name__) from err


async def _keep_sums(hass: HomeAssistant, sums: Mapping[Series, Mapping[datetime, float]]) -> None:
    first = min((hour for amounts in sums.values() for hour in amounts), default=None)
    if first is None or not await _is_done_writing(hass):
        return
    wanted = {series.statistic_id for series in sums}
    found = await _asked(hass, statistics_during_period, first, None, wanted, "hour", _UNITS, _OF_SUMS)
    for series, amounts in sums.items():
        rows = [_sum_row(row) for row in found.get(series.statistic_id, ())]
        before = rows[0][1] if rows else await _last_total(hass, series)
        if changed := rows_changed({row.start: row for row, _ in rows}, amounts, before):
            data = [StatisticData(start=row.start, state=row.amount, sum=row.total) for row in changed]
            async_add_external_statistics(hass, series.metadata, data)


async def _last_total(hass: HomeAssistant, series: Series) -> float:
    """Return what a sum has come to, nothing where it has not begun."""
    found = await _asked(hass, get_last_statistics, 1, series.statistic_id, False, {"sum"})  # noqa: FBT003
    return found[series.statistic_id][0]["sum"] or 0.0 if found else 0.0


def _sum_row(row: Any) -> tuple[SumRow, float]:
    """Return a row, and the total before it."""
    total = row["sum"] or 0.0
    start = dt_util.utc_from_timestamp(row["start"])
    return SumRow(start, row["state"] or 0.0, total), total - (row["change"] or 0.0)


async def _is_done_writing(hass: HomeAssistant) -> bool:
    """Wait until all that happened is written; tell whether there is a recorder that does."""
    if DATA_INSTANCE not in hass.data:
        return False
    recorder = get_instance(hass)
    try:
        async with asyncio.timeout(_PATIENCE_S):
            # Ready means that the time without Home Assistant is queued for compiling.
            await recorder.async_recorder_ready.wait()
            # Its own waiting ends at once while the recorder is busy with the last thing in its queue: that very one.
            done: asyncio.Future[None] = hass.loop.create_future()
            recorder.queue_task(SynchronizeTask(done))
            await done
    except TimeoutError:
        return False
    return True


async def _asked[AnswerT](hass: HomeAssistant, question: Callable[..., AnswerT], *details: Any) -> AnswerT:
    return await get_instance(hass).async_add_executor_job(question, hass, *details)


def _row(row: Any) -> UsageRow:
    start, *shown = dt_util.utc_from_timestamp(row["start"]), *map(row.get, ("state", "sum", "mean", "min", "max"))
    return UsageRow(start, *shown)


def _presence(state: Any) -> Presence:
    """Read a tracker's or a person's place, or whether a switch says "plugged in at home"."""
    assert isinstance(state, State)  # noqa: S101 - other forms must be asked for
    is_known = state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    return Presence(state.last_changed, state.state in (STATE_HOME, STATE_ON) if is_known else None)

"""A process of its own: Home Assistant's recorder writes a past into a new database, and stops.

``python -m tests.demo.recorder_file CONFIG NOW COUNTER=MODEL…``
"""

from argparse import ArgumentParser, Namespace
import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
import sys
from typing import override

from homeassistant.components.recorder import DEFAULT_COMMIT_INTERVAL, get_default_url
from homeassistant.components.recorder.const import DOMAIN
from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.tasks import RecorderTask, StatisticsTask, SynchronizeTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE, DATA_RECORDER, RecorderData, session_scope

from . import usage
from .devices import CHARGER, TANK, Model
from .usage import Count

type Table = type[Statistics | StatisticsShortTerm]

MODELS = {model.name: model for model in (CHARGER, TANK)}


def arguments() -> Namespace:
    """Return what the command line says."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("now", type=datetime.fromisoformat)
    parser.add_argument("counters", nargs="+", type=lambda text: text.split("=", 1))
    return parser.parse_args()


@dataclass(slots=True)
class InsertTask(RecorderTask):
    """What the recorder's own import does, without asking of each row whether it is there: the database is new."""

    meta: StatisticMetaData
    rows: Mapping[Table, Sequence[Count]]

    @override
    def run(self, instance: Recorder) -> None:
        """Write in the recorder's thread, all or nothing."""
        with session_scope(session=instance.get_session()) as session:
            _, metadata_id = instance.statistics_meta_manager.update_or_add(session, self.meta, {})
            for table, rows in self.rows.items():
                session.add_all(table.from_stats(metadata_id, statistic(row)) for row in rows)


async def write(config: str, now: datetime, counters: Mapping[str, Model]) -> bool:
    """Write the statistics of some counters into a new database; tell whether every row is there."""
    hass = HomeAssistant(config)
    recorder = start(hass)
    if not await recorder.async_db_ready:
        return False
    await hass.async_start()
    # No period of the past is one that Home Assistant missed; said first, while there is nothing to sum up.
    recorder.queue_task(StatisticsTask(usage.past_ends(now) - usage.ROW, fire_events=False))
    expected = Counter[Table]()
    for entity_id, model in counters.items():
        rows = usage.counts(model, now)
        tables: dict[Table, list[Count]] = {StatisticsShortTerm: rows, Statistics: usage.hourly(rows)}
        recorder.queue_task(InsertTask(metadata(entity_id), tables))
        expected.update({table: len(kept) for table, kept in tables.items()})
    written = asyncio.get_running_loop().create_future()
    recorder.queue_task(SynchronizeTask(written))
    await written
    found = await recorder.async_add_executor_job(rows_in, hass, list(expected))
    await hass.async_stop()
    return found == expected


def start(hass: HomeAssistant) -> Recorder:
    """Start the recorder as its own set-up does, on the default file, without a listener: nothing is to be recorded."""
    hass.data[DATA_RECORDER] = RecorderData()
    recorder = hass.data[DATA_INSTANCE] = Recorder(
        hass=hass,
        auto_purge=False,
        auto_repack=False,
        keep_days=10,
        commit_interval=DEFAULT_COMMIT_INTERVAL,
        uri=get_default_url(hass),
        db_max_retries=1,
        db_retry_wait=0,
        entity_filter=None,
        exclude_event_types=set(),
    )
    recorder.async_register()
    recorder.start()
    return recorder


def metadata(entity_id: str) -> StatisticMetaData:
    """Return what the recorder keeps of an energy sensor."""
    return {
        "statistic_id": entity_id,
        "source": DOMAIN,
        "name": None,
        "unit_class": "energy",
        "unit_of_measurement": "kWh",
        "has_sum": True,
        "mean_type": StatisticMeanType.NONE,
    }


def statistic(row: Count) -> StatisticData:
    """Return a row as the recorder takes it: sum and reading are one."""
    return {"start": row.start, "state": row.kwh, "sum": row.kwh}


def rows_in(hass: HomeAssistant, tables: Sequence[Table]) -> Counter[Table]:
    """Return how many rows each table holds."""
    with session_scope(hass=hass, read_only=True) as session:
        return Counter({table: session.query(table).count() for table in tables})


def main() -> str | int:
    """Write what the command line asks for; return the exit status, or what went wrong."""
    asked = arguments()
    counters = {entity_id: MODELS[name] for entity_id, name in asked.counters}
    return 0 if asyncio.run(write(asked.config, asked.now, counters)) else "Not every row was written."


if __name__ == "__main__":
    sys.exit(main())

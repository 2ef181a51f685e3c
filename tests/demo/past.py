"""What Home Assistant finds of its own past before its first start: statistics, and when it ran."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
import sys

from . import config_dir, usage
from .devices import Model
from .processes import Process

# The integration's own mark of when Home Assistant ran.
ALIVE = "volue_spark.alive"


async def write(config: Path, counters: Mapping[str, Model], now: datetime) -> None:
    """Have it run from an hour before the week until now, and count what each model uses in the counter of its entity.

    The recorder's database must not be there yet; the configuration must.
    """
    run = [int((usage.past_begins(now) - usage.HOUR).timestamp()), int(now.timestamp()), True]
    config_dir.store(config, ALIVE, (1, 1), {"runs": [run]})
    command = [sys.executable, "-m", "tests.demo.recorder_file", str(config), now.isoformat()]
    command += [f"{entity_id}={model.name}" for entity_id, model in counters.items()]
    process = Process("Home Assistant's recorder", command, config.parent / "recorder.log")
    await process.start()
    try:
        if status := await process.ended():
            raise process.failure(status)
    finally:
        await process.stop()

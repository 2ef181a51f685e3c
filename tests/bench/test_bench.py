"""The benchmark: what reading Spark's largest page and the start of an interval cost."""

import asyncio
from datetime import UTC, datetime
from itertools import count, cycle
import json
import os

from homeassistant.core import HomeAssistant
import pytest

from tests import measured
from tests.bench import page
from tests.bench.block import DEVICES, move_in
from tests.bench.pairs import ratio
from tests.fake_spark import FakeSpark
from tests.fake_spark.wire import HOUR
from tests.shell.conftest import LOCATION

TITLE = "Cost, as a ratio"
WRITE = os.environ.get("BENCH_WRITE") == "1"
FOUND: dict[measured.Measure, float] = {}


def test_reading_and_merging_the_largest_page() -> None:
    """Home Assistant stands still while it is read: the first start after a long time must not be felt."""
    body = page.body()
    assert [len(timeline.intervals) for timeline in page.timelines(body)] == [24 * page.EVENTS] * 3
    FOUND[measured.READING] = ratio(lambda: page.timelines(body), lambda: json.loads(body), pairs=21)


async def test_the_start_of_an_interval_for_fifty_devices(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """All devices change in the same moment, and so does everything else in the house at a full hour."""
    asyncio.get_running_loop().set_debug(False)
    entry = await move_in(hass, fake_spark)
    coordinator = entry.runtime_data.coordinator
    snapshots = []
    for delta in (-0.35, 0.2):
        points = [(datetime.now(UTC) - HOUR, delta)]
        fake_spark.publish_price_curve([(name, LOCATION) for name in DEVICES], points, resolution=9 * HOUR)
        await coordinator.async_refresh()
        snapshots.append(coordinator.data)
    turns, numbers = cycle(snapshots), count()

    def start_of_an_interval() -> None:
        coordinator.data = next(turns)
        coordinator.async_update_listeners()

    def plain_writes() -> None:
        number = next(numbers)
        for place in range(len(DEVICES)):
            hass.states.async_set(f"sensor.plain_{place}", str(number), {"unit_of_measurement": "NOK/kWh"})

    start_of_an_interval()
    before = {
        state.entity_id: state.state for state in hass.states.async_all() if state.entity_id.endswith("_price_delta")
    }
    start_of_an_interval()
    after = {entity_id: state.state for entity_id in before if (state := hass.states.get(entity_id))}
    assert len(before) == len(DEVICES)
    assert {(before[entity_id], after[entity_id]) for entity_id in before} <= {("-0.35", "0.2"), ("0.2", "-0.35")}
    FOUND[measured.TICK] = ratio(start_of_an_interval, plain_writes, pairs=201)
    await hass.async_block_till_done(wait_background_tasks=True)


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Every ratio is within its limit; those of the README are of another run, and need not be the same."""
    table = measured.table(TITLE, measured.BENCH, FOUND)
    with capsys.disabled():
        print(f"\n\n{table}\n")
    assert [measure.what for measure in measured.BENCH if not measure.holds(FOUND[measure])] == []
    if WRITE:
        measured.write_to_readme(TITLE, table)

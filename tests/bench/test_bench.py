"""The benchmark: what reading Spark's largest page and the start of an interval cost."""

import asyncio
from datetime import UTC, datetime
from itertools import count, cycle
import json
import os

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from tests import measured
from tests.bench import page
from tests.bench.block import DEVICES, move_in
from tests.bench.pairs import Pairs
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
    pairs = Pairs(lambda: page.timelines(body), lambda: json.loads(body))
    for _ in range(21):
        pairs.time()
    FOUND[measured.READING] = pairs.median


async def test_the_start_of_an_interval_for_fifty_devices(
    hass: HomeAssistant, fake_spark: FakeSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All devices change in the same moment, and so does everything else in the house at a full hour."""
    asyncio.get_running_loop().set_debug(False)
    favourable = datetime.now(UTC)
    instants, numbers = cycle([favourable, favourable + HOUR]), count()
    points = [(favourable, -0.35), (favourable + HOUR, 0.2)]
    fake_spark.publish_price_curve([(name, LOCATION) for name in DEVICES], points)
    coordinator = (await move_in(hass, fake_spark)).runtime_data.coordinator

    def start_of_an_interval() -> None:
        now = next(instants)
        monkeypatch.setattr(dt_util, "utcnow", lambda: now)
        monkeypatch.setattr(dt_util, "now", now.astimezone)
        # What the clock's timer does when it strikes.
        coordinator.async_update_listeners()

    def plain_writes() -> None:
        number = next(numbers)
        for place in range(len(DEVICES)):
            hass.states.async_set(f"sensor.plain_{place}", str(number), {"unit_of_measurement": "NOK/kWh"})

    for expected in ("-0.35", "0.2"):
        start_of_an_interval()
        deltas = [state.state for state in hass.states.async_all() if state.entity_id.endswith("_price_delta")]
        assert deltas == [expected] * len(DEVICES)
    pairs = Pairs(start_of_an_interval, plain_writes)
    for _ in range(200):
        pairs.time()
        # What was left for later, such as writing to disk, is not part of it.
        await hass.async_block_till_done(wait_background_tasks=True)
    FOUND[measured.TICK] = pairs.median


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The ratios are printed; those of the README are of another run, and need not be the same."""
    table = measured.table(TITLE, measured.BENCH, FOUND)
    with capsys.disabled():
        print(f"\n\n{table}\n")
    if WRITE:
        measured.write_to_readme(TITLE, table)

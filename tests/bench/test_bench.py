"""The benchmark: what Spark's largest page, the start of an interval and a flood of calls cost."""

import asyncio
from datetime import UTC, datetime
from itertools import count, cycle
import json
import logging
import os
from statistics import median

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.volue_spark.push.hurry import PAUSE
from tests import measured
from tests.bench import page
from tests.bench.block import DEVICES, move_in
from tests.bench.doorstep import doorstep, heartbeat, lateness
from tests.bench.pairs import Pairs
from tests.fake_spark import FakeSpark
from tests.fake_spark.wire import HOUR
from tests.shell.conftest import LOCATION

type Capsys = pytest.CaptureFixture[str]
TITLE = "Cost, as a ratio"
WRITE = os.environ.get("BENCH_WRITE") == "1"
FLOOD = 10_000
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


async def test_a_flood_of_calls(
    hass: HomeAssistant, fake_spark: FakeSpark, hass_client_no_auth: ClientSessionGenerator, capsys: Capsys
) -> None:
    """Whoever finds out the address can call it as often as he likes: the house has to go on meanwhile."""
    asyncio.get_running_loop().set_debug(False)
    # What a flood costs, not what a test keeps of it.
    logging.disable(logging.INFO)
    house = await doorstep(hass, fake_spark, hass_client_no_auth)
    polls, calls = house.caller.polls(), house.mixed(FLOOD)
    async with heartbeat() as late:
        flood, _ = await house.flood(house.caller.url, calls)
    polls = house.caller.polls() - polls
    assert flood["statuses"] == {"401": FLOOD // 3 + 1, "200": FLOOD - FLOOD // 3 - 1}
    assert 1 <= polls <= 1 + flood["seconds"] / PAUSE.total_seconds()
    forged, ratios = [house.forged(number) for number in range(FLOOD // 10)], []
    for _ in range(5):
        _, work = await house.flood(house.caller.url, forged)
        _, yardstick = await house.flood(f"{house.caller.url}0", forged)
        ratios.append(work / yardstick)
    async with heartbeat() as usual:
        await house.flood(f"{house.caller.url}0", calls)
    logging.disable(logging.NOTSET)
    FOUND[measured.FORGED] = median(ratios)
    assert FOUND[measured.FORGED] < 3
    with capsys.disabled():
        print(f"\n\n{FLOOD:,} calls in {flood['seconds']:.1f} s; requests for events: {polls}")
        print(f"The event loop was late by {lateness(late)}; {lateness(usual)} where nobody has the address")


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The ratios are printed; those of the README are of another run, and need not be the same."""
    table = measured.table(TITLE, measured.BENCH, FOUND)
    with capsys.disabled():
        print(f"\n\n{table}\n")
    if WRITE:
        measured.write_to_readme(TITLE, table)

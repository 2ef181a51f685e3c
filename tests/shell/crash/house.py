"""A house with a measured tank: Home Assistant starts in it, and ends as one ends without power."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
import json
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.core import HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_test_home_assistant,
)

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account
from tests.shell.crash.cut import Cut
from tests.shell.hours import METER, at, counted, minutes_later, ran, settle

type MakeRecorder = Callable[..., AbstractAsyncContextManager[Any]]

# The event's hour is 19:00 to 20:00 UTC: Home Assistant starts in it, and reports between 21:01 and 22:01.
HOUR, DRAWN = 19, {17: 1, 18: 1, 19: 2, 20: 1}
STARTS, DUE = at(19.5), at(22.1)


@dataclass
class House:
    """What outlives a power cut: the disk, the recorder's rows, the account, and Spark."""

    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    make_recorder: MakeRecorder
    disk: Path
    entry: MockConfigEntry | None = None

    def publish(self) -> str:
        """Let Spark publish the event before its hour, and all of tomorrow: nobody polls in between."""
        tomorrow = [(at(hour), 0.1) for hour in range(22, 46)]
        self.spark.publish_price_curve([(TANK, LOCATION), (CHARGER, LOCATION)], tomorrow, created_at=at(HOUR - 9))
        return self.spark.publish_price_curve([(TANK, LOCATION)], [(at(HOUR), -0.5)], created_at=at(HOUR - 8))

    @asynccontextmanager
    async def home_assistant(self, *, has_run: bool = False) -> AsyncIterator[HomeAssistant]:
        """Start Home Assistant on what is on disk; at the end its power is cut."""
        self.disk.mkdir(exist_ok=True)
        async with async_test_home_assistant(config_dir=str(self.disk)) as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            let_threads_be_waited_for(hass)
            await hass.config.async_set_time_zone("Europe/Oslo")
            async with self.make_recorder(hass):
                await counted(hass, DRAWN)
                if has_run:
                    await ran(hass)
                await self._set_up(hass)
                yield hass
                await end(hass)

    async def _set_up(self, hass: HomeAssistant) -> None:
        account = Account(hass, self.spark, entities={TANK: {"usage_entity_id": METER}})
        if LOCATION not in self.spark.locations:
            account.register()
        self.entry = account.entry()
        self.entry.add_to_hass(hass)
        await hass.config_entries.async_setup(self.entry.entry_id)

    async def until_due(self, hass: HomeAssistant) -> None:
        """Let the hours pass until the report is due, and nothing happen then."""
        for hour in (20, 21):
            self.freezer.move_to(at(hour) + timedelta(seconds=5))
            async_fire_time_changed(hass)
            await settle(hass)
        self.freezer.move_to(DUE)

    async def live_on(self, hass: HomeAssistant) -> None:
        """Let half a day pass."""
        await settle(hass)
        for minutes in (1, 16, 31, 61, 121, 241):
            await minutes_later(hass, self.freezer, minutes)

    def begin_round(self, cut: Cut) -> None:
        """Wake the reporter, whose round has the cut in it."""
        assert self.entry
        data = self.entry.runtime_data
        rounds = data.reporter._rounds  # noqa: SLF001 - the one seam: a round as the reporter makes it
        rounds._usual = cut.wrapped(rounds._usual)  # noqa: SLF001
        data.coordinator.async_update_listeners()

    def copy_to(self, disk: Path) -> None:
        """Copy the disk as it is now."""
        shutil.copytree(self.disk, disk, ignore=shutil.ignore_patterns("tmp*"))

    def settlements(self) -> dict[str, str]:
        """Return what the ledger on disk says of each event; empty without one."""
        return settlements(self.disk)

    def reports_by_event(self) -> Counter[str]:
        """Return how many reports Spark took on each event."""
        return Counter(report.event_id for report in self.spark.reports)


def settlements(disk: Path) -> dict[str, str]:
    """Return what the ledger on a disk says of each event; empty without one."""
    found = list((disk / ".storage").glob("volue_spark.*.reports"))
    if not found:
        return {}
    entries = json.loads(found[0].read_text())["data"]["entries"]
    return {key: kept["settlement"] for key, kept in entries.items()}


def let_threads_be_waited_for(hass: HomeAssistant) -> None:
    """Make each await of a thread wait: a fast thread may be done before anybody awaits it."""
    at_once = hass.async_add_executor_job

    def add(target: Callable[..., Any], *args: Any) -> Any:
        async def job() -> Any:
            await asyncio.sleep(0)
            return await at_once(target, *args)

        return hass.async_create_task(job(), eager_start=False)

    hass.async_add_executor_job = add  # type: ignore[method-assign]


async def end(hass: HomeAssistant) -> None:
    """Take what is left of Home Assistant out of memory; nothing more is written or sent for its account."""
    current = asyncio.current_task()
    for task in asyncio.all_tasks():
        if task is not current and task.get_name().startswith("volue_spark"):
            task.cancel()
    await asyncio.sleep(0)
    await hass.async_stop(force=True)
    for handle in get_scheduled_timer_handles(hass.loop):
        handle.cancel()

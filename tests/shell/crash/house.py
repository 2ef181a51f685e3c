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
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_test_home_assistant,
)

from custom_components.volue_spark.reporting.reporter import Reporter
from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, Account
from tests.shell.hours import METER, at, counted, minutes_later, ran, settle
from tests.shell.reports.evening import until

type MakeRecorder = Callable[..., AbstractAsyncContextManager[Any]]

# The event's hour is 20:00 to 21:00 UTC: Home Assistant starts before. This home reports at 22:20, and
# polls at 20:37 and 22:37: the round that reports has to ask for news itself, and to log in for it.
MARK = timedelta(seconds=5)
ENTRY_ID = "account-38"
HOUR, DRAWN = 20, {18: 1, 19: 1, 20: 2, 21: 1}
STARTS, DUE = at(18.7), at(22.4)
_PASSING = [at(19.25), at(20) + MARK, at(20.7), at(21) + MARK, at(22) + MARK]


@dataclass
class House:
    """What outlives a power cut: the disk, the recorder's rows, the account, and Spark."""

    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    make_recorder: MakeRecorder
    disk: Path
    entry: MockConfigEntry | None = None

    def publish(self, *hours: int, created: int = HOUR - 8) -> str:
        """Let Spark publish an event about the tank: by default about one hour."""
        points = [(at(hour), -0.5) for hour in hours or (HOUR,)]
        return self.spark.publish_price_curve([(TANK, LOCATION)], points, created_at=at(created))

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
                try:
                    await self._set_up(hass)
                    yield hass
                finally:
                    await end(hass)

    async def _set_up(self, hass: HomeAssistant) -> None:
        account = Account(hass, self.spark, entry_id=ENTRY_ID, entities={TANK: {"usage_entity_id": METER}})
        if LOCATION not in self.spark.locations:
            account.register()
        self.entry = account.entry()
        self.entry.add_to_hass(hass)
        await hass.config_entries.async_setup(self.entry.entry_id)

    async def until_over(self, hass: HomeAssistant) -> None:
        """Let the hours pass until the event is over and marked."""
        for moment in _PASSING[:-1]:
            self.freezer.move_to(moment)
            async_fire_time_changed(hass)
            await settle(hass)

    async def until_due(self, hass: HomeAssistant) -> None:
        """Let the hours pass until the report is due, and nothing happen then."""
        await self.until_over(hass)
        self.freezer.move_to(_PASSING[-1])
        async_fire_time_changed(hass)
        await settle(hass)
        self.spark.requests.clear()
        self.freezer.move_to(DUE)

    async def live_on(self, hass: HomeAssistant) -> str:
        """Let half a day pass, and return what became of the last report."""
        await settle(hass)
        for minutes in (1, 16, 31, 61, 121, 241):
            await minutes_later(hass, self.freezer, minutes)
        return self.last

    @property
    def reporter(self) -> Reporter:
        """The reporter of the Home Assistant that was started last."""
        assert self.entry
        reporter: Reporter = self.entry.runtime_data.reporter
        return reporter

    @property
    def last(self) -> str:
        """What became of the last report, as Home Assistant knows it now."""
        last = self.reporter.ledger.last
        return last.settlement if last else "none"

    @property
    def entry_id(self) -> str:
        """The account's."""
        return ENTRY_ID

    def begin_round(self) -> None:
        """Wake the reporter."""
        assert self.entry
        self.entry.runtime_data.coordinator.async_update_listeners()

    def copy_to(self, disk: Path) -> None:
        """Copy the disk as it is now."""
        shutil.copytree(self.disk, disk, ignore=shutil.ignore_patterns("tmp*"))

    async def sends(self) -> None:
        """Wait until Spark has something to answer."""
        await until(lambda: self.spark.is_busy)

    async def passes(self, seconds: float) -> None:
        """Let seconds pass, and what they bring happen."""
        self.freezer.tick(timedelta(seconds=seconds))
        for _ in range(100):
            await asyncio.sleep(0.0)

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

    hass.async_add_executor_job = add  # type: ignore[assignment,method-assign]


async def end(hass: HomeAssistant) -> None:
    """Take what is left of Home Assistant out of memory; nothing more is written or sent for its account."""
    current = asyncio.current_task()
    for task in asyncio.all_tasks():
        if task is not current and task.get_name().startswith("volue_spark"):
            task.cancel()
    await asyncio.sleep(0)
    if hass.state is not CoreState.stopped:
        await hass.async_stop(force=True)
    for handle in get_scheduled_timer_handles(hass.loop):
        handle.cancel()

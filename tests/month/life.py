"""A month of three homes: what sensors say is said, the recorder compiles every five minutes, and Spark is told."""

from asyncio import sleep
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
import heapq
from pathlib import Path
import sqlite3
from typing import Any

from freezegun import api
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from tests.fake_spark import FakeSpark
from tests.month import house
from tests.month.books import Booked, booked
from tests.month.device import Device, Edit
from tests.month.devices import DEVICES
from tests.month.moments import HOUR, ROW, SECOND
from tests.month.queries import Queries
from tests.month.sensors import Said
from tests.month.story import (
    BEGINS,
    ENDS,
    FIRST_DAY,
    HALF_HOURS,
    HALF_HOURS_PUBLISHED,
    LAST_DAY,
    OUTAGES,
    event_hours,
    published_at,
)
from tests.soak.house import MakeRecorder, home_assistant, settled
from tests.soak.life import MOMENT, TICK, next_alarm

# Home Assistant compiles ten seconds past five minutes and a bit, and marks the full hour at five seconds and a bit.
COMPILES, MARKS = 11 * SECOND, 6 * SECOND
# Sensors come back one after the other once Home Assistant has started.
BACK_AFTER, APART = 20 * SECOND, SECOND / 2
# As in a house: what happens is written every five seconds, not one by one.
RECORDER = {"commit_interval": 5}


@dataclass
class Life:
    """The month, lived by Home Assistant against a local Spark."""

    spark: FakeSpark
    freezer: FrozenDateTimeFactory
    storage: dict[str, Any]
    database: Path
    queries: Queries = field(default_factory=Queries)
    events: dict[int, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    books: dict[str, Booked] = field(default_factory=dict)
    half_hours: str | None = None
    _late: timedelta = timedelta()

    async def live(self, make_recorder: MakeRecorder) -> None:
        """Live from one outage to the next."""
        house.register(self.spark)
        starts = [BEGINS, *(outage.start for outage in OUTAGES)]
        stops = [*((outage.stop, outage.is_kill) for outage in OUTAGES), (ENDS, False)]
        for start, (stop, is_kill) in zip(starts, stops, strict=True):
            self.freezer.move_to(start + TICK)
            left = None
            async with home_assistant(partial(make_recorder, config=RECORDER), house.wait_for_sensors) as hass:
                self.queries.listen(hass)
                if start == BEGINS:
                    await hass.config_entries.async_add(house.entry(self.spark))
                await self._pass(hass, start, stop)
                self.books = await booked(hass)
                if is_kill:
                    left = self._on_disk()
            if left:
                self._put_back(left)

    def _on_disk(self) -> tuple[dict[str, Any], bytes]:
        """Return what a kill leaves: what is written by now, in files and in the database."""
        with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            return deepcopy(self.storage), copy.serialize()

    def _put_back(self, left: tuple[dict[str, Any], bytes]) -> None:
        storage, content = left
        self.storage.clear()
        self.storage.update(storage)
        for journal in ("-wal", "-shm"):
            self.database.with_name(self.database.name + journal).unlink(missing_ok=True)
        self.database.write_bytes(content)

    async def _pass(self, hass: HomeAssistant, start: datetime, stop: datetime) -> None:
        now, happenings = start, happenings_in(start, stop)
        happens = next(happenings, None)
        for look_at in instants(start, stop):
            while happens and happens[0] <= look_at:
                if happens[0] > now:
                    now = await self._reach_alarms(hass, now, happens[0])
                    self.freezer.move_to(happens[0])
                    now = happens[0]
                self._happen(hass, happens[-1])
                happens = next(happenings, None)
            now = await self._reach_alarms(hass, now, look_at)
            now = await self._reach(hass, look_at)

    async def _reach_alarms(self, hass: HomeAssistant, now: datetime, until: datetime) -> datetime:
        """Let what the integration has set a timer for happen at its own time."""
        while (alarm := max(next_alarm(hass), now + MOMENT)) < until:
            now = await self._reach(hass, alarm)
        return now

    async def _reach(self, hass: HomeAssistant, now: datetime) -> datetime:
        begun, asked = api.real_perf_counter(), len(self.queries.asked)
        # Each time a little later: what comes back after exactly such an interval would keep the loop awake.
        self._late += TICK
        self.freezer.move_to(now + self._late)
        await sleep(0)
        await sleep(0)
        await settled(hass)
        if looks := self.queries.looks_since(asked):
            self.seconds.append((api.real_perf_counter() - begun) / looks)
        await _written(hass)
        return now

    def _happen(self, hass: HomeAssistant, what: object) -> None:
        match what:
            case (Device() as device, Said() as said):
                assert device.sensor
                hass.states.async_set(device.entity_id, said.state, device.sensor.attributes(said))
            case (Device() as device, str() as place):
                hass.states.async_set(device.tracker, place)
            case (Device() as device, Edit() as edit):
                recorder = get_instance(hass)
                recorder.async_adjust_statistics(device.entity_id, edit.hour, edit.energy_kwh, "kWh")
            case int() as day:
                points = [(hour, -0.5) for hour in event_hours(day)]
                self.events[day] = self.spark.publish_price_curve(house.targets(), points)
            case None:
                points = [(start, -0.5) for start in HALF_HOURS]
                self.half_hours = self.spark.publish_price_curve(house.targets(), points, HOUR / 2)


async def _written(hass: HomeAssistant) -> None:
    """Wait for the recorder; its own waiting ends at once while its thread is busy with the last thing in its queue."""
    done = hass.loop.create_future()
    get_instance(hass).queue_task(SynchronizeTask(done))
    await done


type Happening = tuple[datetime, int, object]


def happenings_in(start: datetime, stop: datetime) -> Iterator[Happening]:
    """Yield what happens in ``[start, stop)`` in its order: first of all, sensors come back."""
    number = iter(range(10**7))
    found: list[list[Happening]] = [[(published_at(day), next(number), day) for day in range(FIRST_DAY, LAST_DAY + 1)]]
    found.append([(HALF_HOURS_PUBLISHED, next(number), None)])
    for index, device in enumerate(DEVICES):
        back = start + BACK_AFTER + index * APART
        said = [(said.at, said) for said in device.sensor.says] if device.sensor else []
        for track in (said, list(device.places)):
            later: list[Happening] = [(at, next(number), (device, what)) for at, what in track if at >= back]
            now = [(device, what) for at, what in track if at < back][-1:]
            found.append([*((back, next(number), what) for what in now), *later])
        found.append([(edit.at, next(number), (device, edit)) for edit in device.edits])
    return (each for each in heapq.merge(*found) if start <= each[0] < stop)


def instants(start: datetime, stop: datetime) -> Iterator[datetime]:
    """Yield when Home Assistant's own clock has something to do."""
    row = start - (start - BEGINS) % ROW
    while row < stop:
        for after in (MARKS, COMPILES) if row.minute == 0 else (COMPILES,):
            if start < row + after < stop:
                yield row + after
        row += ROW
    yield stop

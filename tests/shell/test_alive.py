"""The marks of when Home Assistant ran: on them depends which hours can be proved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.volue_spark.alive import Alive
from tests.shell.conftest import Account
from tests.shell.hours import DAY, at

KEY, MARK = "volue_spark.alive", timedelta(seconds=5)

type Run = tuple[float, float]


def hours(*runs: tuple[datetime, datetime]) -> list[Run]:
    """Return runs in hours of the day."""
    return [
        (round((start - DAY).total_seconds() / 3600, 4), round((end - DAY).total_seconds() / 3600, 4))
        for start, end in runs
    ]


def marked(hour: int) -> float:
    """Return when a full hour is marked, as an hour of the day."""
    return round(hour + MARK.total_seconds() / 3600, 4)


@dataclass
class Machine:
    """A machine with two clocks: the one on the wall can be set, and goes on while the machine sleeps."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    disk: dict[str, Any]
    seconds: float = 0
    marks: Alive | None = None

    async def start(self) -> None:
        """Start Home Assistant on what is on disk; one that ran before was killed."""
        if self.marks and self.marks._hour:  # noqa: SLF001 - a dead one does not ring
            self.marks._hour()  # noqa: SLF001
        self.marks = Alive(self.hass)
        await self.marks.start()

    async def runs_until(self, hour: float) -> None:
        """Let time pass as it does."""
        while (now := dt_util.utcnow()) < at(hour):
            full_hour = now.replace(minute=0, second=0) + MARK
            marks = (full_hour, full_hour + timedelta(hours=1))
            step = min(moment - now for moment in (*marks, now + timedelta(minutes=20), at(hour)) if moment > now)
            self.seconds += step.total_seconds()
            self.freezer.tick(step)
            async_fire_time_changed(self.hass)
            await self.hass.async_block_till_done()

    async def clock_is_set(self, hour: float) -> None:
        """Set the clock on the wall."""
        self.freezer.move_to(at(hour))

    async def stop(self) -> None:
        """Stop Home Assistant, as far as a file has to do with it."""
        for state, event in (
            (CoreState.stopping, EVENT_HOMEASSISTANT_STOP),
            (CoreState.final_write, EVENT_HOMEASSISTANT_FINAL_WRITE),
        ):
            self.hass.set_state(state)
            self.hass.bus.async_fire(event)
            await self.hass.async_block_till_done()
        self.hass.set_state(CoreState.running)

    @property
    def on_disk(self) -> list[Run]:
        """What the next start will read."""
        stored = self.disk[KEY]["data"]["runs"]
        return hours(
            *((dt_util.utc_from_timestamp(start), dt_util.utc_from_timestamp(end)) for start, end, _ in stored)
        )

    @property
    def known(self) -> list[Run]:
        """What is known now."""
        assert self.marks
        return hours(*((run.start, run.until) for run in self.marks.runs(dt_util.utcnow()).runs))


@pytest.fixture
def machine(
    hass: HomeAssistant,
    account: Account,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Machine:
    """Return a machine at 9:30 with an account, on which Home Assistant never ran."""
    freezer.move_to(at(9.5))
    account.entry().add_to_hass(hass)
    machine = Machine(hass, freezer, hass_storage)
    monkeypatch.setattr(sys.modules[Alive.__module__], "time", SimpleNamespace(monotonic=lambda: machine.seconds))
    return machine


@pytest.fixture
def writes() -> Iterator[list[str]]:
    """Yield the keys of all that is written."""
    keys: list[str] = []
    save = Store.async_save

    async def saved(store: Store[Any], data: Any) -> None:
        keys.append(store.key)
        await save(store, data)

    with patch.object(Store, "async_save", saved):
        yield keys


async def test_a_day_costs_one_write_an_hour(machine: Machine, writes: list[str]) -> None:
    """It is somebody's memory card; more often tells nothing that an hour needs."""
    await machine.start()
    await machine.runs_until(33.5)
    assert writes == [KEY] * 25
    assert machine.on_disk == [(9.5, marked(33))]


async def test_a_kill_leaves_the_last_full_hour(machine: Machine) -> None:
    """What came after it may be anything: nobody wrote down that somebody watched."""
    await machine.start()
    await machine.runs_until(12.75)
    assert machine.on_disk == [(9.5, marked(12))]
    await machine.runs_until(12.8)
    await machine.start()
    await machine.runs_until(13.5)
    assert machine.known == [(9.5, marked(12)), (12.8, 13.5)]


async def test_a_stop_leaves_its_own_moment(machine: Machine) -> None:
    """Somebody who restarts at five to twelve keeps the eleventh hour."""
    await machine.start()
    await machine.runs_until(11.9)
    await machine.stop()
    assert machine.on_disk == [(9.5, 11.9)]
    machine.freezer.move_to(at(12.1))
    await machine.start()
    assert machine.known == [(9.5, 11.9), (12.1, 12.1)]


async def test_runs_are_kept_as_long_as_the_rows_that_they_prove(machine: Machine) -> None:
    """The file must not grow for ever; the recorder keeps its rows for ten days."""
    for day in (0, 3, 20):
        machine.freezer.move_to(at(9.5 + 24 * day))
        await machine.start()
        await machine.runs_until(11.5 + 24 * day)
    assert machine.on_disk == [(9.5 + 480, marked(11 + 480))]


async def test_a_machine_that_sleeps_does_not_run(machine: Machine) -> None:
    """Nobody watched while it slept, though no process ended; the clock on the wall goes on alone."""
    await machine.start()
    await machine.runs_until(10.25)
    await machine.clock_is_set(14.25)
    await machine.runs_until(16.5)
    assert machine.known == [(9.5, marked(10)), (round(14.25 + 1 / 3, 4), 16.5)]
    assert machine.on_disk[0] == (9.5, marked(10))


async def test_a_clock_that_is_set_forward_begins_a_new_run(machine: Machine) -> None:
    """The hours that were skipped were seen by nobody."""
    await machine.start()
    await machine.runs_until(10.25)
    await machine.clock_is_set(12.25)
    known = machine.known
    assert known == [(9.5, marked(10)), (12.25, 12.25)]


async def test_a_clock_that_is_set_back_takes_along_what_it_was_wrong_about(machine: Machine) -> None:
    """Hours that the wrong clock counted were others; what ran before it stands."""
    await machine.start()
    await machine.runs_until(10.9)
    await machine.stop()
    machine.freezer.move_to(at(15))
    await machine.start()
    await machine.runs_until(17.5)
    await machine.clock_is_set(12)
    assert machine.known == [(9.5, 10.9), (12, 12)]
    # Home Assistant's own timers wait until the clock is where it was.
    await machine.runs_until(18.5)
    assert machine.on_disk == [(9.5, 10.9), (12, marked(18))]
    await machine.start()
    assert machine.known == [(9.5, 10.9), (12, marked(18)), (18.5, 18.5)]


async def test_runs_of_the_future_are_forgotten_at_a_start(machine: Machine) -> None:
    """They were written by a clock that was wrong, and would prove hours that have not been."""
    machine.freezer.move_to(at(40))
    await machine.start()
    await machine.runs_until(42)
    machine.freezer.move_to(at(9.5))
    await machine.start()
    assert machine.known == [(9.5, 9.5)]


async def test_a_clock_that_is_corrected_a_little_ends_no_run(machine: Machine) -> None:
    """Every clock is corrected now and then, by seconds; each would cost an hour."""
    await machine.start()
    for number, seconds in enumerate((40, -40, 50, -50)):
        await machine.runs_until(10 + number)
        machine.freezer.tick(timedelta(seconds=seconds))
        assert len(machine.known) == 1


@pytest.mark.parametrize(
    "content",
    [
        None,
        7,
        [],
        {},
        {"runs": None},
        {"runs": {}},
        {"runs": [7]},
        {"runs": [[1]]},
        {"runs": [[1, 2, 3]]},
        {"runs": [["a", "b"]]},
        {"runs": [[1e300, 2e300]]},
        {"runs": [[-5, 5]]},
        {"runs": [[float("nan"), 5]]},
    ],
    ids=str,
)
@pytest.mark.parametrize("version", [1, 2, "one"])
async def test_marks_that_cannot_be_read_prove_nothing(machine: Machine, content: object, version: object) -> None:
    """They are lost, and a day with them; a start must not be."""
    machine.disk[KEY] = {"version": version, "minor_version": 1, "key": KEY, "data": content}
    await machine.start()
    await machine.runs_until(10.5)
    assert machine.known == [(9.5, 10.5)]
    assert machine.on_disk == [(9.5, marked(10))]


async def test_a_home_assistant_without_an_account_writes_nothing(
    machine: Machine, hass: HomeAssistant, writes: list[str]
) -> None:
    """Whoever installed it and never signed in has nothing to prove."""
    [entry] = hass.config_entries.async_entries("volue_spark")
    await hass.config_entries.async_remove(entry.entry_id)
    writes.clear()
    machine.disk.pop(KEY, None)
    await machine.start()
    await machine.runs_until(12.5)
    await machine.stop()
    assert (KEY in writes, KEY in machine.disk) == (False, False)

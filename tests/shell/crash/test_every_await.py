"""The reporter is stopped at every await in turn; the next Home Assistant makes the best of what is on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from custom_components.volue_spark.reporting.reporter import Reporter
from tests.shell.crash.conftest import Build
from tests.shell.crash.cut import Cut
from tests.shell.crash.house import DUE, House, settlements
from tests.shell.hours import settle

# What the ledger on disk says of an event, and how many reports Spark has.
type Found = tuple[str | None, int]

AWAY, SEED = timedelta(minutes=5), 20301
# What the ledger on disk says when the power is cut -> what it says in the end, and how many reports Spark has.
ENDS: dict[str | None, list[tuple[str, int]]] = {
    None: [("accepted", 1)],
    "ready": [("accepted", 1)],
    "sent": [("uncertain", 0), ("uncertain", 1)],
    "accepted": [("accepted", 1)],
}


@dataclass(frozen=True)
class Ruin:
    """A disk after a power cut, and Spark as it was then."""

    house: House
    event_id: str
    disk: Path
    spark: Any

    @property
    def found(self) -> Found:
        """What the ledger says of the event, and how many reports Spark has."""
        return settlements(self.disk).get(self.event_id), len(self.spark["reports"])

    def go_back(self, number: int) -> None:
        """Have all as it was when the power was cut."""
        disk = self.disk.with_name(f"{self.disk.name}-{number}")
        self.house.disk = self.disk
        self.house.copy_to(disk)
        self.house.disk = disk
        self.house.spark.load_json(self.spark)
        self.house.freezer.move_to(DUE + AWAY)


async def cut_at(house: House, point: int, patch: pytest.MonkeyPatch) -> list[Ruin]:
    """Cut the power at one of the points of a round that proves, logs in, asks for news, sends and settles.

    What was under way at that moment, in a thread or at Spark, happens all the
    same, and may be on disk or not. Empty where there is no such point.
    """
    event_id = house.publish()
    early, late = (house.disk.with_name(f"{house.disk.name}-{name}") for name in ("early", "late"))
    cut = Cut(point, lambda: house.copy_to(early))
    with patch.context() as patched:
        patched.setattr(Reporter, "_run", cut.wrapped(Reporter._run))  # noqa: SLF001 - a round, as the reporter makes it
        async with house.home_assistant(has_run=True) as hass:
            await settle(hass)
            await house.until_due(hass)
            cut.is_armed = True
            house.begin_round()
            await cut.is_over()
            house.copy_to(late)
            kept = house.spark.to_json()
    if not cut.is_cut:
        assert [seen.path.rpartition("/")[2] for seen in house.spark.requests] == [
            "token",
            "events",
            "reports",
            "compensation",
        ]
    return [Ruin(house, event_id, disk, kept) for disk in (early, late)] if cut.is_cut else []


async def lives_on(house: House) -> tuple[str, int]:
    """Start Home Assistant again, and return how it stands half a day later."""
    async with house.home_assistant() as hass:
        return await house.live_on(hass), len(house.spark.reports)


async def is_cut_again(house: House, point: int, patch: pytest.MonkeyPatch) -> None:
    """Start Home Assistant again, and cut the power in its first round."""
    cut = Cut(point, is_armed=True)
    with patch.context() as patched:
        patched.setattr(Reporter, "_run", cut.wrapped(Reporter._run))  # noqa: SLF001
        async with house.home_assistant():
            await cut.is_over()
    house.freezer.tick(AWAY)


def one_of_each(ruins: Iterable[Ruin]) -> list[Ruin]:
    """Return those that differ in what the next start finds."""
    return list({ruin.found: ruin for ruin in ruins}.values())


@pytest.mark.timeout(180)
async def test_at_whatever_await_the_power_is_cut_no_report_is_lost_or_doubled(
    build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The household is paid once, or a person is asked where the answer may have been lost."""
    ruins: list[Ruin] = []
    for point in count(1):
        if not (ruined := await cut_at(await build(), point, monkeypatch)):
            break
        ruins += ruined
    random = Random(SEED)  # noqa: S311 - a power cut is no secret
    ends: list[tuple[Found, tuple[str, int]]] = []
    for ruin in one_of_each(ruins):
        ruin.go_back(1)
        ends.append((ruin.found, await lives_on(ruin.house)))
        ruin.go_back(2)
        await is_cut_again(ruin.house, random.randrange(1, 12), monkeypatch)
        found = ruin.house.settlements().get(ruin.event_id), len(ruin.house.spark.reports)
        ends.append((found, await lives_on(ruin.house)))
    with capsys.disabled():
        print(f"\n{len(ruins) // 2} points, {len(ends)} next starts, seed {SEED}: {ends}")  # noqa: T201
    assert [(found, end) for found, end in ends if end not in ENDS[found[0]]] == []
    assert {settlement for (settlement, _), _ in ends} == set(ENDS)

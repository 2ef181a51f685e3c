"""The reporter is stopped at every await in turn; the next Home Assistant makes the best of what is on disk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.shell.crash.cut import Cut
from tests.shell.crash.house import House, settlements
from tests.shell.hours import settle

AWAY = timedelta(minutes=5)
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
    def found(self) -> tuple[str | None, int]:
        """What the ledger says of the event, and how many reports Spark has."""
        return settlements(self.disk).get(self.event_id), len(self.spark["reports"])


async def cut_at(house: House, point: int) -> tuple[Cut, list[Ruin]]:
    """Cut the power at one of the points of a round that proves, asks for news, logs in, sends and settles.

    What was under way at that moment, in a thread or at Spark, happens all the
    same, and may be on disk or not.
    """
    event_id = house.publish()
    early, late = (house.disk.with_name(f"{house.disk.name}-{name}") for name in ("early", "late"))
    cut = Cut(point, lambda: house.copy_to(early))
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        await house.until_due(hass)
        house.begin_round(cut)
        await cut.is_over()
        house.copy_to(late)
        kept = house.spark.to_json()
    return cut, [Ruin(house, event_id, disk, kept) for disk in (early, late)] if cut.is_cut else []


async def test_at_whatever_await_the_power_is_cut_no_report_is_lost_or_doubled(
    build: Callable[[], Awaitable[House]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The household is paid once, or a person is asked: the answer may have been lost."""
    ruins: dict[tuple[str | None, int], Ruin] = {}
    import time
    t=time.time()
    for point in count(1):
        cut, found = await cut_at(await build(), point)
        if not cut.is_cut:
            break
        with capsys.disabled(): print(point, [r.found for r in found], time.perf_counter())

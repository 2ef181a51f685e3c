"""A month of a real recorder: all that is reported is what was drawn, and every other hour has its reason."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
import logging
from pathlib import Path
from typing import Any

from freezegun import api
from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark
from tests.month.books import booked, told
from tests.month.devices import DEVICES
from tests.month.life import Life
from tests.month.oracle import Expected, expected
from tests.month.story import ASKED_ABOUT, LAST_DAY
from tests.soak.house import MakeRecorder

NOISE_KWH = 0.001

type Hours = dict[tuple[str, datetime], Expected]


@dataclass
class Comparison:
    """What was found to differ, and what was counted."""

    wrong: list[str] = field(default_factory=list)
    proved: int = 0
    told: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    largest: float = 0.0

    def compare(self, about: str, found: Expected | None, wanted: Expected) -> None:
        """Compare one hour."""
        if isinstance(found, str) or isinstance(wanted, str) or found is None:
            if found != wanted:
                self.wrong.append(f"{about}: {found}, expected {wanted}")
            return
        self.largest = max(self.largest, abs(found - wanted))
        if abs(found - wanted) > NOISE_KWH:
            self.wrong.append(f"{about}: {found:.4f} kWh, expected {wanted:.4f}")

    def count(self, hours: Hours) -> None:
        """Count hours by whether they are proved."""
        self.proved += sum(not isinstance(energy, str) for energy in hours.values())
        self.reasons.update(energy for energy in hours.values() if isinstance(energy, str))


def in_report(hours: Hours) -> dict[tuple[str, datetime], float]:
    """Return what of an event a report tells: all that is proved, without zeros at both ends of a device."""
    proved = {key: energy for key, energy in hours.items() if not isinstance(energy, str)}
    drawn: dict[str, list[datetime]] = {}
    for (resource_id, start), energy in proved.items():
        if energy > 0:
            drawn.setdefault(resource_id, []).append(start)
    return {
        (resource_id, start): energy
        for (resource_id, start), energy in proved.items()
        if resource_id in drawn and min(drawn[resource_id]) <= start <= max(drawn[resource_id])
    }


def compared(life: Life) -> Comparison:
    """Compare the books and the reports of the month with what is expected."""
    found, books, reports = Comparison(), booked(life.storage), told(life.spark)
    for day in range(1, LAST_DAY + 1):
        event_id, wanted = life.events[day], expected(day)
        entry = books.get(event_id)
        for key in sorted({*wanted, *(entry.hours if entry else ())}):
            about = f"day {day} {key[0]} {key[1]:%d %H:%M}"
            found.compare(f"books, {about}", entry.hours.get(key) if entry else None, wanted.get(key, "nothing"))
        found.count(wanted)
        tells = {} if day in ASKED_ABOUT else in_report(wanted)
        took = reports.pop(event_id, [])
        if len(took) != bool(tells):
            found.wrong.append(f"day {day}: {len(took)} reports, {entry and entry.settlement}")
        for report in took:
            found.told += len(report)
            for key in sorted({*report, *tells}):
                about = f"day {day} {key[0]} {key[1]:%d %H:%M}"
                found.compare(f"report, {about}", report.get(key, "nothing"), tells.get(key, "nothing"))
        settled = "uncertain" if day in ASKED_ABOUT else "accepted" if tells else "empty"
        if not entry or entry.settlement != settled:
            found.wrong.append(f"day {day}: {entry and entry.settlement}, expected {settled}")
    found.wrong += [f"a report on {event_id}" for event_id in reports]
    return found


@pytest.mark.parametrize("persistent_database", [True])
@pytest.mark.parametrize("enable_statistics", [True])
@pytest.mark.parametrize("enable_missing_statistics", [True])
@pytest.mark.parametrize("enable_nightly_purge", [True])
async def test_a_month(
    recorder_db_url: str,
    async_test_recorder: MakeRecorder,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    fake_spark: FakeSpark,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A kWh that nobody drew, or a lost one, is money: in twenty devices' month there is none."""
    asyncio.get_running_loop().set_debug(False)
    logging.disable(logging.INFO)
    life = Life(fake_spark, freezer, hass_storage, Path(recorder_db_url.removeprefix("sqlite:///")))
    begun = api.real_perf_counter()
    await life.live(async_test_recorder)
    found = compared(life)
    with capsys.disabled():
        print("seconds", api.real_perf_counter() - begun)
        print(found.proved, found.told, found.reasons, found.largest)
        print(len(DEVICES), "devices")
        print(*found.wrong, sep="\n")
        import pickle
        pickle.dump(life.queries.asked, open("/tmp/month.queries", "wb"))
        pickle.dump((hass_storage, life.events, fake_spark.reports), open("/tmp/month.storage", "wb"))
    assert found.wrong == []

"""A month of a real recorder: all that is reported is what was drawn, and every other hour has its reason."""

import asyncio
import logging
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark
from tests.month.comparison import NOISE_KWH, Comparison, compared
from tests.month.devices import DEVICES
from tests.month.life import Life
from tests.soak.house import MakeRecorder

MOST_QUERIES = 3


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
    await life.live(async_test_recorder)
    logging.disable(logging.NOTSET)
    found = compared(life)
    with capsys.disabled():
        print(f"\n\n{table(life, found)}\n")
    assert not found.wrong, "\n".join(["", *found.wrong])
    assert found.largest <= NOISE_KWH
    assert too_many_queries(life) == []


def too_many_queries(life: Life) -> list[str]:
    """Return when the recorder is asked too often."""
    return [
        f"{at}: {asked} for {looks} events"
        for at, asked in life.queries.by_instant().items()
        if asked > MOST_QUERIES * (looks := life.queries.looks_at(at))
    ]


def most_queries(life: Life) -> float:
    """Return how much the recorder is asked at most for one look at one event."""
    return max(asked / life.queries.looks_at(at) for at, asked in life.queries.by_instant().items())


def table(life: Life, found: Comparison) -> str:
    """Return what the month came to."""
    seconds, looks = sorted(life.seconds), life.queries.looks_since(0)
    rows: list[tuple[str, object]] = [
        ("Devices", len(DEVICES)),
        ("Hours proved", found.proved),
        ("Hours in reports", found.told),
        *((f"Hours unproved: {reason}", count) for reason, count in found.reasons.most_common()),
        ("Largest deviation, kWh", f"{found.largest:.6f}"),
        ("SQL queries per event, at most", f"{most_queries(life):g}"),
        ("Looks at the recorder per event", f"{looks / len(life.events):.1f}"),
        ("Seconds per event: median, worst", f"{seconds[len(seconds) // 2]:.3f}, {seconds[-1]:.3f}"),
    ]
    lines = [("Three homes, October 2030", "Measured"), ("---", "---"), *rows]
    return "\n".join(f"| {what} | {figure} |" for what, figure in lines)

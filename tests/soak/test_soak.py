"""The soak: one table of what four times two weeks and 100,000 homes came to."""

import asyncio
from datetime import date
import logging
import os
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests import measured
from tests.fake_spark import FakeSpark
from tests.measured import Measure
from tests.soak import database, fleet, notices
from tests.soak.house import MakeRecorder
from tests.soak.life import Life
from tests.soak.story import Story

# The Sundays on which the clocks change.
SUNDAYS = [date(2027, 3, 28), date(2027, 10, 31)]
TITLE = "Three devices, two weeks around 28 March and two around 31 October 2027"
WRITE = os.environ.get("SOAK_WRITE") == "1"
FOUND: dict[Measure, list[float]] = {}


@pytest.mark.parametrize("persistent_database", [True])
@pytest.mark.parametrize("is_pushed", [False, True], ids=["polled", "pushed"])
@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
async def test_two_weeks_around_a_change_of_the_clocks(
    recorder_db_url: str,
    async_test_recorder: MakeRecorder,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    fake_spark: FakeSpark,
    sunday: date,
    *,
    is_pushed: bool,
) -> None:
    """An outage, a restart in it, a curve that is revised, one that never comes: each is somebody's Sunday."""
    asyncio.get_running_loop().set_debug(False)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    life = Life(Story(sunday, is_pushed), fake_spark, freezer)
    await life.live(async_test_recorder)
    rows = database.rows_of(Path(recorder_db_url.removeprefix("sqlite:///")), life.entity_ids)
    alone = database.attributes_alone(rows)
    for_curves = database.for_a_curve(alone, life.watch.told.heard_at)
    alone = [row for row in alone if row not in for_curves]
    for measure, figure in {**figures_of(life), **figures_of_recorder(rows, alone, for_curves)}.items():
        FOUND.setdefault(measure, []).append(figure)
    # Said here in full, and before the table, which knows numbers only.
    assert (life.watch.wrong, life.watch.hidden, life.restart.flaps, alone) == ([], [], [], [])
    assert life.has_seen_everything()
    assert life.has_doubted() is is_pushed


def figures_of(life: Life) -> dict[Measure, float]:
    """Return what was seen at the states and at the socket."""
    return {
        measured.WRONG: len(life.watch.wrong),
        measured.HIDDEN: len(life.watch.hidden),
        measured.LATE: life.watch.late.total_seconds(),
        measured.FLAPS: len(life.restart.flaps),
        measured.RECOVERY: life.recovered_after.total_seconds() / 60 if life.recovered_after else float("inf"),
        measured.TRIES: life.traffic.most_tries(),
    } | (figures_of_push(life) if life.story.is_pushed else figures_of_polling(life))


def figures_of_polling(life: Life) -> dict[Measure, float]:
    """Return how soon something is known where Spark has to be asked, and what that costs."""
    return {
        measured.WAITING: max(life.waits()).total_seconds() / 60,
        measured.REQUESTS: max(asked.total() for asked in life.traffic.by_day().values()),
    }


def figures_of_push(life: Life) -> dict[Measure, float]:
    """Return the same where Spark tells by itself."""
    apart = notices.unreliable_days(life.spark, life.story.first_day)
    return {
        measured.PUSHED_WAITING: max(life.waits()).total_seconds(),
        measured.LOST_WAITING: max(life.waits(lost=True)).total_seconds() / 60,
        measured.PUSHED_REQUESTS: max(asked.total() for asked in life.traffic.by_day(but=apart).values()),
    }


def figures_of_recorder(
    rows: list[database.Row], alone: list[database.Row], for_curves: list[database.Row]
) -> dict[Measure, float]:
    """Return what the recorder has to keep."""
    return {
        measured.ROWS: database.fullest_day(rows),
        measured.ATTRIBUTE_ROWS: len(alone),
        measured.CURVE_ROWS: database.fullest_day(for_curves),
        measured.ATTRIBUTE_BYTES: max(len(row.attributes.encode()) for row in rows),
    }


def test_100_000_homes_do_not_ask_together() -> None:
    """A fleet that comes back in one second takes down what has just come up."""
    FOUND[measured.FLEET], FOUND[measured.FLEET_BACK] = ([figure] for figure in fleet.worst_seconds())


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Every figure is within its limit; those of the README are of one run, and may differ by a request or a row."""
    figures = {measure: max(found) for measure, found in FOUND.items()}
    table = measured.table(TITLE, measured.SOAK, figures)
    with capsys.disabled():
        print(f"\n\n{table}\n")
    assert [measure.what for measure in measured.SOAK if not measure.holds(figures[measure])] == []
    if WRITE:
        measured.write_to_readme(TITLE, table)

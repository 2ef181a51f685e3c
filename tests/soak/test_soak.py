"""The soak: one table of what two times two weeks and 100,000 homes came to."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from tests.fake_spark import FakeSpark
from tests.soak import database
from tests.soak.house import MakeRecorder
from tests.soak.life import Life
from tests.soak.story import DAY, Story


@pytest.mark.parametrize("persistent_database", [True])
@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2027, 10, 31)], ids=str)
async def test_two_weeks(
    recorder_db_url: str,
    async_test_recorder: MakeRecorder,
    hass_storage: dict,
    freezer: FrozenDateTimeFactory,
    socket_enabled: None,
    sunday: date,
) -> None:
    """Two weeks."""
    import logging, asyncio
    asyncio.get_running_loop().set_debug(False)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    story = Story(sunday)
    freezer.move_to(story.begins)
    spark = FakeSpark()
    await spark.start()
    life = Life(story, spark, freezer)
    await life.live(async_test_recorder)
    await spark.stop()
    w = life.watch
    print("looks", w.looks, "wrong", len(w.wrong), w.wrong[:5], "hidden", len(w.hidden), w.hidden[:5])
    print("late", w.late, "waiting", w.waiting, "recovered", life.recovered_after)
    print("flaps", life.restart.flaps)
    for day, c in life.traffic.by_day().items(): print(day, c.total(), dict(c))
    print("tries", life.traffic.most_tries())
    for at, what in life.traffic.requests:
        if story.is_out(at): print("  ", at, what)
    rows = database.rows_of(Path(recorder_db_url.removeprefix("sqlite:///")), life.entity_ids)
    print(database.by_day(rows, story.first_day, sunday + 6 * DAY))
    from collections import Counter
    print(Counter(r.entity_id for r in rows), "alone", [r for r in rows if r.is_attributes_alone][:5], max(r.attribute_bytes for r in rows))

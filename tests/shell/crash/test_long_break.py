"""A break in which somebody may have gone on from a backup: nothing is sent again by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.shell.crash.house import DUE, House
from tests.shell.hours import at, settle

# Killed at 22:24, the marks end at 22:00:05.
LAST_MARK = at(22) + timedelta(seconds=5)


@contextmanager
def offline(house: House) -> Iterator[None]:
    """Let Spark turn every report away, without a word that it may have arrived."""
    house.spark.refuse_access()
    yield
    house.spark.allow_access()


@pytest.mark.parametrize(("hours", "end", "reports"), [(1.9, "accepted", 1), (2.1, "uncertain", 0)])
async def test_a_report_that_was_ready_before_a_long_break_is_asked_about(
    house: House, hours: float, end: str, reports: int
) -> None:
    """Two hours are long enough to restore a backup elsewhere and send it from there; a fuse is quicker."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        with offline(house):
            await house.until_due(hass)
            house.begin_round()
            await settle(hass)
            killed = house.disk.with_name("killed")
            house.copy_to(killed)
    house.disk = killed
    assert house.settlements() == {event_id: "ready"}
    house.freezer.move_to(LAST_MARK + timedelta(hours=hours))
    async with house.home_assistant() as hass:
        assert await house.live_on(hass) == end
    assert len(house.spark.reports) == reports


@pytest.mark.parametrize(("hours", "end"), [(1.9, "accepted"), (2.1, "uncertain")])
async def test_what_a_running_home_assistant_would_have_sent_in_a_long_break_is_asked_about(
    house: House, hours: float, end: str
) -> None:
    """It is not in the ledger of the backup: whether it was sent, nobody here knows."""
    house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        for_backup = house.disk.with_name("backup")
        await house.until_over(hass)
        house.copy_to(for_backup)
    house.disk = for_backup
    house.freezer.move_to(at(21) + timedelta(seconds=5, hours=hours))
    async with house.home_assistant() as hass:
        assert await house.live_on(hass) == end
    assert len(house.spark.reports) == (1 if end == "accepted" else 0)


async def test_a_backup_made_right_after_a_start_is_known_for_one(house: House) -> None:
    """Until its first full hour a run has one mark, of its start: the stop before it closes no more than itself."""
    house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
    backup = house.disk.with_name("backup")
    async with house.home_assistant() as hass:
        await settle(hass)
        house.copy_to(backup)
        await house.until_due(hass)
        assert await house.live_on(hass) == "accepted"
    house.disk = backup
    house.freezer.move_to(DUE + timedelta(hours=9))
    async with house.home_assistant() as hass:
        assert await house.live_on(hass) != "accepted"
    assert len(house.spark.reports) == 1


async def test_a_home_assistant_that_was_stopped_sends_what_it_left(house: House) -> None:
    """Nothing went on from its files, however long it was away: a cabin that is heated at weekends is paid too."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        with offline(house):
            await house.until_due(hass)
            house.begin_round()
            await settle(hass)
    assert house.settlements() == {event_id: "ready"}
    house.freezer.move_to(DUE + timedelta(days=4))
    async with house.home_assistant() as hass:
        assert await house.live_on(hass) == "accepted"
    assert len(house.spark.reports) == 1


async def test_a_backup_restored_after_the_report_does_not_send_it_again(house: House, tmp_path: Path) -> None:
    """The disk is older than what Spark has: the report that it holds as ready is accepted since long."""
    house.publish()
    backup = tmp_path / "backup"
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        with offline(house):
            await house.until_due(hass)
            house.begin_round()
            await settle(hass)
            house.copy_to(backup)
        assert await house.live_on(hass) == "accepted"
    house.disk = backup
    assert list(house.settlements().values()) == ["ready"]
    house.freezer.move_to(DUE + timedelta(hours=9))
    async with house.home_assistant() as hass:
        assert await house.live_on(hass) == "uncertain"
    assert len(house.spark.reports) == 1

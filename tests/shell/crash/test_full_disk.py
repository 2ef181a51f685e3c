"""A disk that is full: the kernel itself says so, to whatever Home Assistant writes."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from typing import Any

from atomicwrites import AtomicWriter  # type: ignore[import-untyped]
import pytest

from tests.shell.crash.house import House
from tests.shell.hours import minutes_later, settle


@contextmanager
def full_disk(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every new file be one to which the kernel lets nobody write: OSError(ENOSPC)."""
    with patch.context() as patched:
        patched.setattr(AtomicWriter, "get_fileobject", opened)
        yield


async def test_nothing_is_sent_while_the_disk_is_full_and_once_when_there_is_space(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Sent all the same, nobody would know of it after a restart."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        await house.until_due(hass)
        with full_disk(monkeypatch):
            await house.live_on(hass)
            assert (house.spark.reports, house.settlements()) == ([], {})
            assert house.reporter.is_blocked
            assert "No space left on device" in caplog.text
        assert (await house.live_on(hass), house.reporter.is_blocked) == ("accepted", False)
    assert (house.settlements(), len(house.spark.reports)) == ({event_id: "accepted"}, 1)


@pytest.mark.parametrize("has_space_again", [True, False])
async def test_a_disk_that_fills_up_while_spark_answers_doubles_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, has_space_again: bool
) -> None:
    """The answer is known, and cannot be written: it holds in this run, and a power cut makes it uncertain."""
    event_id = house.publish()
    async with house.home_assistant(has_run=True) as hass:
        await settle(hass)
        await house.until_due(hass)
        told: list[str] = []
        house.reporter.ledger.listen(lambda _, __, after: told.append(after.settlement))
        with full_disk_at_report(house, monkeypatch):
            await house.live_on(hass)
            assert (house.last, house.reporter.is_blocked) == ("accepted", True)
            assert (house.settlements(), len(house.spark.reports)) == ({event_id: "sent"}, 1)
        if has_space_again:
            await minutes_later(hass, house.freezer, 16)
            assert (house.reporter.is_blocked, told) == (False, ["ready", "sent", "accepted"])
    async with house.home_assistant() as hass:
        end = await house.live_on(hass)
    assert (end, len(house.spark.reports)) == ("accepted" if has_space_again else "uncertain", 1)


@contextmanager
def full_disk_at_report(house: House, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the disk be full from the moment at which Spark has a report."""
    with patch.context() as patched:

        def fill(exchange: Any) -> None:
            if exchange.request.path.endswith("/reports"):
                patched.setattr(AtomicWriter, "get_fileobject", opened)

        house.spark.observers.append(fill)
        yield
        house.spark.observers.remove(fill)


def opened(writer: Any, **kwargs: Any) -> Any:
    """Open a file to which the kernel lets nobody write."""
    return open(os.open("/dev/full", os.O_WRONLY), writer._mode, **kwargs)  # noqa: PTH123, SLF001

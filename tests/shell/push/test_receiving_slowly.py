"""Bodies that come slowly, never, in pieces or otherwise than announced, over sockets of our own."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from custom_components.volue_spark.push import bodies
from tests.shell.conftest import Account

from .caller import Caller, lines, logged, notification, push

BODY = notification("event-1")
A_MEGABYTE = 1024 * 1024
CHUNKED = {"Transfer-Encoding": "chunked"}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not let a test last ten seconds."""
    monkeypatch.setattr(bodies, "_MOST_SECONDS", 0.3)


def chunk(piece: bytes) -> bytes:
    """Return a piece as it is sent where the length is not announced."""
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


async def test_a_body_in_many_pieces_is_one_body(caller: Caller, account: Account) -> None:
    """Proxies cut where they like."""
    pieces = [chunk(BODY[at : at + 7]) for at in range(0, len(BODY), 7)]
    assert await caller.raw(lines(caller.signed(BODY) | CHUNKED), *pieces, chunk(b"")) == 200
    assert push(account).last is not None


async def test_the_largest_curve_is_taken_and_more_is_not(caller: Caller) -> None:
    """A curve for ten thousand resources has some 900 kB; gigabytes would stop the house."""
    for size, status in ((A_MEGABYTE, 200), (A_MEGABYTE + 1, 413), (20 * A_MEGABYTE, 413)):
        body = BODY.ljust(size)
        assert await caller.call(body) == status


async def test_what_is_too_large_is_refused_before_all_of_it_is_here(caller: Caller) -> None:
    """Neither an announced length nor its absence makes anybody wait for the rest."""
    piece = b" " * 65536
    announced = lines(caller.signed(BODY), Content_Length=str(10**12))
    assert await caller.raw(announced, *[piece] * 17) == 413
    assert await caller.raw(lines(caller.signed(BODY) | CHUNKED), *[chunk(piece)] * 17) == 413


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", BODY[:20]], ids=["nothing", "a part"])
async def test_who_never_sends_the_rest_is_not_waited_for(caller: Caller, account: Account, sent: bytes) -> None:
    """Each would keep a connection and its memory for ever."""
    assert await caller.raw(lines(caller.signed(BODY), Content_Length=str(len(BODY))), sent) == 408
    assert push(account).last is None


@pytest.mark.parametrize("length", [len(BODY) - 1, 20])
async def test_a_body_that_is_longer_than_announced_is_cut_there(caller: Caller, account: Account, length: int) -> None:
    """What is behind it is another request, or nonsense."""
    # Where the rest is nonsense, the server says that of all of it.
    assert await caller.raw(lines(caller.signed(BODY), Content_Length=str(length)), BODY) in (400, 401)
    assert push(account).last is None


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("broken", [b"zz\r\n", b"-5\r\nabcde\r\n", b"5\r\nabcdefgh\r\n"])
async def test_a_body_in_a_broken_form_is_refused(
    caller: Caller, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is no error of ours, and none that anybody must read about."""
    head = lines(caller.signed(BODY) | CHUNKED)
    assert await caller.raw(head, chunk(BODY[:9]), broken) == 400
    # The server tells nobody that a body broke which is being read.
    assert await caller.raw(head, chunk(BODY[:9]), broken, pause=0.1) == 408
    assert caller.path.rpartition("/")[2] not in logged(caplog)


async def test_who_hangs_up_leaves_nothing(caller: Caller, account: Account, caplog: pytest.LogCaptureFixture) -> None:
    """A connection that breaks is nothing to write a page into the log for."""
    for _ in range(20):
        head = lines(caller.signed(BODY), Content_Length=str(len(BODY)))
        await caller.raw(head, BODY[:20], hangs_up=True)
    await asyncio.sleep(0.1)
    assert await caller.call(BODY) == 200
    assert push(account).last is not None
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_hundreds_who_send_slowly_neither_fill_the_memory_nor_keep_spark_out(caller: Caller) -> None:
    """Who knows the address could fill the memory of a small machine; whoever holds most gives way."""
    head = lines(caller.signed(BODY), Content_Length=str(A_MEGABYTE))
    async with begun([caller.raw(head, b" " * 100_000) for _ in range(200)]) as slow:
        done = asyncio.as_completed(slow)
        gave_way = [await next(done) for _ in range(30)]
        assert await caller.call(BODY) == 200
        assert set(gave_way) == {408}
        assert sum(not task.done() for task in slow) * 100_000 <= 16 * A_MEGABYTE


async def test_who_sends_nearly_nothing_does_not_keep_spark_out(caller: Caller) -> None:
    """A few bytes of each of a hundred strangers cost nothing, and Spark's body may come in two pieces."""
    head = lines(caller.signed(BODY), Content_Length=str(A_MEGABYTE))
    async with begun([caller.raw(head, b" " * 10) for _ in range(100)]):
        await asyncio.sleep(0.2)
        whole = lines(caller.signed(BODY), Content_Length=str(len(BODY)))
        spark = asyncio.create_task(caller.raw(whole, BODY[:20], BODY[20:], pause=0.3))
        await asyncio.sleep(0.1)
        async with begun([caller.raw(head, b" " * 10) for _ in range(100)]):
            assert await spark == 200


@asynccontextmanager
async def begun(calls: Iterable[Coroutine[Any, Any, int | None]]) -> AsyncIterator[list[asyncio.Task[int | None]]]:
    """Begin calls, and end those that are not over."""
    tasks = [asyncio.create_task(call) for call in calls]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""What arrives at our address through Home Assistant's own server: who is let in, and what comes of it."""

import gzip
import json
from typing import Any

from aiohttp import hdrs
import pytest

from tests.shell.conftest import Account

from .caller import SIGNATURE, Caller, lines, logged, notification, push

BODY = notification("event-1")
A_MEGABYTE = 1024 * 1024


@pytest.fixture
async def nothing_comes_of_it(account: Account, caller: Caller) -> Any:
    """Let a test call; afterwards Spark was not asked, and nothing was heard."""
    polls = caller.polls()
    yield
    await account.hass.async_block_till_done(wait_background_tasks=True)
    assert (caller.polls(), push(account).last) == (polls, None)


REFUSED: dict[str, tuple[bytes, dict[str, str]]] = {
    "no signature": (BODY, {}),
    "an empty signature": (BODY, {SIGNATURE: ""}),
    "that of another body": (BODY, {SIGNATURE: "NGbyUwqaUGBhmaS5C+XYVqoGbJxVrxRkkG1FKfisfQw="}),
    "no Base64": (BODY, {SIGNATURE: "æøå"}),
    "a very long one": (BODY, {SIGNATURE: "A" * 8000}),
    "a form": (b"notificationId=1", {hdrs.CONTENT_TYPE: "application/x-www-form-urlencoded"}),
    "nothing": (b"", {}),
    "a megabyte and a half": (b" " * (3 * A_MEGABYTE // 2), {}),
}


@pytest.mark.usefixtures("nothing_comes_of_it")
@pytest.mark.parametrize("what", REFUSED)
async def test_what_spark_has_not_signed_is_refused(caller: Caller, what: str) -> None:
    """Whoever finds out the address could have Spark asked all day long."""
    assert await caller.call(*REFUSED[what]) == 401


@pytest.mark.usefixtures("nothing_comes_of_it")
@pytest.mark.parametrize("body", [BODY[:-1], BODY[: len(BODY) // 2], BODY + b"\n", BODY.replace(b"1", b"2"), b""])
async def test_a_body_that_was_changed_on_the_way_is_refused(caller: Caller, body: bytes) -> None:
    """A proxy that cuts or mends what it passes on is no better than a forger."""
    assert await caller.call(body, caller.signed(BODY)) == 401


def latin_1() -> bytes:
    """Return what is no UTF-8."""
    return json.dumps({"eventId": "event-æ"}, ensure_ascii=False).encode("latin-1")


@pytest.mark.usefixtures("nothing_comes_of_it")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"eventId=1",
        BODY.decode().encode("utf-16"),
        BODY.decode().encode("utf-8-sig"),
        latin_1(),
        b"[" * 99_999,
    ],
    ids=["empty", "cut", "a form", "UTF-16", "a BOM", "latin-1", "deep"],
)
async def test_what_is_signed_but_no_json_is_a_bad_request(caller: Caller, body: bytes) -> None:
    """Spark's log then says that something is wrong with what it sends."""
    assert await caller.call(body) == 400


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"event-1"',
        b"{}",
        notification("event-1", notificationType="Unknown", payload=None),
        notification("event-1", notificationType="InventedTomorrow", payload=[1]),
        b'{"eventId":"\\ud800"}',
        b'{"eventId":5,"notificationId":["n"]}',
    ],
    ids=["a list", "a text", "nothing in it", "unknown", "invented", "half a surrogate", "odd ids"],
)
async def test_whatever_spark_signs_has_arrived(caller: Caller, account: Account, body: bytes) -> None:
    """Else it would be sent three times more, and the webhook be called unhealthy."""
    polls = caller.polls()
    assert await caller.call(body) == 200
    await account.hass.async_block_till_done(wait_background_tasks=True)
    assert caller.polls() == polls + 1


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "application/xml; charset=latin-1"])
async def test_the_signature_counts_and_not_what_the_body_is_called(caller: Caller, kind: str) -> None:
    """Proxies change the type of a body more often than the body."""
    assert await caller.call(BODY, caller.signed(BODY) | {hdrs.CONTENT_TYPE: kind}) == 200
    assert await caller.call(BODY, {SIGNATURE: "wrong", hdrs.CONTENT_TYPE: kind}) == 401


@pytest.mark.usefixtures("nothing_comes_of_it")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "x-unknown"])
async def test_an_encoded_body_is_refused_before_it_is_unpacked(caller: Caller, coding: str) -> None:
    """A few kilobytes can be a gigabyte, and what was signed is not what the server hands out."""
    bomb = gzip.compress(bytes(20 * A_MEGABYTE))
    for headers in (caller.signed(BODY), caller.signed(bomb)):
        packed = lines(headers, Content_Encoding=coding, Content_Length=str(len(bomb)))
        assert await caller.raw(packed, bomb) == 415


@pytest.mark.usefixtures("nothing_comes_of_it")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_another_method_is_refused_and_not_logged(
    caller: Caller, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant's own refusal writes the address into the log, where it is shown around."""
    assert await caller.call(BODY, method=method) == 405
    assert await caller.call(None, {}, method=method) == 405
    assert caller.path.rpartition("/")[2] not in logged(caplog)


@pytest.mark.usefixtures("nothing_comes_of_it")
async def test_another_address_leads_nowhere(caller: Caller) -> None:
    """Nobody learns from the answer which addresses there are."""
    async with caller.client.post("/api/webhook/abc", data=BODY, headers=caller.signed(BODY)) as response:
        assert response.status == 200

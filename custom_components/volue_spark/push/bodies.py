"""The body of a call, byte by byte as it was sent: not too large, not too slow, and few at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from aiohttp import ClientError, hdrs, web

# A curve for ten thousand resources has some 900 kB.
_MOST_BYTES = 1024 * 1024
_PIECE = 64 * 1024
# Spark's own limit is not documented; who sends a byte now and then is not Spark.
_MOST_SECONDS = 10.0
# So many bodies of that size fit into the smallest machine that Home Assistant runs on.
_MOST_AT_ONCE = 16


class RefusedError(Exception):
    """A call that is not taken in, and the HTTP status that says why."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status."""
        super().__init__(status.phrase)
        self.status = status


class Bodies:
    """Reads the bodies of one address."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._limits: list[asyncio.Timeout] = []

    async def read(self, request: web.Request) -> bytes:
        """Return a body as it was sent; raises RefusedError.

        What is signed are the bytes that were sent. Those of an encoded body
        are gone: Home Assistant's server has decoded them.
        """
        if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(_MOST_SECONDS) as limit:
                with self._among_few(limit):
                    return await _raw(request)
        except TimeoutError as err:
            raise RefusedError(HTTPStatus.REQUEST_TIMEOUT) from err
        except (ClientError, ConnectionError) as err:
            # Less arrived than was announced, or not in the form that was.
            raise RefusedError(HTTPStatus.BAD_REQUEST) from err

    @contextmanager
    def _among_few(self, limit: asyncio.Timeout) -> Iterator[None]:
        """Let whoever has been sending longest give way: what Spark sends is here at once."""
        if len(self._limits) >= _MOST_AT_ONCE and not (longest := self._limits.pop(0)).expired():
            longest.reschedule(asyncio.get_running_loop().time())
        self._limits.append(limit)
        try:
            yield
        finally:
            if limit in self._limits:
                self._limits.remove(limit)


async def _raw(request: web.Request) -> bytes:
    """Read from the stream: what a cloud hook hands out has no ``read``, and ``read`` would take sixteen megabytes."""
    # Each look at a cloud hook's content begins anew.
    stream, body = request.content, bytearray()
    while piece := await stream.read(_PIECE):
        body += piece
        if len(body) > _MOST_BYTES:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)

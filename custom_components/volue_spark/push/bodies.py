"""The body of a call, byte by byte as it was sent: not too large, not too slow, and not too much at once."""

import asyncio
from http import HTTPStatus

from aiohttp import ClientError, hdrs, web

# A curve for ten thousand resources has some 900 kB.
_MOST_BYTES = 1024 * 1024
_PIECE = 64 * 1024
# Spark's own limit is not documented; who sends a byte now and then is not Spark.
_MOST_SECONDS = 10.0
# So much of all calls fits into the smallest machine that Home Assistant runs on.
_MOST_TOGETHER = 16 * _MOST_BYTES


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
        self._sizes: dict[asyncio.Timeout, int] = {}

    async def read(self, request: web.Request) -> bytes:
        """Return a body as it was sent; raises RefusedError.

        What is signed are the bytes that were sent. Those of an encoded body
        are gone: Home Assistant's server has decoded them.
        """
        if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(_MOST_SECONDS) as limit:
                try:
                    return await self._raw(request, limit)
                finally:
                    self._sizes.pop(limit, None)
        except TimeoutError as err:
            raise RefusedError(HTTPStatus.REQUEST_TIMEOUT) from err
        except (ClientError, ConnectionError) as err:
            # Less arrived than was announced, or not in the form that was.
            raise RefusedError(HTTPStatus.BAD_REQUEST) from err

    async def _raw(self, request: web.Request, limit: asyncio.Timeout) -> bytes:
        """Read from the stream: what a cloud hook hands out has no ``read``, which would take sixteen megabytes."""
        # Each look at a cloud hook's content begins anew.
        stream, body = request.content, bytearray()
        while piece := await stream.read(_PIECE):
            body += piece
            if len(body) > _MOST_BYTES:
                raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            self._sizes[limit] = len(body)
            self._make_room()
        return bytes(body)

    def _make_room(self) -> None:
        """Let whoever holds most give way: what Spark sends is here, and gone, at once."""
        if sum(self._sizes.values()) > _MOST_TOGETHER:
            largest = max(self._sizes, key=self._sizes.__getitem__)
            del self._sizes[largest]
            if not largest.expired():
                largest.reschedule(asyncio.get_running_loop().time())

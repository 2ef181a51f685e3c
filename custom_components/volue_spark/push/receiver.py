"""What arrives at our address: measured, verified, answered at once; all else happens later."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPMethod, HTTPStatus

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..spark import wire
from ..spark.errors import SparkDataError
from ..spark.models import Notification
from ..spark.signature import is_signed_by

# Specified, but for its spelling in upper and lower case.
SIGNATURE = "X-Payload-Signature"
# A curve for ten thousand resources has some 900 kB.
_MOST_BYTES = 1024 * 1024
_PIECE = 64 * 1024
# Spark's own limit is not documented; who sends a byte now and then is not Spark.
_MOST_SECONDS = 10.0


class TooLargeError(Exception):
    """More bytes than any notification has."""


class Receiver:
    """Answers at one address: 401 without a good signature, 413 too large, 408 too slow, 400 no JSON, else 200."""

    def __init__(
        self, secrets: Callable[[datetime], tuple[str, ...]], arrived: Callable[[Notification, datetime], None]
    ) -> None:
        """Keep who knows the secrets, and who is told what arrived, both without waiting."""
        self._secrets = secrets
        self._arrived = arrived

    @callback
    def listen(self, hass: HomeAssistant, hook_id: str) -> CALLBACK_TYPE:
        """Begin; return how to stop."""
        webhook.async_register(hass, DOMAIN, "Volue Spark", hook_id, self._handle, allowed_methods=[HTTPMethod.POST])

        @callback
        def stop() -> None:
            webhook.async_unregister(hass, hook_id)

        return stop

    async def _handle(self, hass: HomeAssistant, hook_id: str, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_MOST_SECONDS):
                body = await raw_body(request)
        except TooLargeError:
            return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except TimeoutError:
            return _answer(HTTPStatus.REQUEST_TIMEOUT)
        now = dt_util.utcnow()
        if not is_signed_by(body, request.headers.get(SIGNATURE), self._secrets(now)):
            return _answer(HTTPStatus.UNAUTHORIZED)
        try:
            notification = wire.notification(body)
        except SparkDataError:
            return _answer(HTTPStatus.BAD_REQUEST)
        self._arrived(notification, now)
        return _answer(HTTPStatus.OK)


async def raw_body(request: web.Request) -> bytes:
    """Return the bytes as they were sent; raises TooLargeError.

    Read from the stream: what a cloud hook hands out has no ``read``, and
    ``read`` would take sixteen megabytes.
    """
    # Each look at a cloud hook's content begins anew.
    stream, body = request.content, bytearray()
    while piece := await stream.read(_PIECE):
        body += piece
        if len(body) > _MOST_BYTES:
            raise TooLargeError
    return bytes(body)


def _answer(status: HTTPStatus) -> web.Response:
    return web.Response(status=status)

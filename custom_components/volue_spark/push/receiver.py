"""What arrives at our address: measured, verified, answered at once; all else happens later."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPMethod, HTTPStatus

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..spark import wire
from ..spark.errors import SparkDataError
from ..spark.models import Notification
from ..spark.signature import is_signed_by
from .bodies import Bodies, RefusedError

# Specified, but for its spelling in upper and lower case.
SIGNATURE = "X-Payload-Signature"


class Receiver:
    """Answers at one address: 200 to what Spark has signed.

    Else 401 without a good signature, 413 too large, 408 too slow, 415 encoded,
    400 no JSON, 405 no POST.
    """

    def __init__(
        self, secrets: Callable[[datetime], tuple[str, ...]], arrived: Callable[[Notification, datetime], None]
    ) -> None:
        """Keep who knows the secrets, and who is told what arrived, both without waiting."""
        self._secrets = secrets
        self._arrived = arrived
        self._bodies = Bodies()

    @callback
    def listen(self, hass: HomeAssistant, hook_id: str) -> CALLBACK_TYPE:
        """Begin; return how to stop.

        Every method is ours to refuse: Home Assistant would write the address
        of one that it refuses into the log.
        """
        methods = webhook.SUPPORTED_METHODS
        webhook.async_register(hass, DOMAIN, "Volue Spark", hook_id, self._handle, allowed_methods=methods)

        @callback
        def stop() -> None:
            webhook.async_unregister(hass, hook_id)

        return stop

    async def _handle(self, hass: HomeAssistant, hook_id: str, request: web.Request) -> web.Response:
        try:
            now, notification = await self._signed(request)
            self._arrived(notification, now)
        except RefusedError as err:
            return web.Response(status=err.status)
        except Exception:  # noqa: BLE001 - Home Assistant would answer 200, and Spark would never send it again
            LOGGER.exception("A notification of Spark could not be taken in")
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.Response()

    async def _signed(self, request: web.Request) -> tuple[datetime, Notification]:
        """Return what Spark has signed, and when it was here; raises RefusedError."""
        if request.method != HTTPMethod.POST:
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
        if not (signature := request.headers.get(SIGNATURE)):
            raise RefusedError(HTTPStatus.UNAUTHORIZED)
        body = await self._bodies.read(request)
        now = dt_util.utcnow()
        if not is_signed_by(body, signature, self._secrets(now)):
            raise RefusedError(HTTPStatus.UNAUTHORIZED)
        try:
            return now, wire.notification(body)
        except SparkDataError as err:
            raise RefusedError(HTTPStatus.BAD_REQUEST) from err

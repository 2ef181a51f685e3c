"""The client-credentials token: fetched when needed, kept in memory, renewed early."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
import json

from aiohttp import ClientResponse, ClientSession

from .errors import SparkAuthError, SparkConnectionError, SparkDataError, SparkError, SparkRequestError
from .transport import answer, exchange

# Specified: 60 minutes, for a token that does not say how long it lives.
_DEFAULT_LIFETIME = 3600.0
# A request that starts with a token must also end with it.
_RENEW_EARLY = 60.0
# A longer one is a mistake.
_LONGEST_LIFETIME = 366 * 86_400.0

_DECLINED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# OAuth's words for what no other credentials would mend, RFC 6749 sections 4.1.2.1 and 5.2.
_TRY_LATER = ("server_error", "temporarily_unavailable")
_NOT_UNDERSTOOD = "invalid_request"


@dataclass(slots=True)
class ClientCredentials:
    """Client id and secret, and the token that they were exchanged for.

    ``clock`` counts seconds and never goes back. Raises SparkAuthError when
    Volue's login declines the credentials, SparkConnectionError or
    SparkRateLimitError when it asks for patience, SparkDataError when it is not
    the login; never SparkRequestError, which would speak for the API.
    Specified: docs/spark-api.md "Authentication"; no scope is sent.
    """

    session: ClientSession
    token_url: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    clock: Callable[[], float]
    _token: str | None = field(default=None, init=False, repr=False)
    _renew_at: float = field(default=0.0, init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def token(self, *, rejected: str | None = None) -> str:
        """Return a token that is good for a while, and is not the ``rejected`` one."""
        async with self._lock:
            if self._token is None or self._token == rejected or self.clock() >= self._renew_at:
                await self._fetch()
            return self._token or ""

    async def _fetch(self) -> None:
        try:
            await self._exchange()
        except SparkError as err:
            # Whatever became of the login: the request it was for was not sent.
            err.may_have_arrived = False
            raise

    async def _exchange(self) -> None:
        asked_at = self.clock()
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        async with exchange(self.session, "POST", self.token_url, data=fields) as response:
            body = await _granted(response)
        token = body.get("access_token")
        if not isinstance(token, str) or not token:
            raise SparkDataError("the login's answer holds no token")
        lifetime = _lifetime(body.get("expires_in"))
        self._token = token
        self._renew_at = asked_at + lifetime - min(_RENEW_EARLY, lifetime / 2)


async def _granted(response: ClientResponse) -> dict[str, object]:
    if response.status in _DECLINED:
        raise _declined(response.status, await response.read())
    try:
        body = await answer(response)
    except SparkRequestError as err:
        # A 404 of the login must not be taken for "there is no such user", and its words may quote the client id.
        raise SparkDataError(f"no login at this address, status {err.status}") from None
    if not isinstance(body, dict):
        raise SparkDataError("the login's answer is not an object")
    return body


def _declined(status: int, body: bytes) -> SparkError:
    """Return what a login that declined means: wrong credentials, unless its ``error`` says otherwise."""
    error = _error(body)
    if error in _TRY_LATER:
        return SparkConnectionError("the login asks to try later", status=status)
    if error == _NOT_UNDERSTOOD:
        return SparkDataError("the login did not understand")
    return SparkAuthError("the login declined client id and secret")


def _error(body: bytes) -> object:
    """Return the member ``error``, None where there is none."""
    try:
        said = json.loads(body)
    except ValueError, RecursionError:
        return None
    return said.get("error") if isinstance(said, dict) else None


def _lifetime(stated: object) -> float:
    if isinstance(stated, int | float) and 0 < stated <= _LONGEST_LIFETIME:
        return float(stated)
    return _DEFAULT_LIFETIME

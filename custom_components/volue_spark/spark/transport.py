"""One HTTP exchange: its time limit, and every way it can go wrong as a SparkError."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
import json
from typing import Any
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
)

from .errors import SparkConnectionError, SparkDataError, SparkRateLimitError, SparkRequestError
from .masks import without_ids

# Assumed: Spark answers within seconds; its own time limits are not documented.
_TIMEOUT = ClientTimeout(total=30, connect=10)
_LONGEST_REASON = 200
_UNREACHED = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)


@asynccontextmanager
async def exchange(session: ClientSession, method: str, url: str, **request: Any) -> AsyncIterator[ClientResponse]:
    """Send one request and hand out the response, whatever its status.

    Redirects are not followed: a bearer token goes only where it was meant to.
    Raises SparkConnectionError for all that happens on the way. It hides its
    cause: aiohttp names the address, and with it the id of a user or a meter point.
    """
    try:
        async with session.request(method, url, timeout=_TIMEOUT, allow_redirects=False, **request) as response:
            yield response
    except _UNREACHED as err:
        raise SparkConnectionError(f"not reached, {type(err).__name__}", may_have_arrived=False) from None
    except TimeoutError:
        raise SparkConnectionError("no answer in time") from None
    except ClientError as err:
        raise SparkConnectionError(f"the connection broke, {type(err).__name__}") from None


async def answer(response: ClientResponse, names: Mapping[str, str]) -> object:
    """Return the JSON of a 2xx answer, None where its body is empty.

    ``names`` says by what ids and secrets are replaced where Spark quotes them:
    its words reach logs and screens.

    Raises SparkRateLimitError (429), SparkRequestError (other 4xx),
    SparkConnectionError (5xx and 408), SparkDataError (a redirect, or no JSON).
    """
    body = await response.read()
    status = response.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise SparkRateLimitError("too many requests", retry_after=_retry_after(response))
    # A gateway's word that time ran out is none of Spark's about the request.
    if status == HTTPStatus.REQUEST_TIMEOUT:
        raise SparkConnectionError(f"status {status}", status=status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SparkRequestError(status, _reason(body, names))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SparkConnectionError(f"status {status}", status=status)
    if not response.ok or status >= HTTPStatus.MULTIPLE_CHOICES:
        raise SparkDataError(f"unexpected status {status}")
    return _json(body) if body.strip() else None


@contextmanager
def missing_is_no_error() -> Iterator[None]:
    """Let Spark's "there is no such thing" pass, and nothing else."""
    try:
        yield
    except SparkRequestError as err:
        if err.status != HTTPStatus.NOT_FOUND:
            raise


def address(base: str, path: Iterable[str]) -> str:
    """Return the URL of a path below a base, every part percent-encoded.

    Raises SparkRequestError for parts that no encoding keeps: a location called
    ".." that is deleted would take its user along.
    """
    parts = list(path)
    if {"", ".", ".."}.intersection(parts):
        raise SparkRequestError(HTTPStatus.BAD_REQUEST, "there can be no such id")
    return "/".join([base, *(quote(part, safe="") for part in parts)])


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as err:
        raise SparkDataError("the answer is not JSON") from err


def _retry_after(response: ClientResponse) -> float | None:
    """Return the seconds Spark asks for; the form with a date is not used by APIs."""
    stated = response.headers.get("Retry-After", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None


def _reason(body: bytes, names: Mapping[str, str]) -> str:
    """Return what Spark said in one line: a bare string, problem details, or plain text.

    Specified: docs/spark-api.md "Error bodies".
    """
    said: object
    try:
        said = json.loads(body)
    except ValueError, RecursionError:
        said = body.decode(errors="replace")
    if isinstance(said, dict):
        said = said.get("detail") or _field_errors(said.get("errors")) or said.get("title")
    line = " ".join(str(said or "").split())
    # Cut afterwards: half an id would not be recognised.
    return "" if line.startswith("<") else without_ids(line, names)[:_LONGEST_REASON]


def _field_errors(errors: object) -> str:
    """Return the texts of problem details that name a list of them for each field."""
    lists = errors.values() if isinstance(errors, dict) else ()
    return " ".join(str(text) for texts in lists if isinstance(texts, list) for text in texts)

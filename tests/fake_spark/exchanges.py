"""What was asked and answered, without tokens and secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any

from aiohttp import web

SECRET_MEMBERS = ("webhookSecret",)


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request and the status it got; None if the connection was cut.

    ``path`` is complete and percent-encoded as it arrived. ``json`` is None
    for a form, so that no secret of a client is ever kept.
    """

    method: str
    path: str
    query: Mapping[str, str]
    json: Any
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with the answer that left for it."""

    request: SeenRequest
    content_type: str
    body: bytes


async def json_body(request: web.Request) -> Any:
    """Return the request's JSON; raise ValueError if it is none."""
    if request.content_type != "application/json":
        message = f"JSON is required, not {request.content_type}"
        raise ValueError(message)
    return json.loads(await request.read())


async def seen(request: web.Request) -> SeenRequest:
    """Return what is worth keeping of a request that is not answered yet."""
    try:
        body = without_secrets(await json_body(request))
    except ValueError:
        body = None
    return SeenRequest(request.method, request.rel_url.raw_path, dict(request.query), body)


def without_secrets(body: Any) -> Any:
    """Return a body in which secrets are only said to be there."""
    if not isinstance(body, dict):
        return body
    return {name: "***" if name in SECRET_MEMBERS and value else value for name, value in body.items()}

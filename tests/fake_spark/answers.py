"""What an endpoint can answer, and the three shapes an error can have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import json
from typing import Any

from aiohttp import web

from .state import World

JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Call:
    """A request as an endpoint sees it: decoded ids, query, parsed body."""

    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; without ``has_body`` nothing is sent, which is not ``null``."""

    status: HTTPStatus
    body: Any = None
    has_body: bool = True
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_response(self) -> web.Response:
        """Return the answer as aiohttp sends it."""
        if not self.has_body:
            return web.Response(status=self.status, headers=self.headers)
        text = json.dumps(self.body, ensure_ascii=False)
        return web.Response(status=self.status, text=text, content_type=self.content_type, headers=self.headers)


type Endpoint = Callable[[World, Call], Answer]


def ok(body: Any) -> Answer:
    """Return 200 with a body."""
    return Answer(HTTPStatus.OK, body)


def created(body: Any) -> Answer:
    """Return 201 with a body."""
    return Answer(HTTPStatus.CREATED, body)


def empty(status: HTTPStatus) -> Answer:
    """Return an answer without a body."""
    return Answer(status, has_body=False)


NO_CONTENT = empty(HTTPStatus.NO_CONTENT)


class RefusedError(Exception):
    """A request that is not carried out."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, *, about: str, why: str, status: HTTPStatus | None = None) -> None:
        """Say which member or id is meant, and what is wrong with it."""
        super().__init__(f"{about}: {why}")
        self.status = status or self.status
        self.about = about
        self.why = why


class MissingError(RefusedError):
    """Something named in the path does not exist."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(RefusedError):
    """Something of that id is there already."""

    status = HTTPStatus.CONFLICT


def as_text(refused: RefusedError) -> Answer:
    """Return the refusal as a bare JSON string."""
    return Answer(refused.status, str(refused))


def as_problem(refused: RefusedError) -> Answer:
    """Return the refusal as problem details: what is wrong stands in the map of errors alone."""
    body = {
        "type": "about:blank",
        "title": "The request is not valid.",
        "status": refused.status.value,
        "detail": None,
        "instance": None,
        "errors": {refused.about: [refused.why]},
    }
    return Answer(refused.status, body, content_type=PROBLEM)


def as_nothing(refused: RefusedError) -> Answer:
    """Return the refusal as its status alone."""
    return empty(refused.status)

"""The check itself, against a small file of our own, so that it is tested without Volue's."""

from typing import Any

import pytest

from tests.fake_spark import Exchange, SeenRequest

from .checker import Contract
from .quirks import children_know_their_parents_members, put_right

BOAT = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "refit": {"type": "string", "format": "time-span"}},
    "additionalProperties": False,
}
OF_BOAT = {"application/json": {"schema": BOAT}}
PATH = {"name": "boat", "in": "path", "required": True, "schema": {"type": "string"}}
HARBOUR = {
    "openapi": "3.0.1",
    "info": {"title": "Harbour", "version": "1"},
    "servers": [{"url": "/harbour/v1"}],
    "paths": {
        "/boats/{boat}": {
            "put": {
                "parameters": [PATH],
                "requestBody": {"required": True, "content": OF_BOAT},
                "responses": {
                    "200": {"description": "", "content": OF_BOAT},
                    "400": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}},
                    "404": {"description": ""},
                },
            }
        }
    },
}
GOOD = {"name": "Gull", "refit": "1.00:00:00"}
ANSWER = b'{"name": "Gull", "refit": "00:30:00"}'


def put(path: str = "/boats/1", body: Any = None, status: int | None = 200, **query: str) -> SeenRequest:
    """Return a request to the harbour."""
    return SeenRequest("PUT", f"/harbour/v1{path}", query, GOOD if body is None else body, status)


def finding(request: SeenRequest, answer: bytes = ANSWER, content_type: str = "application/json") -> str:
    """Return what is found in one exchange, nothing if it is good."""
    return "\n".join(Contract(HARBOUR).check([Exchange(request, content_type, answer)]))


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        ((put("/ships/1"),), "Path not found"),
        ((put(status=418),), "Unknown response http status"),
        ((put(body={}), ANSWER), "'name' is a required property"),
        ((put(size="5"),), "parameter size"),
        ((put(), b"{}"), "'name' is a required property"),
        ((put(), b'{"name": "Gull"}'), "'refit' is a required property"),
        ((put(), b'{"name": "Gull", "refit": "soon"}'), "time-span"),
        ((put(), b'{"name": "Gul'), "DataValidationError"),
        ((put(), b""), "Missing response data"),
        ((put(), ANSWER, "text/html"), "text/html"),
        ((put(status=404), b'"none"'), "a body is not listed"),
        ((put(status=400), b"{}"), "is not of type 'string'"),
    ],
    ids=[
        "unknown path",
        "unlisted status",
        "bad request",
        "unlisted parameter",
        "missing member",
        "missing optional member",
        "no time span",
        "half a body",
        "no body",
        "other content type",
        "unlisted body",
        "wrong error shape",
    ],
)
def test_what_the_file_does_not_allow_is_found(exchange: Any, words: str) -> None:
    """A check that cannot fail would bless everything."""
    assert words in finding(*exchange)


@pytest.mark.parametrize(
    "exchange",
    [
        (put(),),
        (put(status=404), b""),
        (put(body={}, status=400), b'"no name"'),
        (put(status=401), b"", ""),
        (put(status=503), b"<html>", "text/html"),
        (put(status=None), b""),
    ],
    ids=["good", "not found", "refused for its body", "no token", "outage", "cut"],
)
def test_what_the_file_allows_is_not_found(exchange: Any) -> None:
    """A check with false alarms would be switched off."""
    assert finding(*exchange) == ""


def test_what_was_checked_is_counted() -> None:
    """A check of nothing finds nothing; the figure shows it."""
    contract = Contract(HARBOUR)
    contract.check([Exchange(put(), "application/json", ANSWER), Exchange(put("/x"), "", b"")])
    assert contract.figure == "2 exchanges checked, 1 of 1 operations covered, 1 findings"


def test_putting_right_leaves_the_file_itself_alone() -> None:
    """The file is read once for all tests."""
    document: Any = {"components": {"schemas": {"A": {"allOf": [{"$ref": "#/x/B"}], "properties": {}}, "B": {}}}}
    document["components"]["schemas"]["B"]["properties"] = {"kind": {"type": "string"}}
    better = put_right(document, (children_know_their_parents_members,))
    assert better["components"]["schemas"]["A"] == {"properties": {"kind": {"type": "string"}}}
    assert "allOf" in document["components"]["schemas"]["A"]

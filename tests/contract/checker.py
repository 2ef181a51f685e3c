"""Whether an exchange is one that an OpenAPI file allows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
import json
import re
from typing import Any

from jsonschema_path import SchemaPath
from openapi_core import V30RequestValidator, V30ResponseValidator
from openapi_core.templating.paths.datatypes import PathOperationServer
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.testing import MockRequest, MockResponse
from openapi_core.validation.schemas.datatypes import FormatValidatorsDict

from tests.fake_spark import Exchange

from .quirks import Document

HOST = "http://127.0.0.1"
TIME_SPAN = re.compile(r"-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?")
METHODS = {"get", "put", "post", "patch", "delete"}
# The file lists none of these anywhere, and every API has them.
NEVER_LISTED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}


def is_time_span(value: Any) -> bool:
    """Tell whether a text is a duration in .NET's form."""
    return not isinstance(value, str) or TIME_SPAN.fullmatch(value) is not None


FORMATS: FormatValidatorsDict = {"time-span": is_time_span}


@dataclass
class Contract:
    """An OpenAPI file, and all that was checked against it so far."""

    document: Document
    checked: int = 0
    covered: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare the validators."""
        # Tokens are not kept; that a good one was there, the local Spark has seen to.
        spec = SchemaPath.from_dict({name: part for name, part in self.document.items() if name != "security"})
        self._finder = APICallPathFinder(spec)
        self._requests = V30RequestValidator(spec, extra_format_validators=FORMATS)
        self._answers = V30ResponseValidator(
            spec,
            extra_format_validators=FORMATS,
            extra_media_type_deserializers={"application/problem+json": json.loads},
            enforce_properties_required=True,
        )

    @property
    def operations(self) -> int:
        """How many operations the file has."""
        return sum(len(METHODS & path.keys()) for path in self.document["paths"].values())

    @property
    def figure(self) -> str:
        """What was checked, in one line."""
        return (
            f"{self.checked} exchanges checked, {len(self.covered)} of {self.operations} operations covered, "
            f"{len(self.findings)} findings"
        )

    def check(self, exchanges: Iterable[Exchange]) -> list[str]:
        """Return what is wrong with these exchanges, a line each."""
        found = [finding for exchange in exchanges for finding in self._check_one(exchange)]
        self.findings += found
        return found

    def _check_one(self, exchange: Exchange) -> list[str]:
        """Return the findings of one exchange and count it."""
        self.checked += 1
        asked = exchange.request
        request = MockRequest(
            HOST,
            asked.method,
            asked.path,
            args=dict(asked.query),
            data=json.dumps(asked.json).encode() if asked.json is not None else b"",
        )
        try:
            route = self._finder.find(request.method, HOST + asked.path)
        except PathError as err:
            return [self._line(exchange, err)]
        self.covered.add(f"{asked.method} {route.path_result.pattern}")
        return [self._line(exchange, error) for error in self._errors(exchange, request, route)]

    def _errors(self, exchange: Exchange, request: MockRequest, route: PathOperationServer) -> Iterator[object]:
        """Go through everything that can be wrong; a request that got 400 was meant to be wrong."""
        status = exchange.request.status
        if status != HTTPStatus.BAD_REQUEST:
            yield from self._requests.iter_errors(request)
            yield from unknown_parameters(exchange, route.operation)
        if status is None or status in NEVER_LISTED or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return
        answer = MockResponse(exchange.body, status, content_type=exchange.content_type)
        yield from self._answers.iter_errors(request, answer)
        yield from undocumented_body(exchange, route.operation)

    @staticmethod
    def _line(exchange: Exchange, error: object) -> str:
        """Return a finding in one line, with where it is and why."""
        asked = exchange.request
        reasons = [f"{reason.json_path} {reason.message}" for reason in reasons_of(error)]
        return f"{asked.method} {asked.path} {asked.status}: {'; '.join(reasons) or error}"


def unknown_parameters(exchange: Exchange, operation: SchemaPath) -> list[str]:
    """Return the query parameters that the file does not list."""
    listed = {parameter["name"] for parameter in contents(operation).get("parameters", [])}
    return [f"parameter {name} is not listed" for name in exchange.request.query if name not in listed]


def undocumented_body(exchange: Exchange, operation: SchemaPath) -> list[str]:
    """Return whether an answer has a body where the file lists none."""
    listed = contents(operation)["responses"].get(str(exchange.request.status), {})
    return ["a body is not listed"] if exchange.body and not listed.get("content") else []


def contents(part: SchemaPath) -> dict[str, Any]:
    """Return a part of the file as plain data."""
    value: dict[str, Any] = part.read_value()
    return value


def reasons_of(error: object) -> Iterator[Any]:
    """Return the schema errors behind an error."""
    cause = getattr(error, "__cause__", None)
    while cause is not None:
        yield from getattr(cause, "schema_errors", ())
        cause = cause.__cause__

"""Going wrong on request."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import re
from typing import Literal

from aiohttp import web

from .answers import JSON


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a request.

    With a ``status`` the request is answered with it and not carried out.
    Without one it is carried out; a ``body``, a ``content_type`` and
    ``headers`` then change its answer, and a mere ``delay`` (seconds) does
    not. ``drop`` closes the connection instead of answering: "before" the
    request is carried out (the same as True), "after", or "amid" the answer.
    """

    status: int | None = None
    body: str | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: Literal["before", "after", "amid"] | bool = False

    @property
    def is_carried_out(self) -> bool:
        """Tell whether the request still changes the state."""
        return self.status is None and self.drop in (False, "after", "amid")

    async def wait(self) -> None:
        """Let the delay pass."""
        if self.delay:
            await asyncio.sleep(self.delay)

    def applied_to(self, answer: web.StreamResponse | None) -> web.StreamResponse:
        """Return the answer as it is after the fault; None means there was none."""
        if answer is not None and self.body is None and self.content_type is None:
            answer.headers.update(self.headers)
            return answer
        return web.Response(
            status=self.status or (answer.status if answer else HTTPStatus.OK),
            text=self.body or "",
            content_type=self.content_type or JSON,
            headers=self.headers,
        )


@dataclass(slots=True)
class Planned:
    """A fault that waits for its requests; ``times`` None means for ever."""

    method: str
    path: re.Pattern[str]
    fault: Fault
    times: int | None

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether the fault is meant for this request."""
        return self.times != 0 and self.method in ("*", method) and self.path.search(path) is not None


@dataclass(slots=True)
class Faults:
    """All planned faults; of several for the same request the one planned first strikes."""

    planned: list[Planned] = field(default_factory=list)

    def plan(self, method: str, path: str, fault: Fault, times: int | None) -> None:
        """Let a fault strike the next requests of a kind."""
        self.planned.append(Planned(method.upper(), re.compile(path), fault, times))

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault of this request and count it."""
        found = next((planned for planned in self.planned if planned.strikes(method, path)), None)
        if found is None:
            return None
        if found.times is not None:
            found.times -= 1
        return found.fault

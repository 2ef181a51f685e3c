"""Somebody who is told: a real server on 127.0.0.1 that keeps what arrives."""

import asyncio
from dataclasses import dataclass, field
import json
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Letter:
    """One request as it arrived."""

    method: str
    path: str
    content_type: str
    signature: str | None
    body: bytes

    @property
    def json(self) -> Any:
        """The body, which has to be JSON."""
        return json.loads(self.body)


@dataclass(slots=True)
class Receiver:
    """A receiver that answers with ``statuses`` one by one, and with 200 from then on.

    While ``is_deaf`` it answers nobody.
    """

    letters: list[Letter] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    is_deaf: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    runner: web.AppRunner | None = None
    url: str = ""

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.take)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/notify"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and leave nobody waiting."""
        self.ended.set()
        if self.runner:
            await self.runner.cleanup()

    async def take(self, request: web.Request) -> web.Response:
        """Keep what arrives, and answer."""
        signature = request.headers.get("X-Payload-Signature")
        body = await request.read()
        content_type = request.headers["Content-Type"]
        self.letters.append(Letter(request.method, request.path, content_type, signature, body))
        self.arrived.set()
        if self.is_deaf:
            await self.ended.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    @property
    def events(self) -> list[str]:
        """The ids of the events that arrived, in their order."""
        return [letter.json["eventId"] for letter in self.letters]

    async def next_letter(self) -> Letter:
        """Wait for the next letter from now on, five seconds at most."""
        self.arrived.clear()
        await asyncio.wait_for(self.arrived.wait(), 5)
        return self.letters[-1]

"""Home Assistant's websocket API: commands, and the state changes it tells."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
import itertools
from typing import Any, NamedTuple

import aiohttp

from .progress import DemoError

ANSWER_S = 30


class Change(NamedTuple):
    """One state change: which entity, to what, and when (UTC) by Home Assistant's clock."""

    entity_id: str
    state: str
    at: datetime


class Call(NamedTuple):
    """One call of a service: on which entity, which, and when (UTC) by Home Assistant's clock."""

    entity_ids: Sequence[str]
    service: str
    at: datetime


class WebSocket:
    """One open connection; commands may run side by side."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Take over a connection that has logged in."""
        self._connection = connection
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._changes: list[Change] = []
        self._calls: list[Call] = []
        self._changed = asyncio.Event()

    async def call(self, command: str, **arguments: object) -> Any:
        """Return the result of a command."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._connection.send_json({"id": number, "type": command, **arguments})
        try:
            message = await asyncio.wait_for(answer, ANSWER_S)
        except TimeoutError:
            raise DemoError(f"Home Assistant does not answer {command}.") from None
        if not message["success"]:
            reason = message["error"]["message"]
            raise DemoError(f"Home Assistant refuses {command}: {reason}")
        return message["result"]

    async def change(self, entity_id: str, state: str, since: datetime, timeout_s: float) -> Change | None:
        """Return the first change of an entity to a state since an instant; None if none comes."""

        async def found() -> Change:
            while True:
                for change in self._changes:
                    if change[:2] == (entity_id, state) and change.at >= since:
                        return change
                self._changed.clear()
                await self._changed.wait()

        try:
            return await asyncio.wait_for(found(), timeout_s)
        except TimeoutError:
            return None

    async def listen_to_calls(self) -> None:
        """Listen to calls of services from now on, too."""
        await self.call("subscribe_events", event_type="call_service")

    async def called(self, entity_id: str, service: str, since: datetime, timeout_s: float) -> Call | None:
        """Return the first call of a service on an entity since an instant; None if none comes."""

        async def found() -> Call:
            while True:
                for call in self._calls:
                    if entity_id in call.entity_ids and call.service == service and call.at >= since:
                        return call
                self._changed.clear()
                await self._changed.wait()

        try:
            return await asyncio.wait_for(found(), timeout_s)
        except TimeoutError:
            return None

    async def read(self) -> None:
        """Take in messages for as long as the connection lasts."""
        async for raw in self._connection:
            message = raw.json()
            if message["type"] == "event":
                self._take(message["event"])
            elif answer := self._answers.pop(message["id"], None):
                answer.set_result(message)

    def _take(self, event: dict[str, Any]) -> None:
        if event.get("event_type") == "state_changed" and (new := event["data"]["new_state"]):
            at = datetime.fromisoformat(new["last_changed"])
            self._changes.append(Change(new["entity_id"], new["state"], at))
            self._changed.set()
        elif event.get("event_type") == "call_service":
            ids = event["data"]["service_data"].get("entity_id", [])
            at = datetime.fromisoformat(event["time_fired"])
            self._calls.append(Call([ids] if isinstance(ids, str) else ids, event["data"]["service"], at))
            self._changed.set()


@asynccontextmanager
async def connect(session: aiohttp.ClientSession, token: str) -> AsyncIterator[WebSocket]:
    """Open a connection, log in, and listen to state changes."""
    async with session.ws_connect("/api/websocket", max_msg_size=0) as connection:
        await connection.receive_json()
        await connection.send_json({"type": "auth", "access_token": token})
        welcome = await connection.receive_json()
        if welcome["type"] != "auth_ok":
            raise DemoError(f"Home Assistant's websocket refuses the login: {welcome}")
        socket = WebSocket(connection)
        reader = asyncio.create_task(socket.read())
        try:
            await socket.call("subscribe_events", event_type="state_changed")
            yield socket
        finally:
            reader.cancel()

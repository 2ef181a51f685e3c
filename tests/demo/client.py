"""What the demo asks of Home Assistant, as the frontend would."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any

import aiohttp

from .progress import DemoError
from .websocket import WebSocket, connect

type Json = dict[str, Any]
type Answers = Mapping[str, Json]

ENTRY_FLOW = "/api/config/config_entries/flow"
SUBENTRY_FLOW = "/api/config/config_entries/subentries/flow"
ASK_EVERY_S = 0.1


class Client:
    """A logged-in user of one running Home Assistant."""

    socket: WebSocket

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is opened yet."""
        self.url = url
        self._stack = AsyncExitStack()

    async def open(self, token: str) -> None:
        """Open the session and the websocket."""
        headers = {"Authorization": f"Bearer {token}"}
        session = aiohttp.ClientSession(self.url, headers=headers)
        self._session = await self._stack.enter_async_context(session)
        self.socket = await self._stack.enter_async_context(connect(session, token))

    async def close(self) -> None:
        """Close both; harmless where they never were open."""
        await self._stack.aclose()

    async def request(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer to one REST call."""
        async with self._session.request(method, path, json=body) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                reason = await response.text()
                raise DemoError(f"Home Assistant answers {response.status} to {path}: {reason}")
            return await response.json()

    async def state(self, entity_id: str) -> str | None:
        """Return an entity's state, None where there is no such entity."""
        try:
            found = await self.request("GET", f"/api/states/{entity_id}")
        except DemoError:
            return None
        return str(found["state"])

    async def number(self, entity_id: str) -> float | None:
        """Return an entity's state as a number, None where there is none."""
        try:
            return float(await self.state(entity_id) or "")
        except ValueError:
            return None

    async def act(self, action: str, **data: object) -> None:
        """Perform an action such as ``button.press`` and wait for its end."""
        domain, name = action.split(".")
        await self.request("POST", f"/api/services/{domain}/{name}", data)

    async def ask(self, action: str, **data: object) -> Json:
        """Perform an action that answers, and return its answer."""
        domain, name = action.split(".")
        found: Json = await self.request("POST", f"/api/services/{domain}/{name}?return_response", data)
        return dict(found["service_response"])

    async def add_entry(self, domain: str, answers: Answers) -> str:
        """Add an integration through its own flow; return the entry's id."""
        result = await self._flow(ENTRY_FLOW, domain, answers)
        return str(result["result"]["entry_id"])

    async def add_subentry(self, entry_id: str, kind: str, answers: Answers) -> str:
        """Add a subentry through its own flow; return its id."""
        before = {item["subentry_id"] for item in await self.subentries(entry_id)}
        await self._flow(SUBENTRY_FLOW, [entry_id, kind], answers)
        after = {item["subentry_id"] for item in await self.subentries(entry_id)}
        return str((after - before).pop())

    async def subentries(self, entry_id: str) -> list[Json]:
        """Return an entry's subentries."""
        found: list[Json] = await self.socket.call("config_entries/subentries/list", entry_id=entry_id)
        return found

    async def entities(self, **of: str) -> list[Json]:
        """Return the registered entities whose fields have these values."""
        listed = await self.socket.call("config/entity_registry/list")
        return [entity for entity in listed if of.items() <= entity.items()]

    async def _flow(self, path: str, handler: object, answers: Answers) -> Json:
        """Walk through a flow; ``answers`` are by the name of the step."""
        step: Json = await self.request("POST", path, {"handler": handler})
        while step["type"] in {"form", "menu"}:
            if not only_doubts(step) or step["step_id"] not in answers:
                raise DemoError(f"The flow of {handler} stops at {step['step_id']}: {step.get('errors')}")
            step = await self.request("POST", f"{path}/{step['flow_id']}", answers[step["step_id"]])
        if step["type"] != "create_entry":
            raise DemoError(f"The flow of {handler} ends with {step.get('reason', step['type'])}")
        return step


def only_doubts(step: Json) -> bool:
    """Tell whether a page comes back at most because of a doubt, which is accepted the second time."""
    return all(error.startswith("doubt_") for error in (step.get("errors") or {}).values())


async def until[T](ask: Callable[[], Awaitable[T | None]], what: str, timeout_s: float) -> T:
    """Ask again and again until there is an answer other than None."""
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                if (found := await ask()) is not None:
                    return found
                await asyncio.sleep(ASK_EVERY_S)
    except TimeoutError:
        raise DemoError(f"Waited {timeout_s:.0f} s in vain for {what}.") from None

"""Home Assistant's page "Repairs", by way of its websocket and HTTP interfaces."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant

URL = "/api/repairs/issues/fix"


@dataclass
class Desk:
    """What a person sees of our issues, and the forms that mend them.

    A websocket does not live through leaps of time: each question opens its own.
    """

    hass: HomeAssistant
    http: Any
    connect: Callable[[HomeAssistant], Awaitable[Any]]

    async def issues(self) -> dict[str, dict[str, Any]]:
        """Return the issues that are listed, by id."""
        await self.hass.async_block_till_done(wait_background_tasks=True)
        listed = (await self._ask({"type": "repairs/list_issues"}))["result"]["issues"]
        return {issue["issue_id"]: issue for issue in listed if issue["domain"] == "volue_spark"}

    async def ignore(self, issue_id: str) -> None:
        """Choose "Ignore" in an issue's menu."""
        message = {"type": "repairs/ignore_issue", "domain": "volue_spark", "issue_id": issue_id, "ignore": True}
        assert (await self._ask(message))["success"]

    async def open(self, issue_id: str) -> dict[str, Any]:
        """Click an issue; return the first page."""
        return await self._post(URL, {"handler": "volue_spark", "issue_id": issue_id})

    async def choose(self, page: dict[str, Any], option: str) -> dict[str, Any]:
        """Choose in a menu; return the next page."""
        return await self.submit(page, {"next_step_id": option})

    async def submit(self, page: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        """Submit a page, let everything settle, and return the next one."""
        return await self._post(f"{URL}/{page['flow_id']}", answers)

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        websocket = await self.connect(self.hass)
        await websocket.send_json_auto_id(message)
        answer: dict[str, Any] = await websocket.receive_json()
        await websocket.close()
        return answer

    async def _post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        response = await self.http.post(url, json=body)
        assert response.status == 200, await response.text()
        await self.hass.async_block_till_done(wait_background_tasks=True)
        page: dict[str, Any] = await response.json()
        return page

"""The way in: the first user, and a token as a browser on loopback gets one."""

from http import HTTPStatus

import aiohttp

from .progress import DemoError

OWNER = {"name": "Demo", "username": "demo", "password": "demo", "language": "en"}


async def make_owner(session: aiohttp.ClientSession, client_id: str) -> None:
    """Make the first user through Home Assistant's onboarding, unless there is one."""
    async with session.get("/api/onboarding") as response:
        # The address is gone once all of the onboarding is done.
        if response.status == HTTPStatus.NOT_FOUND:
            return
    async with session.post("/api/onboarding/users", json={**OWNER, "client_id": client_id}) as response:
        if response.status != HTTPStatus.OK:
            raise DemoError(f"Home Assistant makes no user: {await response.text()}")


async def token(session: aiohttp.ClientSession, client_id: str) -> str:
    """Log in as the trusted network allows, without a password."""
    handler = {"client_id": client_id, "redirect_uri": client_id, "handler": ["trusted_networks", None]}
    async with session.post("/auth/login_flow", json=handler) as response:
        step = await response.json()
    if step["type"] == "form":
        # More than one user: somebody added one to a home that was kept.
        first = step["data_schema"][0]["options"][0][0]
        answer = {"client_id": client_id, "user": first}
        async with session.post(f"/auth/login_flow/{step['flow_id']}", json=answer) as response:
            step = await response.json()
    code = {"grant_type": "authorization_code", "code": step["result"], "client_id": client_id}
    async with session.post("/auth/token", data=code) as response:
        return str((await response.json())["access_token"])

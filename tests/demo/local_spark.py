"""The local Spark: its process, and its API as the check asks it.

The check asks with a token of its own, so that what it sees does not depend
on the integration.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
import json
from pathlib import Path
import sys
from typing import Any, Never

import aiohttp

from .claims import LOOPBACK
from .client import until
from .processes import Process
from .progress import DemoError

CLIENT_ID = "demo-client"
CLIENT_SECRET = "demo-secret"
ELIGIBILITY_S = 2
# Somewhat longer than the local Spark takes to write its state file.
SAVED_S = 2.5
START_S = 20


class LocalSpark:
    """A Spark on loopback with a rhythm that always gives something to see."""

    def __init__(self, folder: Path, port: int, secret: str = CLIENT_SECRET) -> None:
        """Choose folder, port and the secret that is right; nothing is started yet."""
        self._secret = secret
        self.api_url = f"http://{LOOPBACK}:{port}/energy-coordination/v1"
        self.token_url = f"http://{LOOPBACK}:{port}/connect/token"
        command = [sys.executable, "-m", "tests.fake_spark", "--port", str(port), "--rhythm"]
        command += ["--client-secret", secret]
        self._state = folder / "spark.json"
        command += ["--eligibility-delay", str(ELIGIBILITY_S), "--state", str(self._state)]
        self.process = Process("The local Spark", command, folder / "spark.log")

    async def start(self) -> None:
        """Start it and wait until it grants tokens."""
        await self.process.start()
        await until(self._token_or_none, "the local Spark to answer", START_S)

    async def stop(self) -> None:
        """Stop it; with ``spark.json`` it begins where it ended."""
        await self.process.stop()

    async def watch(self) -> Never:
        """Raise if it ends by itself."""
        raise self.process.failure(await self.process.ended())

    async def token(self) -> dict[str, Any]:
        """Return what the token endpoint answers to the demo's credentials."""
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": self._secret}
        async with aiohttp.request("POST", self.token_url, data=form) as response:
            found: dict[str, Any] = await response.json()
        if "access_token" not in found:
            raise DemoError(f"The local Spark grants no token: {found}")
        return found

    def kept(self) -> dict[str, Any]:
        """Return what the state file holds, at most a few seconds old."""
        found: dict[str, Any] = json.loads(self._state.read_text())
        return found

    @asynccontextmanager
    async def partner(self) -> AsyncIterator[Partner]:
        """Open the API with a new token."""
        headers = {"Authorization": f"Bearer {(await self.token())['access_token']}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            yield Partner(session, self.api_url)

    async def _token_or_none(self) -> dict[str, Any] | None:
        with suppress(aiohttp.ClientConnectionError):
            return await self.token()
        return None


class Partner:
    """Whoever holds a token for the account."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        """Use a session that sends the token."""
        self._session = session
        self._api_url = api_url

    async def get(self, path: str) -> Any:
        """Return the answer to a GET."""
        return await self._request("GET", path, None)

    async def post(self, path: str, body: object) -> Any:
        """Return the answer to a POST."""
        return await self._request("POST", path, body)

    async def _request(self, method: str, path: str, body: object) -> Any:
        async with self._session.request(method, self._api_url + path, json=body) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise DemoError(f"The local Spark answers {response.status} to {path}: {await response.text()}")
            return await response.json()

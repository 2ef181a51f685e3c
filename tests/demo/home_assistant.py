"""The life of one real Home Assistant: start, restart, stop, power cut."""

import asyncio
import contextlib
from pathlib import Path
import sys
from typing import Never

import aiohttp

from . import config_dir, login
from .claims import LOOPBACK
from .client import Client, until
from .processes import Process
from .progress import say

# How Home Assistant asks whoever started it for a restart.
RESTART_EXIT_STATUS = 100
START_S = 90


class HomeAssistant:
    """One Home Assistant with its folder; ``client`` is there while it runs."""

    client: Client

    def __init__(self, folder: Path, port: int) -> None:
        """Choose folder and port; nothing is written or started yet."""
        self.config = folder / "config"
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        # -P: integrations come from the configuration, not from the folder that the demo is started in.
        python = [sys.executable, "-P", "-m"]
        command = [*python, "homeassistant", "--skip-pip", "--log-no-color", "--config", str(self.config)]
        self.process = Process("Home Assistant", command, folder / "home-assistant.log")
        self.client = Client(self.url)

    async def start(self) -> None:
        """Start it with the configuration that is there, wait until it is up, and log in."""
        config_dir.bind(self.config, self._port)
        await self.process.start()
        await self._log_in()
        await until(self._is_running, "Home Assistant to finish its start", START_S)

    async def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        await self.client.close()
        await self.process.stop()

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self.client.close()
        await self.process.kill()

    async def watch(self) -> Never:
        """Start it again where its user asked for a restart; raise if it ends otherwise."""
        while True:
            status = await self.process.ended()
            await self.client.close()
            if status != RESTART_EXIT_STATUS:
                raise self.process.failure(status)
            say("Home Assistant restarts")
            await self.start()
            say(f"Home Assistant is back: {self.url}")

    async def version(self) -> str:
        """Return the version that runs."""
        return str((await self.client.socket.call("get_config"))["version"])

    async def _log_in(self) -> None:
        async with aiohttp.ClientSession(self.url) as session:
            await until(lambda: _answers(session), "Home Assistant to answer", START_S)
            client_id = f"{self.url}/"
            await login.make_owner(session, client_id)
            token = await login.token(session, client_id)
        self.client = Client(self.url)
        await self.client.open(token)

    async def _is_running(self) -> bool | None:
        config = await self.client.socket.call("get_config")
        return True if config["state"] == "RUNNING" else None


async def _answers(session: aiohttp.ClientSession) -> bool | None:
    """Tell whether the server listens; it does so once login and onboarding are there."""
    with contextlib.suppress(aiohttp.ClientConnectionError, asyncio.TimeoutError):
        async with session.get("/manifest.json") as response:
            return True if response.ok else None
    return None

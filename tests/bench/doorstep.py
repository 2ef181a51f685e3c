"""A house whose webhook is flooded by another process, and what that costs Home Assistant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
from statistics import median
import sys
import time
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.volue_spark.const import CONF_PUSH
from tests.fake_spark import FakeSpark
from tests.shell.conftest import Account
from tests.shell.push.caller import SIGNATURE, Caller, notification

ROOT = Path(__file__).parents[2]
BEAT = 0.005


@dataclass
class Doorstep:
    """Home Assistant's own server, with one account that Spark may call."""

    hass: HomeAssistant
    caller: Caller

    def forged(self, number: int) -> tuple[str, str]:
        """Return a call that Spark did not make."""
        return notification(f"forged-{number}").decode(), self.signed(b"another body")[1]

    def signed(self, body: bytes) -> tuple[str, str]:
        """Return a call as Spark makes it."""
        return body.decode(errors="replace"), self.caller.signed(body)[SIGNATURE]

    def mixed(self, calls: int) -> list[tuple[str, str]]:
        """Return forged calls, valid repeats of one, and valid ones that are all new, in turns."""
        repeat = self.signed(notification("again"))
        new = (self.signed(notification(f"new-{number}")) for number in range(calls))
        return [(self.forged(number), repeat, next(new))[number % 3] for number in range(calls)]

    async def flood(self, url: str, calls: list[tuple[str, str]]) -> tuple[dict[str, Any], float]:
        """Let another process call; return what it says, and the seconds of processor time that Home Assistant took."""
        command = (sys.executable, "-m", "tests.bench.flooder")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT)
        began = time.process_time()
        said, _ = await process.communicate(json.dumps({"url": url, "calls": calls}).encode())
        found: dict[str, Any] = json.loads(said)
        return found, time.process_time() - began


async def doorstep(hass: HomeAssistant, spark: FakeSpark, clients: ClientSessionGenerator) -> Doorstep:
    """Set up a house that Spark may call."""
    assert await async_setup_component(hass, "webhook", {})
    client: TestClient[Any, Any] = await clients()
    await hass.config.async_update(external_url=str(client.make_url("/")).rstrip("/"))
    account = Account(hass, spark, options={CONF_PUSH: True})
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return Doorstep(hass, Caller(client, spark))


@asynccontextmanager
async def heartbeat() -> AsyncIterator[list[float]]:
    """Keep by how many seconds each beat of the event loop is late."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT)
            late.append(time.perf_counter() - began - BEAT)

    heart = asyncio.create_task(beat())
    try:
        yield late
    finally:
        heart.cancel()


def lateness(late: list[float]) -> str:
    """Return how late the beats were, in words."""
    return f"{1000 * max(late):.0f} ms at worst, {1000 * median(late):.1f} ms in the middle"

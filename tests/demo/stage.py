"""Both servers and what is done with them: whatever ends first ends all."""

import asyncio
from collections.abc import Coroutine
import contextlib
import signal
from typing import Any

import aiohttp

from .home_assistant import HomeAssistant
from .local_spark import LocalSpark
from .progress import DemoError, say

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# As a shell tells of a Ctrl-C.
INTERRUPTED = 130
# How long a failed call waits for the news that the other side has died.
NEWS_S = 2


async def on_stage(home_assistant: HomeAssistant, spark: LocalSpark, play: Coroutine[Any, Any, int]) -> int:
    """Return what the play returns; stop both servers, however it ends."""
    watchers = [asyncio.create_task(home_assistant.watch()), asyncio.create_task(spark.watch())]
    player = asyncio.create_task(play)
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, player.cancel)
    try:
        return await first_end(player, watchers)
    except asyncio.CancelledError:
        return INTERRUPTED
    except aiohttp.ClientError as error:
        raise DemoError(f"Lost the connection: {error}") from error
    finally:
        for task in [player, *watchers]:
            task.cancel()
        say("Stopping")
        await asyncio.gather(home_assistant.stop(), spark.stop())
        say("Stopped")


async def first_end(player: asyncio.Task[int], watchers: list[asyncio.Task[Any]]) -> int:
    """Wait for the player, or for a server that died; a death explains more than a lost call."""
    await asyncio.wait([player, *watchers], return_when=asyncio.FIRST_COMPLETED)
    if player.done() and not player.cancelled() and player.exception():
        await asyncio.wait(watchers, timeout=NEWS_S, return_when=asyncio.FIRST_COMPLETED)
    for task in watchers:
        if task.done():
            task.result()
    with contextlib.suppress(asyncio.InvalidStateError):
        return player.result()
    raise DemoError("Nothing has ended.")

"""The demo for people: set up, then stay until they leave."""

import asyncio
from contextlib import suppress

from . import home, opening
from .folder import Opened
from .home_assistant import HomeAssistant
from .local_spark import LocalSpark
from .progress import say
from .scene import Scene


async def run(home_assistant: HomeAssistant, spark: LocalSpark, opened: Opened) -> int:
    """Start both, set the home up where there is none, and stay; leaving is a good end."""
    await start(home_assistant, spark)
    if opened.is_new:
        made = await home.set_up(home_assistant.client, spark)
        async with spark.partner() as partner:
            await opening.hasten(await Scene.of(home_assistant.client, partner, made))
    opened.keep()
    say("Ready; Ctrl-C stops everything")
    print(f"\nOpen {home_assistant.url}\n", flush=True)
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    return 0


async def start(home_assistant: HomeAssistant, spark: LocalSpark) -> None:
    """Start Spark, then Home Assistant; give it a past where it has none."""
    await spark.start()
    say(f"Local Spark: api {spark.api_url} token {spark.token_url}")
    if not home_assistant.config.exists():
        await home.before_first_start(home_assistant.config)
    await home_assistant.start()
    # Another run may have had another port. Spark is on this machine, and may do without https.
    await home_assistant.client.socket.call("config/core/update", external_url=home_assistant.url)
    say(f"Home Assistant {await home_assistant.version()} is up")

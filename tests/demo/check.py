"""``scripts/demo --check``: every step tried once, one line each."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

import aiohttp

from . import books, energy, found_on, home, home_log, power_cut, reports, steps, turns
from .folder import Opened
from .home_assistant import HomeAssistant
from .local_spark import LocalSpark, Partner
from .progress import DemoError, say
from .scene import Scene
from .show import start


@dataclass(slots=True)
class Report:
    """How many steps there were, and how many failed."""

    steps: int = 0
    failed: int = 0

    async def step[T](self, title: str, ask: Awaitable[T]) -> T | None:
        """Try one step and print its line; return what it found unless it failed."""
        self.steps += 1
        try:
            found = await ask
        except (DemoError, aiohttp.ClientError, KeyError) as error:
            self.failed += 1
            say(f"FAIL {self.steps} {title}: {error or type(error).__name__}")
            return None
        say(f"ok   {self.steps} {title}: {found}")
        return found


async def run(home_assistant: HomeAssistant, spark: LocalSpark, _: Opened) -> int:
    """Set the home up, try everything, and return the exit status."""
    report = Report()
    await start(home_assistant, spark)
    await report.step("token from the local Spark", steps.token(spark))
    async with spark.partner() as partner:
        scene = await report.step("set up through Home Assistant's flows", set_up(home_assistant, spark, partner))
        await report.step("registered at Spark", steps.registered(partner))
        if scene:
            await try_reports(report, scene, spark)
            await try_turns(report, scene)
            await report.step("power cut", power_cut.survive(scene, home_assistant, spark))
    await home_assistant.stop()
    await report.step("Home Assistant's log", asyncio.to_thread(home_log.read, home_assistant.process.log))
    say(f"{report.steps - report.failed} of {report.steps} steps hold")
    return 1 if report.failed else 0


async def set_up(home_assistant: HomeAssistant, spark: LocalSpark, partner: Partner) -> Scene:
    """Set the home up and find it at Spark."""
    return await Scene.of(home_assistant.client, partner, await home.set_up(home_assistant.client, spark))


async def try_reports(report: Report, scene: Scene, spark: LocalSpark) -> None:
    """Try what is about yesterday."""
    await report.step("report on yesterday", reports.accepted(scene, spark))
    await report.step("compensation", reports.compensation(scene, spark))
    await report.step("the books", books.agree(scene, spark))


async def try_turns(report: Report, scene: Scene) -> None:
    """Try what is about now; each step leaves the curve to the next."""
    await report.step("price delta", steps.delta(scene))
    await report.step("push", steps.push(scene))
    await report.step("boundaries", turns.boundaries(scene))
    await report.step("the charger's automation", turns.automation(scene))
    await report.step("the tank follows by itself", turns.tank(scene))
    await report.step("Energy dashboard", energy.clean(scene.client))
    await report.step("a tank found on", found_on.stays_on(scene))
    await report.step("test event", steps.test_event(scene))

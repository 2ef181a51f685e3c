"""Step of the check: a power cut in favourable hours, and what Home Assistant does after it."""

import asyncio
from datetime import UTC, datetime
import json
import time

from . import reports, service_calls
from .client import until
from .found_on import TURN_S, end_favourable_hours
from .home import DOMAIN
from .home_assistant import HomeAssistant
from .local_spark import SAVED_S, LocalSpark
from .scene import Scene, ensure
from .service_calls import Call

BACK_S = 20


async def survive(scene: Scene, home_assistant: HomeAssistant, spark: LocalSpark) -> str:
    """Cut the power while the tank is held; nobody may call its switch until the favourable hours end."""
    switch = scene.home.tank.appliance.switch
    await until(lambda: is_on(scene), f"{switch} to be on before the cut", TURN_S)
    sent = await reports.kept(spark) or []
    offset, down_s = await cut(scene, home_assistant)
    await until(lambda: calls_of_charger(scene, home_assistant, offset), "the automation's call in the log", BACK_S)
    await until(lambda: scene.client.number(scene.home.earned), "the reports to have been looked at", BACK_S)
    await asyncio.sleep(SAVED_S)
    calls = service_calls.since(home_assistant.process.log, offset)
    ensure(await is_on(scene), f"{switch} still on", "it off")
    on_tank = [call for call in calls if switch in call.data]
    ensure(not on_tank, f"no call of {switch}", on_tank)
    again = await reports.kept(spark) or []
    ensure(again == sent, f"the same {len(sent)} reports", [report["event_id"] for report in again])
    given_back_s = await given_back(scene)
    await until(lambda: is_forgotten(home_assistant), "what was found to be forgotten on disk", BACK_S)
    names = ", ".join(sorted({call.service for call in calls}))
    return (
        f"back {down_s:.1f} s after kill -9, {switch} on; service calls: {len(calls)} ({names}), 0 on it; "
        f"reports: {len(again)} as before; given back {given_back_s * 1000:.0f} ms after Spark's next curve"
    )


async def is_on(scene: Scene) -> bool | None:
    """Tell whether the tank is on; None while it is not."""
    return await scene.client.state(scene.home.tank.appliance.switch) == "on" or None


async def cut(scene: Scene, home_assistant: HomeAssistant) -> tuple[int, float]:
    """Save the states, kill Home Assistant, start it; return where its log begins and how long it took."""
    await scene.client.act("homeassistant.save_persistent_states")
    service_calls.log_from_next_start(home_assistant.config)
    began = time.monotonic()
    await home_assistant.kill()
    offset = home_assistant.process.log.stat().st_size
    await home_assistant.start()
    scene.client = home_assistant.client
    return offset, time.monotonic() - began


async def calls_of_charger(scene: Scene, home_assistant: HomeAssistant, offset: int) -> list[Call] | None:
    """Return the calls of the charger's switch: its automation makes one at every start, so the log does tell."""
    switch = scene.home.charger.appliance.switch
    return [call for call in service_calls.since(home_assistant.process.log, offset) if switch in call.data] or None


async def given_back(scene: Scene) -> float:
    """End the favourable hours and return after how many seconds the tank went off: what was found is known still."""
    began = datetime.now(UTC)
    await end_favourable_hours(scene)
    off = await scene.turns_to(scene.home.tank.appliance.switch, "off", began, TURN_S)
    return (off.at - began).total_seconds()


async def is_forgotten(home_assistant: HomeAssistant) -> bool | None:
    """Tell whether nothing is held any more, on disk; None while something is."""
    (file,) = (home_assistant.config / ".storage").glob(f"{DOMAIN}.*.control")
    memories = json.loads(file.read_text())["data"].values()
    return not any(memory["hold"] for memory in memories) or None

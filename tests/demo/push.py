"""``scripts/push``: how long after an event was made at Spark the charger's switch is told, by the webhook."""

import asyncio
from datetime import UTC, datetime, timedelta
from statistics import median

from . import check, webhooks
from .client import Json
from .curves import FAVOURABLE, TO_AVOID
from .folder import Opened
from .home_assistant import HomeAssistant
from .local_spark import LocalSpark
from .progress import say
from .scene import Scene, ensure
from .show import start

TURNS = 20
# Favourable from now on for so long, then none of it until the next turn.
LENGTH, REST = timedelta(seconds=5), 12
MOST_MS = 1000
CALLED_S = 10.0
MS = timedelta(milliseconds=1)


async def run(home_assistant: HomeAssistant, spark: LocalSpark, _: Opened) -> int:
    """Set the home up, measure, print, and return the exit status."""
    await start(home_assistant, spark)
    async with spark.partner() as partner:
        scene = await check.set_up(home_assistant, spark, partner)
        lags = await measured(scene)
        webhook = await webhooks.ours(partner)
    ensure(webhook["status"] == "Healthy", "a healthy webhook", webhook)
    say(f"{len(lags)} events: median {median(lags):.0f} ms, worst {max(lags):.0f} ms; limit: median {MOST_MS} ms")
    return 1 if median(lags) > MOST_MS else 0


async def measured(scene: Scene) -> list[float]:
    """Return how many ms after each event the charger's switch was told."""
    await scene.client.socket.listen_to_calls()
    await publish(scene, TO_AVOID)
    lags = []
    for number in range(TURNS):
        await asyncio.sleep(LENGTH.total_seconds())
        await webhooks.rest(scene.client)
        lags.append(await one(scene, f"{number + 1:2} of {TURNS}"))
    return lags


async def one(scene: Scene, name: str) -> float:
    """Have Spark make an event and return how many ms later the switch was told."""
    switch = scene.home.charger.appliance.switch
    event = await publish(scene, FAVOURABLE)
    made = webhooks.instant(event["createdAt"])
    call = await scene.client.socket.called(switch, "turn_on", made, CALLED_S)
    told = await webhooks.arrived(scene, event)
    if call is None:
        ensure(call, f"{switch} to be turned on after {made:%H:%M:%S} UTC", "no call")
        return float("inf")
    sent, lag = (webhooks.instant(told["notificationSent"]) - made) / MS, (call.at - made) / MS
    say(
        f"{name}: sent {sent:.0f} ms after the event was made, taken within {told['requestDurationMs']} ms, "
        f"the charger told {lag:.0f} ms after the event was made"
    )
    return lag


async def publish(scene: Scene, delta: float) -> Json:
    """Have Spark make an event about this moment, and leave it to Spark to tell of it; return the event."""
    begins = datetime.now(UTC).replace(microsecond=0)
    deltas = [delta] + [TO_AVOID] * REST
    points = [{"price": each, "timestamp": (begins + n * LENGTH).isoformat()} for n, each in enumerate(deltas)]
    curve = {"points": points, "energyUnit": "kWh", "currency": "NOK", "resolution": f"00:00:{LENGTH.seconds:02}"}
    targets = [target.wire() for target in (scene.charger, scene.tank)]
    body = {"targets": targets, "priceCurveDelta": curve, "priceArea": "NO4"}
    made: Json = (await scene.partner.post("/simulation/events/pricecurve", body))["simulatedEvent"]
    return made

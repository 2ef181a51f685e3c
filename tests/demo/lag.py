"""``scripts/lag``: how long after the start of favourable seconds the tank's switch is told."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from statistics import median

from . import check
from .folder import Opened
from .home import DOMAIN
from .home_assistant import HomeAssistant
from .local_spark import LocalSpark
from .progress import say
from .scene import Scene, ensure
from .show import start
from .websocket import Call

TURNS = 20
LENGTH = timedelta(seconds=9)
LEAD = timedelta(seconds=5)
FAVOURABLE, TO_AVOID = -0.45, 0.10
MOST_MS = 100
# Nothing must come between: neither minimum times nor the starts of a day.
SPARED = {"least_on_minutes": 0, "least_off_minutes": 0, "starts_a_day": 1000}


async def run(home_assistant: HomeAssistant, spark: LocalSpark, _: Opened) -> int:
    """Set the home up, measure, print, and return the exit status."""
    await start(home_assistant, spark)
    async with spark.partner() as partner:
        scene = await check.set_up(home_assistant, spark, partner)
        await home_assistant.stop()
        spare_nothing(home_assistant.config)
        await home_assistant.start()
        scene.client = home_assistant.client
        lags = await measured(scene)
    say(f"{len(lags)} starts: median {median(lags):.1f} ms, worst {max(lags):.1f} ms; limit: median {MOST_MS} ms")
    return 1 if median(lags) > MOST_MS else 0


def spare_nothing(config: Path) -> None:
    """Let the tank be switched as often as the curve says."""
    file = config / ".storage" / "core.config_entries"
    content = json.loads(file.read_text())
    (entry,) = (entry for entry in content["data"]["entries"] if entry["domain"] == DOMAIN)
    for subentry in entry["subentries"]:
        if subentry["data"].get("resource_type") == "hot_water_tank":
            subentry["data"]["following"] = subentry["data"].get("following", {}) | SPARED
    file.write_text(json.dumps(content))


async def measured(scene: Scene) -> list[float]:
    """Return how many ms after each start the tank's switch was told."""
    socket, switch = scene.client.socket, scene.home.tank.appliance.switch
    await socket.listen_to_calls()
    first = datetime.now(UTC).replace(microsecond=0) + LEAD
    await publish(scene, first)
    lags = []
    for number in range(TURNS):
        begins = first + 2 * number * LENGTH
        patience_s = (begins + LENGTH - datetime.now(UTC)).total_seconds()
        call = await socket.called(switch, "turn_on", begins, max(patience_s, 0.0))
        ensure(call, f"{switch} to be turned on from {begins:%H:%M:%S} UTC", "no call")
        lags.append(late_ms(call, begins))
        say(f"{number + 1:2} of {TURNS}: told {lags[-1]:.1f} ms after the start at {begins:%H:%M:%S} UTC")
    return lags


def late_ms(call: Call | None, begins: datetime) -> float:
    """Return how many ms a call came after a start."""
    return (call.at - begins).total_seconds() * 1000 if call else float("inf")


async def publish(scene: Scene, first: datetime) -> None:
    """Have Spark publish favourable seconds and such to avoid in turns, and Home Assistant ask for them."""
    deltas = [TO_AVOID, FAVOURABLE] * TURNS + [TO_AVOID]
    begins = [first + number * LENGTH for number in range(-1, len(deltas) - 1)]
    points = [{"price": delta, "timestamp": at.isoformat()} for at, delta in zip(begins, deltas, strict=True)]
    curve = {"points": points, "energyUnit": "kWh", "currency": "NOK", "resolution": f"00:00:{LENGTH.seconds:02}"}
    targets = [target.wire() for target in (scene.charger, scene.tank)]
    body = {"targets": targets, "priceCurveDelta": curve, "priceArea": "NO4"}
    await scene.partner.post("/simulation/events/pricecurve", body)
    await scene.poll()

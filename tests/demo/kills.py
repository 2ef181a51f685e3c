"""``scripts/crash``: Home Assistant is killed around the sending of reports, again and again.

Each time Spark publishes an event about an hour that is over long since, Home
Assistant is told to ask for it, and its process is killed at a random moment
from then on. In the end each event has one accepted report, or is uncertain.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from random import Random
import time

import aiohttp

from . import check, curves, reports, usage, webhooks
from .client import Json, until
from .folder import Opened
from .home import DOMAIN
from .home_assistant import HomeAssistant
from .local_spark import SAVED_S, LocalSpark
from .progress import DemoError, say
from .scene import Scene, ensure
from .show import start

KILLS = 20
# A report is sent this much sooner or later than the first one: some kills come after it.
SLOWER = 1.5
SETTLED_S, ACCEPTED_S = 60, 20
OPEN = {"waiting", "ready", "sent"}
PAST_DAYS = 2


@dataclass(slots=True)
class Kills:
    """The events so far, and how each stood on disk when the power went."""

    scene: Scene
    home_assistant: HomeAssistant
    random: Random
    hours: list[datetime]
    event_ids: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    on_their_way: set[str] = field(default_factory=set)

    async def publish(self) -> None:
        """Have Spark publish an event about an hour of the past."""
        body = curve([self.scene.charger, self.scene.tank], self.hours.pop())
        answer = await self.scene.partner.post("/simulation/events/pricecurve", body)
        self.event_ids.append(answer["simulatedEvent"]["id"])

    async def one_report(self) -> float:
        """Let one report be sent undisturbed and return how many seconds that took.

        After a start, as all that follow: the second poll within ten seconds has to wait for its turn.
        """
        await self.restart()
        await self.publish()
        began = time.monotonic()
        await self.scene.poll()
        await until(self._is_accepted, "the first report to be accepted", ACCEPTED_S)
        return time.monotonic() - began

    async def one_kill(self, window_s: float) -> None:
        """Kill Home Assistant while it reports, and start it again."""
        await self.publish()
        poll = asyncio.create_task(self.scene.poll())
        await asyncio.sleep(self.random.uniform(0, window_s))
        await self.home_assistant.kill()
        with suppress(DemoError, aiohttp.ClientError):
            await poll
        known = self.settlements()
        self.found[known.get(self.event_ids[-1], "nothing")] += 1
        self.on_their_way |= {event_id for event_id, settlement in known.items() if settlement == "sent"}
        await self.restart()

    async def restart(self) -> None:
        """Start Home Assistant, again if it runs."""
        await self.home_assistant.kill()
        await self.home_assistant.start()
        self.scene.client = self.home_assistant.client

    def settlements(self) -> dict[str, str]:
        """Return how each event stands in the ledger on disk."""
        files = (self.home_assistant.config / ".storage").glob(f"{DOMAIN}.*.reports")
        entries = [json.loads(file.read_text())["data"]["entries"] for file in files]
        return {key: kept["settlement"] for key, kept in (entries[0] if entries else {}).items()}

    async def all_settled(self) -> bool | None:
        """Tell whether no report is on its way; None while one is. What a kill left on its way is uncertain."""
        known = self.settlements()
        return all(known.get(event_id, "waiting") not in OPEN - {"sent"} for event_id in self.event_ids) or None

    async def _is_accepted(self) -> bool | None:
        return self.settlements().get(self.event_ids[-1]) == "accepted" or None


async def run(home_assistant: HomeAssistant, spark: LocalSpark, _: Opened) -> int:
    """Set the home up, kill it, and return the exit status."""
    report = check.Report()
    await start(home_assistant, spark)
    async with spark.partner() as partner:
        scene = await report.step("set up through Home Assistant's flows", check.set_up(home_assistant, spark, partner))
        if scene:
            await report.step("yesterday's report", reports.accepted(scene, spark))
            before = await report.step("the webhook", webhooks.named(partner))
            await report.step(f"kill -9, {KILLS} times", survive(scene, home_assistant, spark))
            await report.step("the same webhook, and no other", webhooks.named(partner, before))
    await home_assistant.stop()
    return 1 if report.failed else 0


async def survive(scene: Scene, home_assistant: HomeAssistant, spark: LocalSpark) -> str:
    """Kill Home Assistant around its reports; return what the kills met, and how all ended."""
    seed = int(time.time())
    say(f"Seed {seed}")
    random = Random(seed)  # noqa: S311 - a power cut is no secret
    kills = Kills(scene, home_assistant, random, await hours_without_event(scene, random))
    window_s = SLOWER * await kills.one_report()
    for _number in range(KILLS):
        await kills.one_kill(window_s)
    await until(kills.all_settled, "all reports to be settled", SETTLED_S)
    await asyncio.sleep(SAVED_S)
    return ended(kills, await reports.kept(spark) or [], window_s, seed)


def ended(kills: Kills, arrived: Sequence[Json], window_s: float, seed: int) -> str:
    """Compare the ledger with what Spark has; only what was on its way when the power went may be uncertain."""
    known, at_spark = kills.settlements(), Counter(report["event_id"] for report in arrived)
    wrong = {
        event_id: (known.get(event_id), at_spark[event_id])
        for event_id in kills.event_ids
        if not (known[event_id] == "accepted" and at_spark[event_id] == 1)
        and not (event_id in kills.on_their_way and known[event_id] != "accepted" and at_spark[event_id] <= 1)
    }
    ensure(not wrong, f"each report once, or uncertain (seed {seed})", wrong)
    ends = Counter("accepted" if known[event_id] == "accepted" else "uncertain" for event_id in kills.event_ids)
    met = ", ".join(f"{number} x {settlement}" for settlement, number in sorted(kills.found.items()))
    return (
        f"{len(kills.event_ids)} events, {ends['accepted']} accepted, {ends['uncertain']} uncertain, none twice; "
        f"killed within {window_s:.2f} s of the news, the ledger then said {met}; seed {seed}"
    )


async def hours_without_event(scene: Scene, random: Random) -> list[datetime]:
    """Return hours of the last days about which there is no event yet, in any order: an hour is paid once."""
    taken = {
        hour for event in await scene.events() if "priceCurveDelta" in event["payload"] for hour in reports.hours(event)
    }
    midnight = datetime.now(usage.ZONE).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    past = [midnight - number * usage.HOUR for number in range(2, 24 * PAST_DAYS)]
    free = [hour for hour in past if hour not in taken]
    random.shuffle(free)
    return free


def curve(targets: Sequence[curves.Target], hour: datetime) -> Json:
    """Return the request for a curve about one hour."""
    points = [{"price": curves.FAVOURABLE, "timestamp": hour.isoformat()}]
    terms = {"points": points, "energyUnit": "kWh", "currency": "NOK", "resolution": reports.HOURLY}
    return {"targets": [target.wire() for target in targets], "priceCurveDelta": terms, "priceArea": "NO4"}

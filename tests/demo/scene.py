"""The home as both sides know it, and how the check compares them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self, override

from . import curves
from .client import ASK_EVERY_S, Client, Json
from .curves import Target
from .devices import Home
from .local_spark import Partner
from .progress import DemoError
from .websocket import Change


def ensure(holds: object, expected: str, seen: object) -> None:
    """Fail with what was expected and what was seen."""
    if not holds:
        raise DemoError(f"expected {expected}, saw {seen}")


@dataclass(slots=True)
class Scene:
    """Home Assistant, Spark, both devices at both, and what the steps have seen so far."""

    client: Client
    partner: Partner
    home: Home
    charger: Target
    tank: Target
    favourable_from: datetime | None = None
    turns: list[Change] = field(default_factory=list)

    @override
    def __str__(self) -> str:
        """Name the charger at both sides."""
        return f"{self.home.charger.delta} is resource {self.charger.resource_id}"

    @classmethod
    async def of(cls, client: Client, partner: Partner, home: Home) -> Self:
        """Find the charger at Spark."""
        resources = await resources_of(partner, await only_user(partner))
        target = {item["resourceType"]: Target(item["resourceId"], item["locationId"]) for item in resources}
        ensure({"Charger", "HotWaterTank"} == target.keys(), "a charger and a hot water tank at Spark", resources)
        return cls(client, partner, home, target["Charger"], target["HotWaterTank"])

    async def poll(self) -> None:
        """Have Home Assistant ask Spark now."""
        await self.client.act("homeassistant.update_entity", entity_id=self.home.charger.delta)

    async def simulate(self, start: datetime, *deltas: float) -> None:
        """Have Spark publish a curve for both devices, a minute each, and Home Assistant ask for it."""
        await self.publish(start, *deltas)
        await self.poll()

    async def publish(self, start: datetime, *deltas: float) -> Json:
        """Have Spark publish such a curve, and leave it to Spark to tell of it; return the event."""
        curve = curves.minutes([self.charger, self.tank], start, deltas)
        made: Json = (await self.partner.post("/simulation/events/pricecurve", curve))["simulatedEvent"]
        return made

    async def press(self) -> list[Json]:
        """Press the button; return the events that came of it."""
        known = {event["id"] for event in await self.events()}
        await self.client.act("button.press", entity_id=self.home.button)
        return [event for event in await self.events() if event["id"] not in known]

    async def turns_to(self, entity_id: str, state: str, since: datetime, timeout_s: float) -> Change:
        """Return an entity's first change to a state since an instant."""
        seen = await self.client.socket.change(entity_id, state, since, timeout_s)
        if seen is None:
            raise DemoError(f"expected {entity_id} to turn {state}, saw {await self.client.state(entity_id)}")
        return seen

    async def events(self) -> list[Json]:
        """Return all of Spark's events."""
        found: list[Json] = (await self.partner.get("/events?pageSize=1000"))["events"]
        return found

    async def delta_at_spark(self) -> float | None:
        """Return what Spark's events say of the charger now."""
        return curves.current(await self.events(), self.charger, datetime.now(UTC))

    async def delta_shown(self) -> float | None:
        """Return what Home Assistant shows for the charger."""
        return await self.client.number(self.home.charger.delta)

    async def shows(self, wanted: Callable[[], Awaitable[float | None]], timeout_s: float) -> float:
        """Return the delta once Home Assistant shows the wanted one."""
        expected = shown = None
        try:
            async with asyncio.timeout(timeout_s):
                while expected is None or expected != shown:
                    await asyncio.sleep(ASK_EVERY_S)
                    expected, shown = await wanted(), await self.delta_shown()
        except TimeoutError:
            raise DemoError(f"expected {expected} within {timeout_s:.0f} s, saw {shown}") from None
        return expected


async def only_user(partner: Partner) -> str:
    """Return the one user that the demo registered."""
    users = (await partner.get("/users"))["users"]
    ensure(len(users) == 1, "one user", users)
    return str(users[0]["userId"])


async def resources_of(partner: Partner, user_id: str) -> list[Json]:
    """Return a user's resources."""
    found: list[Json] = (await partner.get(f"/users/{user_id}/resources"))["resources"]
    return found

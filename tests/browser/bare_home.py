"""A Home Assistant that knows two appliances and nothing of Spark, beside a local Spark.

Playwright has an event loop of its own, so this one lives in a thread.
"""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from tests.demo import config_dir, home, past
from tests.demo.client import until
from tests.demo.devices import CHARGER
from tests.demo.folder import Ports
from tests.demo.home_assistant import HomeAssistant
from tests.demo.local_spark import LocalSpark
from tests.demo.scene import only_user, resources_of

APPLIANCES = Path(__file__).parent / "appliances"
NEW_SECRET = "another-secret"
CALL_S = 150
# The second question about a new home comes a minute after the first.
TURN_S = 90


class BareHome:
    """Both processes; every method waits for its answer."""

    def __init__(self, folder: Path, ports: Ports) -> None:
        """Start the thread; no process is started yet."""
        self._folder, self._ports = folder, ports
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        self.spark = LocalSpark(folder, ports.spark)
        self.home_assistant = HomeAssistant(folder, ports.home_assistant)

    def ask[T](self, question: Coroutine[Any, Any, T]) -> T:
        """Return what a coroutine returns that belongs to this home's loop."""
        return asyncio.run_coroutine_threadsafe(question, self._loop).result(CALL_S)

    def start(self) -> None:
        """Start both, and give the home its appliances; the charger has a past."""
        self.ask(self._start())

    def stop(self) -> None:
        """End both processes, then the thread."""
        self.ask(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def change_secret(self) -> None:
        """Have Spark take another secret and forget its tokens, not its users; Home Assistant finds out."""
        self.ask(self._change_secret())

    def state(self, entity_id: str) -> str | None:
        """Return an entity's state."""
        return self.ask(self.home_assistant.client.state(entity_id))

    def turns_to(self, entity_id: str, state: str) -> None:
        """Wait until an entity has a state."""
        self.ask(until(lambda: self._has(entity_id, state), f"{entity_id} to be {state}", TURN_S))

    def act(self, action: str, entity_id: str) -> None:
        """Perform an action, as a click on a dashboard would."""
        self.ask(self.home_assistant.client.act(action, entity_id=entity_id))

    def is_in_state(self, state: str) -> None:
        """Wait until the account is loaded, or until it is not."""
        self.ask(until(lambda: self._is(state), f"the account to be {state}", TURN_S))

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of the integration."""
        return self.ask(self._entries())

    def subentries(self, kind: str) -> list[dict[str, Any]]:
        """Return the homes, or the devices, of the only entry."""
        (entry,) = self.entries()
        found = self.ask(self.home_assistant.client.subentries(entry["entry_id"]))
        return [subentry for subentry in found if subentry["subentry_type"] == kind]

    def at_spark(self) -> dict[str, Any]:
        """Return what Spark knows: users, locations, resources by type, and who is enrolled."""
        return self.ask(self._at_spark())

    async def _has(self, entity_id: str, state: str) -> bool | None:
        return await self.home_assistant.client.state(entity_id) == state or None

    async def _is(self, state: str) -> bool | None:
        (entry,) = await self._entries()
        return entry["state"] == state or None

    async def _entries(self) -> list[dict[str, Any]]:
        found = await self.home_assistant.client.socket.call("config_entries/get", domain=home.DOMAIN)
        return list(found)

    async def _start(self) -> None:
        config_dir.write(self.home_assistant.config)
        (self.home_assistant.config / "custom_components" / APPLIANCES.name).symlink_to(APPLIANCES)
        await past.write(self.home_assistant.config, {"sensor.garage_charger_energy": CHARGER}, datetime.now(UTC))
        await self.spark.start()
        await self.home_assistant.start()
        client = self.home_assistant.client
        await client.socket.call("config/core/update", **home.CORE)
        await client.add_entry(APPLIANCES.name, {})

    async def _stop(self) -> None:
        await asyncio.gather(self.home_assistant.stop(), self.spark.stop())

    async def _change_secret(self) -> None:
        await self.spark.stop()
        self.spark = LocalSpark(self._folder, self._ports.spark, NEW_SECRET)
        await self.spark.start()
        (entry,) = await self._entries()
        path = f"/api/config/config_entries/entry/{entry['entry_id']}/reload"
        await self.home_assistant.client.request("POST", path)

    async def _at_spark(self) -> dict[str, Any]:
        async with self.spark.partner() as partner:
            users = (await partner.get("/users"))["users"]
            found: dict[str, Any] = {"users": [user["userId"] for user in users]}
            if users:
                user_id = await only_user(partner)
                resources = await resources_of(partner, user_id)
                found["locations"] = await partner.get(f"/users/{user_id}/locations")
                found["resources"] = {resource["resourceId"]: resource["resourceType"] for resource in resources}
                found["is_enrolled"] = (await partner.get(f"/users/{user_id}/enrollment"))["isEnrolled"]
            return found

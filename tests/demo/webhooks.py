"""The webhook as both sides tell of it: Spark its state and deliveries, Home Assistant its own questions."""

import asyncio
from datetime import UTC, datetime

from .client import Client, Json, until
from .home import DOMAIN
from .local_spark import Partner
from .scene import Scene, ensure

ARRIVED_S = 10
# Home Assistant asks after each notification at once, but leaves Spark alone so long between two.
PAUSE_S = 10.5


async def ours(partner: Partner) -> Json:
    """Return the one webhook that Spark has."""
    found: list[Json] = (await partner.get("/webhooks"))["webhooks"]
    ensure(len(found) == 1, "one webhook at Spark", found)
    return found[0]


async def named(partner: Partner, before: str | None = None) -> str:
    """Return the id of the one webhook; fail where it is another one than ``before``."""
    found = str((await ours(partner))["webhookId"])
    ensure(before in (None, found), f"webhook {before}", found)
    return found


async def arrived(scene: Scene, event: Json) -> Json:
    """Return the delivery of an event; fail where it was refused, or where Home Assistant asked for events before."""
    told = await until(lambda: delivery(scene.partner, event), "the delivery of the event", ARRIVED_S)
    ensure(told["responseStatusCode"] == 200, "the notification to be taken", told)
    made, sent = instant(event["createdAt"]), instant(told["notificationSent"])
    early = [poll for poll in await polls(scene.client) if made <= poll < sent]
    ensure(not early, f"no question for events between {made} and {sent}", early)
    return told


async def delivery(partner: Partner, event: Json) -> Json | None:
    """Return the last attempt to deliver an event, None where there is none yet."""
    return next((entry for entry in await deliveries(partner) if entry["partnerEventId"] == event["id"]), None)


async def deliveries(partner: Partner) -> list[Json]:
    """Return the newest attempts, the last first."""
    found: list[Json] = (await partner.get("/webhooks/logs"))["webhookNotificationLogs"]
    return found


async def rest(client: Client) -> None:
    """Wait until Home Assistant asks at once again."""
    left_s = PAUSE_S - (datetime.now(UTC) - max(await polls(client))).total_seconds()
    if left_s > 0:
        await asyncio.sleep(left_s)
        # It may have asked meanwhile, for what it was told of just before.
        await rest(client)


async def polls(client: Client) -> list[datetime]:
    """Return when Home Assistant asked for events lately, as its diagnostics tell."""
    (entry,) = await client.socket.call("config_entries/get", domain=DOMAIN)
    told = (await client.request("GET", f"/api/diagnostics/config_entry/{entry['entry_id']}"))["data"]
    return [instant(request["at"]) for request in told["requests"] if request["path"] == "events"]


def instant(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text)

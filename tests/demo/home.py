"""The demo's home, set up through Home Assistant's own flows and APIs."""

import asyncio
from dataclasses import dataclass

from . import automation, dashboard
from .client import Answers, Client, until
from .devices import CHARGER, TANK, Appliance, Device, add_appliance, find_device
from .local_spark import CLIENT_ID, CLIENT_SECRET, ELIGIBILITY_S, LocalSpark
from .progress import DemoError, say

DOMAIN = "volue_spark"
NAME = "Demo home"
# Longyearbyen: in the second of Spark's two test areas.
CORE = {
    "location_name": NAME,
    "latitude": 78.2232,
    "longitude": 15.6267,
    "elevation": 10,
    "unit_system": "metric",
    "time_zone": "Europe/Oslo",
    "currency": "NOK",
    "country": "NO",
    "language": "en",
}
# Made up: it fails the check digit, so it cannot be anybody's.
METER_POINT_ID = "707057500000000000"
# Somewhat longer than the local Spark takes to decide on a home.
DECISION_S = ELIGIBILITY_S + 0.3
ENROLLED_S = 60


@dataclass(frozen=True, slots=True)
class Home:
    """What was set up, by entity id."""

    charger: Device
    tank: Device
    button: str


async def set_up(client: Client, spark: LocalSpark) -> Home:
    """Set the home up from nothing.

    A new device makes the integration ask Spark at once, so the devices come
    when Spark has decided on the home: then the first curve is there, too.
    """
    await client.socket.call("config/core/update", **CORE)
    say(f"Home Assistant: the home is called {NAME}")
    entry_id = await add_account(client, spark)
    say("Spark: account added, home registered in test area 2, consent given")
    decided = asyncio.create_task(asyncio.sleep(DECISION_S))
    charger, tank = await add_appliance(client, CHARGER), await add_appliance(client, TANK)
    say("Helpers: a charger of 7.4 kW and a hot water tank of 2 kW, each with switch, power and energy")
    await decided
    home = Home(
        await add_device(client, entry_id, charger),
        await add_device(client, entry_id, tank),
        await find_button(client, entry_id),
    )
    say("Spark: charger and hot water tank registered")
    await wait_for_curve(client, home)
    say("Spark: the home is enrolled, the first price curve has arrived")
    await automation.save(client, home.charger)
    say(f"Automation: the charger follows {automation.QUOTED_WISH}")
    await dashboard.save(client, home.charger, home.tank, home.button)
    say("Dashboard: saved, and opened by default")
    return home


async def add_account(client: Client, spark: LocalSpark) -> str:
    """Add the integration with its first home; return the entry's id."""
    answers: Answers = {
        "user": {"environment": "other", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        "address": {"api_url": spark.api_url, "token_url": spark.token_url},
        "home": {"meter_point_ids": [METER_POINT_ID], "place": "area_2"},
        "consent": {"consent": True},
    }
    return await client.add_entry(DOMAIN, answers)


async def add_device(client: Client, entry_id: str, appliance: Appliance) -> Device:
    """Register an appliance at Spark through the flow."""
    answers = {
        "resource_type": appliance.model.resource_type,
        "usage_entity_id": appliance.energy,
        "control_entity_id": appliance.switch,
    }
    subentry_id = await client.add_subentry(entry_id, "device", {"user": answers})
    return await until(
        lambda: find_device(client, appliance, subentry_id), f"the entities of {appliance.model.name}", ENROLLED_S
    )


async def find_button(client: Client, entry_id: str) -> str:
    """Return the button that sends a test event."""
    found = await client.entities(config_entry_id=entry_id, translation_key="send_test_event")
    if not found:
        raise DemoError("There is no button that sends a test event.")
    return str(found[0]["entity_id"])


async def wait_for_curve(client: Client, home: Home) -> None:
    """Ask for news until both devices have a wish; the local Spark's rhythm is never without."""
    await until(lambda: wish(client, home.charger.delta), "the charger's price delta", ENROLLED_S)
    await until(lambda: wish(client, home.tank.delta), "the hot water tank's price delta", ENROLLED_S)


async def wish(client: Client, delta: str) -> float | None:
    """Return the delta; while there is none, ask for a poll and return None."""
    if found := await client.number(delta):
        return found
    await client.act("homeassistant.update_entity", entity_id=delta)
    return None

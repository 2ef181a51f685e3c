"""The demo's home, set up through Home Assistant's own flows and APIs."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from . import automation, config_dir, dashboard, energy, past, usage
from .client import Answers, Client, until
from .devices import CHARGER, TANK, Appliance, Device, Home, add_appliance, find_device
from .local_spark import CLIENT_ID, CLIENT_SECRET, ELIGIBILITY_S, LocalSpark
from .progress import DemoError, say
from .scene import ensure

DOMAIN = "volue_spark"
NAME = "Demo home"
# Longyearbyen: in the second of Spark's two test areas.
CORE = {
    "location_name": NAME,
    "latitude": 78.2232,
    "longitude": 15.6267,
    "elevation": 10,
    "unit_system": "metric",
    "time_zone": usage.ZONE.key,
    "currency": "NOK",
    "country": "NO",
    "language": "en",
}
# Made up: it fails the check digit, so it cannot be anybody's.
METER_POINT_ID = "707057500000000000"
# By the entity ids that Home Assistant will give them.
COUNTERS = {"sensor.charger_energy": CHARGER, "sensor.hot_water_tank_energy": TANK}
# The demo's hours last a minute or two, and its relays cost nothing.
UNSPARED = {"least_on_minutes": 0, "least_off_minutes": 0, "starts_a_day": 288}
# Somewhat longer than the local Spark takes to decide on a home.
DECISION_S = ELIGIBILITY_S + 0.3
ENROLLED_S = 60


async def before_first_start(config: Path) -> None:
    """Make a configuration, and the past of both counters; a report is made once, of what can be proved then."""
    config_dir.write(config)
    await past.write(config, COUNTERS, datetime.now(UTC))
    say(f"Recorder: {usage.DAYS.days} days and today, every five minutes, for both energy counters")


async def set_up(client: Client, spark: LocalSpark) -> Home:
    """Set the home up in a Home Assistant that knows nothing but the past of its counters."""
    await client.socket.call("config/core/update", **CORE)
    say(f"Home Assistant: the home is called {NAME}")
    charger, tank = await add_appliance(client, CHARGER), await add_appliance(client, TANK)
    say("Helpers: a charger of 7.4 kW and a hot water tank of 2 kW, each with switch, power and energy")
    ensure({charger.energy, tank.energy} == COUNTERS.keys(), "the counters whose past is known", [charger, tank])
    home = await add_to_spark(client, spark, charger, tank)
    entity_id = await automation.save(client, home.charger)
    say(f"Automation: the charger follows {automation.QUOTED_WISH}")
    await energy.save(client, [charger, tank])
    await dashboard.save(client, home, entity_id)
    say("Dashboards: Energy, and one of its own that is opened by default")
    return home


async def add_to_spark(client: Client, spark: LocalSpark, charger: Appliance, tank: Appliance) -> Home:
    """Register home and devices, and wait until Spark has decided on them and the first curve is there.

    The devices are registered before Spark decides, so that each day's curve is
    one event for both, and one report.
    """
    entry_id = await add_account(client, spark)
    decided = asyncio.create_task(asyncio.sleep(DECISION_S))
    say("Spark: account added, home registered in test area 2, consent given")
    home = Home(
        await add_device(client, entry_id, charger),
        await add_device(client, entry_id, tank),
        await find_entity(client, entry_id, "send_test_event"),
        await find_entity(client, entry_id, "reports_waiting"),
        await find_entity(client, entry_id, "earned_this_month"),
    )
    say("Spark: charger and hot water tank registered")
    await decided
    await wait_for_curve(client, home)
    say("Spark: the home is enrolled, the first price curve has arrived")
    return home


async def add_account(client: Client, spark: LocalSpark) -> str:
    """Add the integration with its first home; return the entry's id."""
    answers: Answers = {
        "user": {
            "environment": "sandbox",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "developers": {"api_url": spark.api_url, "token_url": spark.token_url},
        },
        "home": {"meter_point_ids": [METER_POINT_ID], "place": "area_2", "push": True, "consent": True},
    }
    return await client.add_entry(DOMAIN, answers)


async def add_device(client: Client, entry_id: str, appliance: Appliance) -> Device:
    """Register an appliance at Spark through the flow."""
    answers = {"resource_type": appliance.model.resource_type, "usage_entity_id": appliance.energy}
    if appliance.model.follows_by_itself:
        answers["control_entity_id"] = appliance.switch
    # The helpers belong to no device of Home Assistant's own.
    pages: Answers = {"user": {}, "details": answers, "following": {"sparing": UNSPARED}}
    subentry_id = await client.add_subentry(entry_id, "device", pages)
    return await until(
        lambda: find_device(client, appliance, subentry_id), f"the entities of {appliance.model.name}", ENROLLED_S
    )


async def find_entity(client: Client, entry_id: str, translation_key: str) -> str:
    """Return an entity of the home."""
    found = await client.entities(config_entry_id=entry_id, translation_key=translation_key)
    if not found:
        raise DemoError(f"The home has no entity {translation_key}.")
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

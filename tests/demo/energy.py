"""The Energy dashboard: both appliances, and nothing that the home does not have.

There is no grid source: nothing here measures what the house draws.
"""

from collections.abc import Sequence

from .client import Client, Json, until
from .devices import Appliance
from .progress import DemoError

# The reporter has to find yesterday's event, and the recorder to keep its hours.
PROVED_S = 30


async def save(client: Client, appliances: Sequence[Appliance]) -> None:
    """Set the dashboard up as its own settings page does: each appliance, and in it what fell into favourable hours."""
    favourable = await until(lambda: of_favourable_hours(client, appliances), "the hours of yesterday", PROVED_S)
    devices = [device(appliance) for appliance in appliances]
    devices += [part(appliance, favourable[appliance.model.name]) for appliance in appliances]
    await client.socket.call("energy/save_prefs", energy_sources=[], device_consumption=devices)


async def of_favourable_hours(client: Client, appliances: Sequence[Appliance]) -> dict[str, str] | None:
    """Return the statistic of each appliance's favourable hours, None until all are there."""
    listed = await client.socket.call("recorder/list_statistic_ids", statistic_type="sum")
    ids = {str(found["name"]): str(found["statistic_id"]) for found in listed}
    names = {appliance.model.name: f"{appliance.model.name} in favourable hours" for appliance in appliances}
    return {model: ids[name] for model, name in names.items()} if ids.keys() >= set(names.values()) else None


def part(appliance: Appliance, statistic_id: str) -> Json:
    """Return a part of an appliance's use as the dashboard keeps it."""
    name = f"{appliance.model.name} in favourable hours"
    return {"stat_consumption": statistic_id, "included_in_stat": appliance.energy, "name": name}


def device(appliance: Appliance) -> Json:
    """Return one appliance as the dashboard keeps it."""
    return {"stat_consumption": appliance.energy, "stat_rate": appliance.power, "name": appliance.model.name}


async def clean(client: Client) -> str:
    """Step of the check: have Home Assistant validate the dashboard."""
    found = await client.socket.call("energy/validate")
    devices = found["device_consumption"]
    if complaints := [issue for issues in devices for issue in issues]:
        raise DemoError(f"expected nothing to complain about, saw {complaints}")
    return f"{len(devices)} devices, 0 complaints"

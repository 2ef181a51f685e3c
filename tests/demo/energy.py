"""The Energy dashboard: both appliances, and nothing that the home does not have.

There is no grid source: nothing here measures what the house draws.
"""

from collections.abc import Sequence

from .client import Client, Json
from .devices import Appliance
from .progress import DemoError


async def save(client: Client, appliances: Sequence[Appliance]) -> None:
    """Set the dashboard up as its own settings page does."""
    devices = [device(appliance) for appliance in appliances]
    await client.socket.call("energy/save_prefs", energy_sources=[], device_consumption=devices)


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

"""Charger and hot water tank, made of Home Assistant's own helpers."""

from dataclasses import dataclass

from .client import Client


@dataclass(frozen=True, slots=True)
class Model:
    """What makes one appliance different from another."""

    name: str
    resource_type: str
    power_w: int
    icon: str
    follows_by_itself: bool
    kwh_by_hour: tuple[float, ...]


# In the evening, and around noon.
CHARGER = Model(
    name="Charger",
    resource_type="charger",
    power_w=7400,
    icon="mdi:ev-station",
    follows_by_itself=False,
    kwh_by_hour=(*[0.0] * 10, 1.8, 3.1, 4.4, 4.6, 3.7, 2.2, 0.9, 2.6, 4.8, 5.9, 5.2, 3.3, 1.4, 0.0),
)
# At night and around noon; it loses some heat all day.
TANK = Model(
    name="Hot water tank",
    resource_type="hot_water_tank",
    power_w=2000,
    icon="mdi:water-boiler",
    follows_by_itself=True,
    kwh_by_hour=(0.2, 1.1, 1.6, 1.7, 1.3, 0.6, *[0.2] * 4, 0.7, 1.2, 1.5, 1.4, 1.0, 0.5, *[0.2] * 8),
)


@dataclass(frozen=True, slots=True)
class Appliance:
    """The helpers of one appliance, by entity id."""

    model: Model
    switch: str
    power: str
    energy: str


@dataclass(frozen=True, slots=True)
class Device:
    """An appliance that Spark knows, with the entities of the integration."""

    appliance: Appliance
    delta: str
    use_power_now: str
    follow: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """What was set up, by entity id."""

    charger: Device
    tank: Device
    button: str
    reports_waiting: str
    earned: str


async def add_appliance(client: Client, model: Model) -> Appliance:
    """Add a switch, a power sensor that follows it, and an energy sensor that adds up."""
    made = await client.socket.call("input_boolean/create", name=f"{model.name} switch", icon=model.icon)
    switch = f"input_boolean.{made['id']}"
    power = await add_power(client, model, switch)
    return Appliance(model, switch, power, await add_energy(client, model, power))


async def add_power(client: Client, model: Model, switch: str) -> str:
    """Add a template sensor in W; return its entity id."""
    answers = {
        "user": {"next_step_id": "sensor"},
        "sensor": {
            "name": f"{model.name} power",
            "state": f"{{{{ {model.power_w} if is_state('{switch}', 'on') else 0 }}}}",
            "unit_of_measurement": "W",
            "device_class": "power",
            "state_class": "measurement",
        },
    }
    return await only_entity(client, await client.add_entry("template", answers))


async def add_energy(client: Client, model: Model, power: str) -> str:
    """Add a Riemann sum in kWh, renewed while the power stays the same; return its entity id."""
    answers = {
        "user": {
            "name": f"{model.name} energy",
            "source": power,
            "method": "left",
            "round": 3,
            "unit_prefix": "k",
            "unit_time": "h",
            "max_sub_interval": {"seconds": 15},
        }
    }
    return await only_entity(client, await client.add_entry("integration", answers))


async def only_entity(client: Client, entry_id: str) -> str:
    """Return the one entity of a helper."""
    (entity,) = await client.entities(config_entry_id=entry_id)
    return str(entity["entity_id"])


async def find_device(client: Client, appliance: Appliance, subentry_id: str) -> Device | None:
    """Return the device of a subentry, None until its entities are there."""
    found = {
        str(entity["translation_key"]): str(entity["entity_id"])
        for entity in await client.entities(config_subentry_id=subentry_id)
    }
    wanted = {"price_delta", "use_power_now", *(["follow_price_curve"] if appliance.model.follows_by_itself else [])}
    if not wanted <= found.keys():
        return None
    return Device(appliance, found["price_delta"], found["use_power_now"], found.get("follow_price_curve"))

"""The one automation: made of the UI's own blocks, and editable there."""

from .client import Client, Json, until
from .devices import Device

ID = "charger_follows_spark"
LOADED_S = 10
QUOTED_WISH = "“Use power now”"


async def save(client: Client, charger: Device) -> str:
    """Save it as the UI's editor does, let it catch up with a wish that is on already, return its entity id."""
    await client.request("POST", f"/api/config/automation/config/{ID}", config(charger))
    entity_id = await until(lambda: find(client), "the automation", LOADED_S)
    await client.act("automation.trigger", entity_id=entity_id)
    return entity_id


async def find(client: Client) -> str | None:
    """Return the automation's entity id, None until it is loaded."""
    found = await client.entities(platform="automation", unique_id=ID)
    return str(found[0]["entity_id"]) if found else None


def config(charger: Device) -> Json:
    """Return the automation.

    The start of Home Assistant is a trigger, too: a turn that came while it
    was down is caught up. While nothing is known the charger stays as it is.
    """
    return {
        "alias": f"Charger follows {QUOTED_WISH}",
        "description": "Charges while Spark has a favourable price delta, and stops when that ends.",
        "triggers": [
            {"trigger": "state", "entity_id": [charger.use_power_now], "to": ["on"]},
            {"trigger": "state", "entity_id": [charger.use_power_now], "to": ["off"]},
            {"trigger": "homeassistant", "event": "start"},
        ],
        "conditions": [],
        "actions": [{"choose": [choice(charger, "on", "Charge"), choice(charger, "off", "Stop")]}],
        "mode": "restart",
    }


def choice(charger: Device, state: str, alias: str) -> Json:
    """Return what is done while the wish is on, or off."""
    return {
        "alias": alias,
        "conditions": [{"condition": "state", "entity_id": charger.use_power_now, "state": state}],
        "sequence": [{"action": f"input_boolean.turn_{state}", "target": {"entity_id": charger.appliance.switch}}],
    }

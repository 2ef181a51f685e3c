"""A boost of the household's own making: two actions, and entities that show whether it is on."""

from typing import Any

from tests.shell.control.tank import SWITCH

# The water is hot while this is on: then nothing draws power, whatever is switched on.
HOT, POWER, WORKS = "input_boolean.other", "sensor.power", "sensor.works"


def action(service: str) -> list[dict[str, Any]]:
    """Return what a household could have built: a step that tells what happens, with a template, and one that does."""
    told = {"event": "boost", "event_data": {"is": f"{{{{ '{service}' }}}}"}}
    return [told, {"action": f"input_boolean.{service}", "target": {"entity_id": SWITCH}}]


ACTIONS = {"how": "actions", "start_action": action("turn_on"), "give_back_action": action("turn_off")}


def runs(told: list[Any]) -> list[str]:
    """Return which actions ran."""
    return [event.data["is"] for event in told]

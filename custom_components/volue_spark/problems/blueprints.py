"""Automations made from our blueprints that switch what a device switches by itself."""

from collections.abc import Iterator
from pathlib import PurePath

from homeassistant.components import automation
from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.const import STATE_ON, Platform
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import TrackStates, async_track_state_change_filtered

from ..const import DOMAIN
from ..coordinator import SparkCoordinator
from ..switch import FOLLOW
from .issues import Problem, ProblemKey

# Whoever imports one may choose the folder; few give it another name, and those keep our folder.
_FILES = {"charger_follows.yaml", "water_heater_follows.yaml"}
_FOLDERS = {DOMAIN, "seed-41ed3bca"}


class BlueprintProblems:
    """Finds them; each takes what the other does for a person's wish, and a device would stay on or off."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator) -> None:
        """Keep whose devices they are."""
        self._hass = hass
        self._coordinator = coordinator

    @callback
    def start(self, look: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call ``look`` when an automation comes, goes or is switched, or following is; return how to stop."""

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            # An automation that runs writes when it did, which is nobody's worry.
            states = [state and state.state for state in (event.data["old_state"], event.data["new_state"])]
            if states[0] != states[1]:
                look()

        tracked = TrackStates(all_states=False, entities=set(self._switches()), domains={AUTOMATION})
        return async_track_state_change_filtered(self._hass, tracked, changed).async_remove

    def problems(self) -> Iterator[Problem]:
        """Yield the devices that follow the curve twice, each once."""
        controllers = self._coordinator.config_entry.runtime_data.controls.by_key
        for device in self._coordinator.devices:
            entity_id, controller = device.control_entity_id, controllers.get(device.key)
            if entity_id and controller and controller.memory.is_following and (found := list(self._names(entity_id))):
                quoted = {"device": device.title, "entity": entity_id, "automation": ", ".join(found)}
                yield Problem(ProblemKey.BLUEPRINT_CONFLICT, device.subentry_id, quoted)

    def _names(self, entity_id: str) -> Iterator[str]:
        """Yield the automations that are on, are made from our blueprints, and have to do with an entity."""
        for found in automation.automations_with_entity(self._hass, entity_id):
            blueprint = automation.blueprint_in_automation(self._hass, found)
            state = self._hass.states.get(found)
            if blueprint and _is_ours(blueprint) and state and state.state == STATE_ON:
                yield state.name

    def _switches(self) -> Iterator[str]:
        """Yield our switches "Follow price curve"."""
        registry = er.async_get(self._hass)
        for device in self._coordinator.devices:
            unique_id = f"{device.key}_{FOLLOW.key}"
            if entity_id := registry.async_get_entity_id(Platform.SWITCH, DOMAIN, unique_id):
                yield entity_id


def _is_ours(blueprint: str) -> bool:
    path = PurePath(blueprint)
    return path.name in _FILES or not _FOLDERS.isdisjoint(path.parts)

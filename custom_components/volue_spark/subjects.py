"""Whom a wish is for, and which of them a target of Home Assistant means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.const import ATTR_AREA_ID, ATTR_FLOOR_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .const import DOMAIN
from .coordinator import SparkCoordinator
from .spark.models import ResourceId
from .spark.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Subject:
    """A device, or a home that stands for all its devices; ``key`` is theirs."""

    entry_id: str
    key: str
    is_home: bool
    resources: frozenset[ResourceId]

    def timelines(self, timelines: Mapping[ResourceId, Timeline]) -> list[Timeline]:
        """Return its timelines out of those of the account."""
        return [timelines[resource] for resource in sorted(self.resources) if resource in timelines]

    @callback
    def registered(self, hass: HomeAssistant) -> dr.DeviceEntry | None:
        """Return it as Home Assistant knows it, None where it is removed."""
        return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, self.key), self.entry_id)


def subjects_of(coordinator: SparkCoordinator) -> list[Subject]:
    """Return the devices of an account that runs, and then its homes."""
    entry_id, listed = coordinator.config_entry.entry_id, coordinator.devices
    found = [
        Subject(entry_id, device.key, is_home=False, resources=frozenset({device.resource.resource_id}))
        for device in listed
    ]
    for home in coordinator.homes.values():
        inside = (device.resource.resource_id for device in listed if device.home.subentry_id == home.subentry_id)
        found.append(Subject(entry_id, home.key, is_home=True, resources=frozenset(inside)))
    return found


class Target:
    """A target as automations have it: devices, areas, floors, labels and entities.

    Any entity of ours stands for its device. A home is meant only where it is
    named itself: in an area with its devices everything would happen twice.
    """

    def __init__(self, hass: HomeAssistant, config: Mapping[str, Any]) -> None:
        """Keep what is named; it is looked up anew each time, for devices move."""
        self._hass = hass
        self._all = TargetSelection(dict(config))
        named = {key: ids for key, ids in config.items() if key not in (ATTR_AREA_ID, ATTR_FLOOR_ID)}
        self._named = TargetSelection(named)

    @callback
    def means(self, subject: Subject) -> bool:
        """Tell whether a device or home is meant, as things stand now."""
        device = subject.registered(self._hass)
        return device is not None and device.id in self._devices(self._named if subject.is_home else self._all)

    def _devices(self, selection: TargetSelection) -> set[str]:
        selected = async_extract_referenced_entity_ids(self._hass, selection)
        registry = er.async_get(self._hass)
        entities = (registry.async_get(found) for found in selected.referenced | selected.indirectly_referenced)
        ours = {entity.device_id for entity in entities if entity and entity.platform == DOMAIN and entity.device_id}
        return selected.referenced_devices | ours

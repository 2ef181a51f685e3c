"""An account moves to another Spark: its homes and devices are registered anew there."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_LEFT, CONF_LOCATION_ID, CONF_RESOURCE_ID, CONF_USER_ID
from ..homes import Device, Home, devices, homes, location_of, resource_of
from ..registration import Registrar


class Move:
    """New random ids for all homes and devices, made once, so that a retry registers nothing twice.

    Subentries keep their unique ids: entities, rules and automations stay.
    """

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Choose the ids."""
        self._entry = entry
        self._homes = {key: self._home(home) for key, home in homes(entry).items()}
        self._devices = {
            device.subentry_id: {**entry.subentries[device.subentry_id].data, CONF_RESOURCE_ID: str(uuid4())}
            for device in devices(entry)
        }

    def _home(self, home: Home) -> dict[str, Any]:
        kept = {key: value for key, value in self._entry.subentries[home.subentry_id].data.items() if key != CONF_LEFT}
        return kept | {CONF_USER_ID: str(uuid4()), CONF_LOCATION_ID: str(uuid4())}

    def counts(self) -> dict[str, str]:
        """Return how many homes and devices move, for the page that asks."""
        return {"homes": str(len(self._homes)), "devices": str(len(self._devices))}

    def ids(self) -> list[str]:
        """Return the ids under which they will be registered."""
        locations = [data[CONF_LOCATION_ID] for data in self._homes.values()]
        return [*locations, *(data[CONF_RESOURCE_ID] for data in self._devices.values())]

    async def register(self, registrar: Registrar) -> None:
        """Register everything that is not there yet; raises SparkError and NotWrittenError."""
        now = dt_util.utcnow()
        for subentry_id, data in self._homes.items():
            await registrar.register_home(location_of(data), self._entry.subentries[subentry_id].title, now)
        for device in devices(self._entry):
            await self._register_device(registrar, device)

    async def _register_device(self, registrar: Registrar, device: Device) -> None:
        home = replace(device.home, location=location_of(self._homes[device.home.subentry_id]))
        resource = resource_of(self._devices[device.subentry_id], home)
        await registrar.register_resource(resource, device.title, device.usage_entity_id)

    @callback
    def save(self, hass: HomeAssistant) -> None:
        """Write the new ids into the subentries."""
        for subentry_id, data in (self._homes | self._devices).items():
            if subentry := self._entry.subentries.get(subentry_id):
                hass.config_entries.async_update_subentry(self._entry, subentry, data=data)

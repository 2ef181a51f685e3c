"""An account moves to another Spark: its homes and devices are registered anew there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_LEFT, CONF_LOCATION_ID, CONF_RESOURCE_ID, CONF_USER_ID
from ..homes import Device, Home, devices, homes
from ..registration import Registrar
from ..spark.models import Location, LocationId, Resource, ResourceId, UserId


class Move:
    """New random ids for all homes and devices, made once, so that a retry registers nothing twice.

    Subentries keep their unique ids: entities, rules and automations stay. They
    are read anew before each step: Spark may take a minute, and meanwhile one
    is added, changed or removed. What is changed gets another id, for Spark
    has the first as it was.
    """

    def __init__(self, entry: ConfigEntry[Any], flow_id: str) -> None:
        """Begin with nothing registered; ``flow_id`` is who claims the new ids."""
        self._entry = entry
        self._flow_id = flow_id
        self._ids: dict[tuple[object, ...], str] = {}
        self._registered: set[Location | Resource] = set()

    def counts(self) -> dict[str, str]:
        """Return how many homes and devices move, for the page that asks."""
        return {"homes": str(len(homes(self._entry))), "devices": str(len(list(devices(self._entry))))}

    def _homes(self) -> dict[str, Home]:
        """Return the homes with their new ids."""
        return {key: self._moved_home(home) for key, home in homes(self._entry).items()}

    def _moved_home(self, home: Home) -> Home:
        old = home.location
        place = (home.subentry_id, old.meter_point_ids, old.coordinates)
        user_id, location_id = UserId(self._id("user", *place)), LocationId(self._id("location", *place))
        return replace(home, location=replace(old, user_id=user_id, location_id=location_id))

    def _devices(self) -> Iterator[Device]:
        """Yield the devices with their new ids, in their new homes."""
        moved = self._homes()
        for device in devices(self._entry):
            home, old = moved[device.home.subentry_id], device.resource
            resource_id = self._id(
                "resource", device.subentry_id, home.location.location_id, old.resource_type, old.meter_point_id
            )
            resource = Resource(
                ResourceId(resource_id),
                old.resource_type,
                home.location.user_id,
                home.location.location_id,
                old.meter_point_id,
            )
            yield replace(device, home=home, resource=resource)

    def _id(self, *what: object) -> str:
        return self._ids.setdefault(what, str(uuid4()))

    async def register(self, registrar: Registrar) -> None:
        """Register everything that is not there yet, homes first; raises SparkError and NotWrittenError."""
        now = dt_util.utcnow()
        while thing := self._next():
            registrar.owned.claim(self._flow_id, self._ids.values())
            if isinstance(thing, Home):
                await registrar.register_home(thing.location, thing.title, now)
                self._registered.add(thing.location)
            else:
                await registrar.register_resource(thing.resource, thing.title, thing.usage_entity_id)
                self._registered.add(thing.resource)

    def _next(self) -> Home | Device | None:
        """Return what is there by now and not registered."""
        home = next((home for home in self._homes().values() if home.location not in self._registered), None)
        return home or next((device for device in self._devices() if device.resource not in self._registered), None)

    @callback
    def save(self, hass: HomeAssistant) -> bool:
        """Write the new ids into the subentries that are there; return whether there are any.

        Who left the old Spark may take part in the new one.
        """
        new: dict[str, dict[str, Any]] = {
            key: {CONF_USER_ID: home.location.user_id, CONF_LOCATION_ID: home.location.location_id}
            for key, home in self._homes().items()
        }
        new |= {device.subentry_id: {CONF_RESOURCE_ID: device.resource.resource_id} for device in self._devices()}
        for subentry_id, ids in new.items():
            subentry = self._entry.subentries[subentry_id]
            kept = {key: value for key, value in subentry.data.items() if key != CONF_LEFT}
            hass.config_entries.async_update_subentry(self._entry, subentry, data=kept | ids)
        return bool(new)

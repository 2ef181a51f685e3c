"""What is registered at Spark by us, compared with what is set up here."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry

from .const import CONF_LOCATION_ID, CONF_RESOURCE_ID, SUBENTRY_DEVICE, SUBENTRY_HOME
from .homes import Device, Home, devices, homes
from .owned import OwnedHome, OwnedResource, OwnedThing
from .registration import Registrar


@dataclass(frozen=True, slots=True)
class Inventory:
    """Both lists as they are at the moment; nothing is asked for and nothing is changed."""

    entry: ConfigEntry[Any]
    registrar: Registrar

    def outdated(self, now: datetime) -> list[OwnedThing]:
        """Return what the store lacks or holds otherwise, as it should stand there.

        What was set up before there was a store is ours too; a resource that has
        its device again is no longer retired.
        """
        owned = self.registrar.possessions
        current: list[OwnedThing] = [
            replace(
                owned.resources.get(device.resource.resource_id) or _owned_resource(device),
                title=device.title,
                usage_entity_id=device.usage_entity_id,
                retired_at=None,
                device_key=device.key,
                resource_type=device.resource.resource_type,
                rated_power_kw=device.stated_power_kw,
                presence_entity_id=device.presence_entity_id,
                is_reported=device.is_reported,
            )
            for device in devices(self.entry)
        ]
        current += [
            replace(owned.homes.get(home.location.location_id) or _owned_home(home, now), title=home.title)
            for home in homes(self.entry).values()
        ]
        known = [*owned.resources.values(), *owned.homes.values()]
        return [thing for thing in current if thing not in known]

    def former(self, device: Device) -> list[OwnedResource]:
        """Return what a device was registered as before, in the same home: until it is deleted it is told of."""
        return [
            resource
            for resource in self.registrar.possessions.resources.values()
            if resource.device_key == device.key
            and resource.location_id == device.resource.location_id
            and resource.resource_id != device.resource.resource_id
        ]

    def goes_on(self, resource: OwnedResource) -> bool:
        """Tell whether the device of a resource goes on as another one."""
        return any(resource in self.former(device) for device in devices(self.entry))

    def left_resources(self) -> list[OwnedResource]:
        """Return the resources without a device that no open flow is about to need.

        A device whose home is gone has its resource still.
        """
        return [resource for resource in self._unused_resources() if not self._is_claimed(resource.resource_id)]

    def left_homes(self) -> list[OwnedHome]:
        """Return the homes that are set up no more, with nothing of ours in them, and that no open flow needs."""
        furnished = {resource.location_id for resource in self.registrar.possessions.resources.values()}
        return [
            home
            for home in self._unused_homes()
            if home.location_id not in furnished and not self._is_claimed(home.location_id, home.user_id)
        ]

    def is_anything_left(self) -> bool:
        """Tell whether there is something to look after, now or when a flow is closed."""
        return bool(self._unused_resources() or self._unused_homes())

    def _unused_resources(self) -> list[OwnedResource]:
        used = self._values(SUBENTRY_DEVICE, CONF_RESOURCE_ID)
        return [found for found in self.registrar.possessions.resources.values() if found.resource_id not in used]

    def _unused_homes(self) -> list[OwnedHome]:
        used = self._values(SUBENTRY_HOME, CONF_LOCATION_ID)
        return [found for found in self.registrar.possessions.homes.values() if found.location_id not in used]

    def _values(self, kind: str, key: str) -> set[str]:
        return {subentry.data[key] for subentry in self.entry.get_subentries_of_type(kind)}

    def _is_claimed(self, *ids: str) -> bool:
        return any(self.registrar.owned.is_claimed(each) for each in ids)


def _owned_resource(device: Device) -> OwnedResource:
    resource = device.resource
    return OwnedResource(
        resource.resource_id, resource.user_id, resource.location_id, device.title, device.usage_entity_id
    )


def _owned_home(home: Home, now: datetime) -> OwnedHome:
    return OwnedHome(home.location.location_id, home.location.user_id, home.title, now.timestamp())

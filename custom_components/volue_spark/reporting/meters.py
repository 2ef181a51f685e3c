"""What measures each resource: its device's sensor, or the one that it had when it lost its device."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..homes import Device
from ..owned import OwnedResource
from ..registration import Registrar
from ..spark.models import LocationId, MeterPointId, ResourceId, ResourceType, Target
from ..spark.usage import Draw, Measured


@dataclass(frozen=True, slots=True)
class Meter:
    """One resource: the sensor that measures it, if any, and what decides which of its hours count."""

    sensor: str | None
    resource_type: ResourceType
    location_id: LocationId
    draw: Draw
    presence: str | None
    is_reported: bool
    retired_at: datetime | None = None


class Meters:
    """The meters of the devices, and those of the resources that lost theirs."""

    def __init__(self, coordinator: SparkCoordinator, registrar: Registrar) -> None:
        """Keep who knows of devices and of resources."""
        self._coordinator = coordinator
        self._registrar = registrar

    @property
    def all(self) -> dict[ResourceId, Meter]:
        """Return the meter of each resource that we know."""
        devices = {device.resource.resource_id: _of_device(device) for device in self._coordinator.devices}
        owned = self._registrar.possessions.resources
        return {key: _of_owned(resource) for key, resource in owned.items() if key not in devices} | devices

    @property
    def measured(self) -> dict[ResourceId, Measured]:
        """Return by what each resource is measured; one without a sensor is left out."""
        return {key: Measured(meter.sensor, meter.retired_at) for key, meter in self.all.items() if meter.sensor}

    @property
    def sensors(self) -> dict[ResourceId, str]:
        """Return the entity that measures each resource."""
        return {resource_id: meter.sensor for resource_id, meter in self.measured.items()}

    @property
    def meter_points(self) -> dict[Target, MeterPointId]:
        """Return through which meter each vehicle draws in its home; one that the home has no more is left out.

        Specified: only of vehicles does a report name it; Spark holds back what does not fit the location.
        """
        return {
            Target(device.resource.resource_id, device.resource.location_id): meter_point
            for device in self._coordinator.devices
            if device.resource.resource_type is ResourceType.VEHICLE
            and (meter_point := device.resource.meter_point_id) in device.home.location.meter_point_ids
            and meter_point
        }

    def ours_since(self, resource_id: ResourceId) -> datetime:
        """Return from when on nobody else reports for a resource, UTC."""
        possessions = self._registrar.possessions
        resource = possessions.resources.get(resource_id)
        home = possessions.homes.get(resource.location_id) if resource else None
        return dt_util.utc_from_timestamp(home.ours_since if home else 0)


def chargers_beside(meters: Mapping[ResourceId, Meter]) -> dict[ResourceId, frozenset[ResourceId]]:
    """Return the chargers in the home of each vehicle."""
    return {
        vehicle: frozenset(
            key
            for key, meter in meters.items()
            if meter.resource_type is ResourceType.CHARGER and meter.location_id == car.location_id
        )
        for vehicle, car in meters.items()
        if car.resource_type is ResourceType.VEHICLE
    }


def _of_device(device: Device) -> Meter:
    resource = device.resource
    return Meter(
        device.usage_entity_id,
        resource.resource_type,
        resource.location_id,
        device.draw,
        device.presence_entity_id,
        device.is_reported,
    )


def _of_owned(resource: OwnedResource) -> Meter:
    retired_at = dt_util.utc_from_timestamp(resource.retired_at) if resource.retired_at else dt_util.utcnow()
    return Meter(
        resource.usage_entity_id,
        resource.resource_type,
        resource.location_id,
        Draw.of(resource.resource_type, resource.rated_power_kw),
        resource.presence_entity_id,
        resource.is_reported,
        retired_at,
    )

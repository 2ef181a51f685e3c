"""What each resource drew, by the sensor that measures it."""

from datetime import datetime

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..coordinator import SparkCoordinator
from ..owned import OwnedResource
from ..registration import Registrar
from ..spark.models import MeterPointId, ResourceId, ResourceType, SparkEvent, Target
from ..spark.reports import reportable_hours
from ..spark.usage import HOUR, Measured, UsageRow
from ..statistics import hourly_usage


class Meters:
    """The sensors of the devices, and those of the resources that lost theirs."""

    def __init__(self, hass: HomeAssistant, coordinator: SparkCoordinator, registrar: Registrar) -> None:
        """Keep who knows of devices and of resources."""
        self._hass = hass
        self._coordinator = coordinator
        self._registrar = registrar

    @property
    def measured(self) -> dict[ResourceId, Measured]:
        """Return what measures each resource; one without a sensor is left out."""
        devices = {device.resource.resource_id: device.usage_entity_id for device in self._coordinator.devices}
        retired = {
            resource_id: Measured(resource.usage_entity_id, _retired_at(resource))
            for resource_id, resource in self._registrar.possessions.resources.items()
            if resource.usage_entity_id and resource_id not in devices
        }
        return retired | {resource_id: Measured(sensor) for resource_id, sensor in devices.items() if sensor}

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

    async def rows(self, event: SparkEvent) -> dict[ResourceId, list[UsageRow]]:
        """Return what the recorder holds of an event's hours, for each resource that is measured."""
        hours, sensors = reportable_hours(event), self.sensors
        rows = await hourly_usage(self._hass, sensors.values(), min(hours) - HOUR, max(hours) + HOUR)
        return {resource_id: rows.get(sensor, []) for resource_id, sensor in sensors.items()}


def _retired_at(resource: OwnedResource) -> datetime:
    """Return when a resource lost its device: now, where nobody has written it down yet."""
    return dt_util.utc_from_timestamp(resource.retired_at) if resource.retired_at else dt_util.utcnow()

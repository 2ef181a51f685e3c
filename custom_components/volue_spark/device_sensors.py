"""The sensors of a device: its delta with the curve around it, its energy, and the next favourable hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.util import dt as dt_util

from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .homes import Device
from .spark.merging import end_of_tomorrow
from .spark.timeline import Timeline

ATTR_CURVE = "curve"


class CurveRow(NamedTuple):
    """One interval as a card draws it: ``[start, end)`` in UTC, money per kWh."""

    start: datetime
    end: datetime
    delta: float


@dataclass(frozen=True, slots=True)
class PriceDelta:
    """Money per kWh on top of spot, None while unknown, its unit, and the curve of today and tomorrow."""

    delta: float | None
    unit: str
    curve: frozenset[CurveRow]


class PriceDeltaSensor(DeviceEntity[PriceDelta], SensorEntity):
    """Below zero: please use more now."""

    _unrecorded_attributes = frozenset({ATTR_CURVE})

    @override
    def read(self, now: datetime) -> PriceDelta:
        start, end = dt_util.start_of_local_day(dt_util.as_local(now)), end_of_tomorrow(now, dt_util.DEFAULT_TIME_ZONE)
        curve = (i for i in self.timeline.intervals if i.start < end and i.end > start)
        rows = frozenset(CurveRow(interval.start, interval.end, interval.delta) for interval in curve)
        return PriceDelta(self.timeline.delta(now), self.price_unit(now), rows)

    @override
    def is_news(self, value: PriceDelta, now: datetime) -> bool:
        """Tell whether the state or the rest of the curve changed.

        A write for an attribute alone is a row in the recorder too, though the
        curve is left out of it: so hours that are over leave with the next write,
        and only a new curve is worth one of its own.
        """
        if (value.delta, value.unit) != (self.value.delta, self.value.unit):
            return True
        return any(row.end > now for row in value.curve ^ self.value.curve)

    @property
    @override
    def native_value(self) -> float | None:
        return self.value.delta

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return self.value.unit

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the curve for cards, in Home Assistant's zone; where it has no row there is no wish, or none yet."""
        return {
            ATTR_CURVE: [
                {
                    "start": dt_util.as_local(row.start).isoformat(),
                    "end": dt_util.as_local(row.end).isoformat(),
                    "delta": row.delta,
                }
                for row in sorted(self.value.curve)
            ]
        }


class FavourableEnergySensor(DeviceEntity[float], SensorEntity):
    """The proved energy of this month's favourable hours, in kWh, whatever became of their reports.

    It rises when an event is proved, hours after the energy was drawn: so it has
    no statistics of its own. ``reporting/hourly`` writes them at the true hours.
    """

    def __init__(self, coordinator: SparkCoordinator, description: SensorEntityDescription, device: Device) -> None:
        """Keep whose energy it is."""
        self._device = device
        super().__init__(coordinator, description, device)

    @override
    def read(self, now: datetime) -> float:
        month = self.coordinator.config_entry.runtime_data.books.month(now)
        return round(month.favourable_kwh.get(self._device.key, 0.0), 3)

    @property
    @override
    def native_value(self) -> float:
        return self.value


@dataclass(frozen=True, kw_only=True)
class InstantDescription(SensorEntityDescription):
    """One instant that a timeline tells."""

    instant: Callable[[Timeline, datetime], datetime | None]


class InstantSensor(DeviceEntity[datetime | None], SensorEntity):
    """When something begins or ends next, unknown while no such hour is known."""

    entity_description: InstantDescription

    @override
    def read(self, now: datetime) -> datetime | None:
        return self.entity_description.instant(self.timeline, now)

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.value

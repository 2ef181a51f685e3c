"""The sensors of a device: its delta with the curve around it, what goes on, and the next favourable hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.util import dt as dt_util

from .control.controller import Controller
from .coordinator import SparkCoordinator
from .entity import DeviceEntity
from .homes import Device
from .spark.merging import end_of_tomorrow
from .spark.reasons import Reason, wish
from .spark.timeline import Timeline
from .words import Texts, worth_of_day

ATTR_CURVE = "curve"
ATTR_WORTH = "worth"


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


class StatusSensor(DeviceEntity[Reason], SensorEntity):
    """What goes on with the device: what its controller decided and why, else what Spark asks for."""

    _unrecorded_attributes = frozenset({ATTR_WORTH})

    def __init__(
        self,
        coordinator: SparkCoordinator,
        description: SensorEntityDescription,
        device: Device,
        controller: Controller | None,
        texts: Texts,
    ) -> None:
        """Keep who decides, None where there is nothing to switch, and the words."""
        self._controller = controller
        self._device = device
        self._texts = texts
        super().__init__(coordinator, description, device)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if self._controller:
            self.async_on_remove(self._controller.listen(self._handle_coordinator_update))

    @override
    def read(self, now: datetime) -> Reason:
        return self._controller.decision(now).reason if self._controller else wish(self.timeline, now)

    @property
    @override
    def native_value(self) -> Reason:
        return self.value

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what the coming hours are worth, as of this write: for the amount alone there is none."""
        if not self._device.usage_entity_id or not (day := self._day_to_tell(dt_util.utcnow())):
            return {}
        return {ATTR_WORTH: worth_of_day(self.timeline, self._device, *day, self._texts)}

    def _day_to_tell(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return tomorrow, else the rest of today, ``[start, end)`` in UTC; None while neither is known."""
        begins = dt_util.as_utc(dt_util.start_of_local_day(dt_util.as_local(now) + timedelta(days=1)))
        ends = end_of_tomorrow(now, dt_util.DEFAULT_TIME_ZONE)
        # Spark's days are the price area's: in the middle both are the same.
        if self.timeline.delta(begins + (ends - begins) / 2) is not None:
            return begins, ends
        return (now, begins) if self.timeline.delta(now) is not None else None


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

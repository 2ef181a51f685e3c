"""The sensors of a home: where it stands, what it reported and earned, how fresh its curves are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.util import dt as dt_util

from .entity import HomeEntity
from .reporting.entry import Settlement
from .spark.eligibility import Standing
from .spark.models import Compensation
from .spark.timeline import valid_until


class TakingPartSensor(HomeEntity[Standing | None], SensorEntity):
    """Where the home stands in Spark's programme; unknown until Spark has told anything."""

    @override
    def read(self, now: datetime) -> Standing | None:
        return self.coordinator.data.standings.get(self.home.location.user_id)

    @property
    @override
    def native_value(self) -> Standing | None:
        return self.value


@dataclass(frozen=True, kw_only=True)
class EarningsDescription(SensorEntityDescription):
    """One of Spark's two amounts."""

    amount: Callable[[Compensation], float]


class EarningsSensor(HomeEntity[Compensation | None], SensorEntity):
    """An amount of the running month, in the currency in which Spark pays the home."""

    entity_description: EarningsDescription

    @override
    def read(self, now: datetime) -> Compensation | None:
        earnings = self.coordinator.config_entry.runtime_data.reporter.earnings
        return earnings.by_location.get(self.home.location.location_id)

    @property
    @override
    def native_value(self) -> float | None:
        return self.entity_description.amount(self.value) if self.value else None

    @property
    @override
    def last_reset(self) -> datetime:
        """Return the start of the local month, in which the amounts begin at nothing again."""
        return dt_util.start_of_local_day(dt_util.now().replace(day=1))

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return self.value.currency if self.value else self.coordinator.hass.config.currency


class LastReportSensor(HomeEntity[Settlement | None], SensorEntity):
    """What became of the report that was settled last."""

    @override
    def read(self, now: datetime) -> Settlement | None:
        last = self.coordinator.config_entry.runtime_data.reporter.ledger.last
        return last.settlement if last else None

    @property
    @override
    def native_value(self) -> Settlement | None:
        return self.value


class CurveValidUntilSensor(HomeEntity[datetime | None], SensorEntity):
    """Until when the curves of all devices are known; in an outage it may be over."""

    @override
    def read(self, now: datetime) -> datetime | None:
        return valid_until(self.timelines)

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.value


class LastContactSensor(HomeEntity[datetime | None], SensorEntity):
    """When Spark last answered in full; it changes with every poll, and wakes nobody else."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()

    @override
    def read(self, now: datetime) -> datetime | None:
        return self.coordinator.last_contact

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.value

"""The price delta of each device; where each home stands, what it reported and earned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .data import SparkConfigEntry
from .entity import DeviceEntity, HomeEntity
from .homes import present
from .reporting.ledger import Settlement
from .spark.eligibility import Standing
from .spark.models import Compensation

PARALLEL_UPDATES = 0

# No device class: Home Assistant has none for a price per kWh.
PRICE_DELTA = SensorEntityDescription(
    key="price_delta",
    translation_key="price_delta",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
)


@dataclass(frozen=True, kw_only=True)
class EarningsDescription(SensorEntityDescription):
    """One of Spark's two amounts."""

    amount: Callable[[Compensation], float]


EARNINGS = (
    EarningsDescription(
        key="earned_this_month",
        translation_key="earned_this_month",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        amount=lambda compensation: compensation.active,
    ),
    EarningsDescription(
        key="held_back_this_month",
        translation_key="held_back_this_month",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        amount=lambda compensation: compensation.blocked,
    ),
)

LAST_REPORT = SensorEntityDescription(
    key="last_report",
    translation_key="last_report",
    device_class=SensorDeviceClass.ENUM,
    options=[settlement.value for settlement in Settlement if settlement is not Settlement.EMPTY],
)

TAKING_PART = SensorEntityDescription(
    key="taking_part",
    translation_key="taking_part",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=[standing.value for standing in Standing],
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of each home and each device."""
    coordinator = entry.runtime_data.coordinator
    for home in present(entry, coordinator.homes.values()):
        earnings = [EarningsSensor(coordinator, description, home) for description in EARNINGS]
        async_add_entities(
            [
                TakingPartSensor(coordinator, TAKING_PART, home),
                *earnings,
                LastReportSensor(coordinator, LAST_REPORT, home),
            ],
            config_subentry_id=home.subentry_id,
        )
    for device in present(entry, coordinator.devices):
        async_add_entities([PriceDeltaSensor(coordinator, PRICE_DELTA, device)], config_subentry_id=device.subentry_id)


@dataclass(frozen=True, slots=True)
class PriceDelta:
    """Money per kWh on top of spot, None while unknown, and its currency."""

    delta: float | None
    currency: str


class PriceDeltaSensor(DeviceEntity[PriceDelta], SensorEntity):
    """Below zero: please use more now."""

    @override
    def read(self, now: datetime) -> PriceDelta:
        currency = self.timeline.currency(now) or self.coordinator.hass.config.currency
        return PriceDelta(self.timeline.delta(now), currency)

    @property
    @override
    def native_value(self) -> float | None:
        return self.value.delta

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return f"{self.value.currency}/kWh"


class TakingPartSensor(HomeEntity[Standing | None], SensorEntity):
    """Where the home stands in Spark's programme; unknown until Spark has told anything."""

    @override
    def read(self, now: datetime) -> Standing | None:
        return self.coordinator.data.standings.get(self.home.location.user_id)

    @property
    @override
    def native_value(self) -> Standing | None:
        return self.value


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

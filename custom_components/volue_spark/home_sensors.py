"""The sensors of a home: where it stands, what it reported and earned, how fresh its curves are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.util import dt as dt_util

from .data import SparkData
from .entity import HomeEntity
from .reporting.entry import Settlement
from .spark.deadlines import month_start
from .spark.eligibility import Standing
from .spark.estimate import Money, Month
from .spark.models import Compensation, LocationId
from .spark.proof import Unproved
from .spark.timeline import valid_until

ATTR_DAY = "day"
ATTR_ENERGY_KWH = "energy_kwh"
_KWH_DECIMALS = 3


class TakingPartSensor(HomeEntity[Standing | None], SensorEntity):
    """Where the home stands in Spark's programme; unknown until Spark has told anything."""

    @override
    def read(self, now: datetime) -> Standing | None:
        return self.coordinator.data.standings.get(self.home.location.user_id)

    @property
    @override
    def native_value(self) -> Standing | None:
        return self.value


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in ``currency``, None while nobody has told; ``month`` (UTC) is when the month began that it is about."""

    month: datetime
    money: float | None
    currency: str | None


@dataclass(frozen=True, kw_only=True)
class AmountDescription(SensorEntityDescription):
    """One amount of a home."""

    amount: Callable[[SparkData, LocationId, datetime], Amount]


class AmountSensor(HomeEntity[Amount], SensorEntity):
    """An amount of a month, in the currency in which Spark pays the home."""

    entity_description: AmountDescription

    @override
    def read(self, now: datetime) -> Amount:
        data = self.coordinator.config_entry.runtime_data
        return self.entity_description.amount(data, self.home.location.location_id, now)

    @property
    @override
    def native_value(self) -> float | None:
        return self.value.money

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Return the start of the local month, in which what goes on begins at nothing again."""
        return dt_util.as_local(self.value.month) if self.state_class is SensorStateClass.TOTAL else None

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return self.value.currency or self.coordinator.hass.config.currency


def earned(of: Callable[[Compensation], float], *, ago: int = 0) -> Callable[[SparkData, LocationId, datetime], Amount]:
    """Return what reads one of Spark's two amounts, of this month or of one so many months ``ago`` (1 at most)."""

    def read(data: SparkData, location_id: LocationId, now: datetime) -> Amount:
        earnings = data.reporter.earnings
        known = (earnings.last_month if ago else earnings.by_location).get(location_id)
        month = month_start(now, dt_util.get_default_time_zone(), ago=ago)
        return Amount(month, of(known) if known else None, known.currency if known else None)

    return read


def estimated(
    of: Callable[[Month], Mapping[LocationId, Money]],
) -> Callable[[SparkData, LocationId, datetime], Amount]:
    """Return what reads one side of our own estimate; of several currencies the one that Spark pays in, or the first.

    Both sides are at or above zero: what Spark should pay, and what hours to
    avoid would cost if they cost anything.
    """

    def read(data: SparkData, location_id: LocationId, now: datetime) -> Amount:
        money = of(data.books.month(now)).get(location_id, {})
        paid = data.reporter.earnings.by_location.get(location_id)
        currency = paid.currency if paid and (paid.currency in money or not money) else next(iter(money), None)
        month = month_start(now, dt_util.get_default_time_zone())
        return Amount(month, money.get(currency or "", 0.0), currency)

    return read


class ReportsWaitingSensor(HomeEntity[int], SensorEntity):
    """How many reports about the home wait for their hours, for their time or for Spark."""

    @override
    def read(self, now: datetime) -> int:
        return self.coordinator.config_entry.runtime_data.books.waiting(self.home.location.location_id)

    @property
    @override
    def native_value(self) -> int:
        return self.value


@dataclass(frozen=True, slots=True)
class LastReport:
    """What became of a report; ``day`` and energy are None where nobody knows what was in it."""

    settlement: Settlement
    day: date | None
    energy_kwh: float | None


class LastReportSensor(HomeEntity[LastReport | None], SensorEntity):
    """What became of the report about the home that was settled last."""

    @override
    def read(self, now: datetime) -> LastReport | None:
        location_id = self.home.location.location_id
        last = self.coordinator.config_entry.runtime_data.books.last(location_id)
        if last is None or last.event is None:
            return LastReport(last.settlement, None, None) if last else None
        day = self.coordinator.day_of(last.event)
        return LastReport(last.settlement, day, round(last.kwh_at(location_id), _KWH_DECIMALS))

    @property
    @override
    def native_value(self) -> Settlement | None:
        return self.value.settlement if self.value else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the local day of the event, and the energy in it."""
        if self.value is None or self.value.day is None:
            return {}
        return {ATTR_DAY: self.value.day.isoformat(), ATTR_ENERGY_KWH: self.value.energy_kwh}


class HoursMissingSensor(HomeEntity[Mapping[Unproved, int]], SensorEntity):
    """How many hours of this month's curves cannot be reported, of all devices of the home, and why."""

    @override
    def read(self, now: datetime) -> Mapping[Unproved, int]:
        books = self.coordinator.config_entry.runtime_data.books
        return books.month(now).missing.get(self.home.location.location_id, {})

    @property
    @override
    def native_value(self) -> int:
        return sum(self.value.values())

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the count by reason."""
        return {reason.value: count for reason, count in sorted(self.value.items())}


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
    def read(self, now: datetime) -> datetime | None:
        return self.coordinator.last_contact

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.value


class LastPushSensor(HomeEntity[datetime | None], SensorEntity):
    """When Spark last told something by itself; several things told in one go are one change."""

    @override
    def read(self, now: datetime) -> datetime | None:
        return self.coordinator.notified.last

    @property
    @override
    def native_value(self) -> datetime | None:
        return self.value

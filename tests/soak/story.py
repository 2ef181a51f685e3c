"""What Spark does in two weeks, and what happens to the home."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK
from tests.soak.house import OSLO, TARGETS, VEHICLE

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# The wishes of an ordinary day by local hour: the sun at noon, everybody at home in the evening.
SUN = {10: -0.2, 11: -0.31, 12: -0.4, 13: -0.4, 14: -0.35, 17: 0.15, 18: 0.2}
NIGHT = {2: -0.1, 3: -0.12, 12: -0.3, 13: -0.25, 18: 0.2}
# The day of the change has a wish around it: each hour has a delta of its own.
CHANGE_OF_CLOCKS = range(5)


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the instant of a clock in Oslo, UTC."""
    return datetime.combine(day, time(hour, minute), OSLO).astimezone(UTC)


@dataclass
class Story:
    """Two weeks around a ``sunday`` on which the clocks change.

    day 3    nothing is published for the day after
    day 5    in the morning the charger's curve of today is revised
    day 6    at 16:00 Spark is gone, for 48 hours
    day 7    the Sunday; at noon, in favourable hours, Home Assistant restarts
    day 8    at 16:00 Spark is back
    day 10   nobody is told of the curves for the day after, where Spark tells by itself
    """

    sunday: date
    is_pushed: bool = False
    published_at: list[datetime] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """The first of fourteen whole days; the home moves in on the evening before."""
        return self.sunday - 7 * DAY

    @property
    def begins(self) -> datetime:
        """When the home moves in."""
        return local(self.first_day - DAY, 18)

    @property
    def ends(self) -> datetime:
        """The end of the fourteenth day."""
        return local(self.sunday + 7 * DAY)

    @property
    def outage(self) -> tuple[datetime, datetime]:
        """The 48 hours without Spark; a local day may have 23 or 25."""
        begins = local(self.sunday - DAY, 16)
        return begins, begins + 48 * HOUR

    @property
    def deaf_day(self) -> date:
        """The day on which notifications are lost."""
        return self.first_day + 10 * DAY

    @property
    def restart(self) -> datetime:
        """When Home Assistant restarts."""
        return local(self.sunday, 12, 20)

    def is_out(self, now: datetime) -> bool:
        """Tell whether Spark is gone."""
        begins, ends = self.outage
        return begins <= now < ends

    def publish(self, spark: FakeSpark, now: datetime) -> None:
        """Let Spark do what it does at this minute."""
        today = now.astimezone(OSLO).date()
        if now == _made_at(today) and today != self.first_day + 3 * DAY:
            self._publish_day(spark, today + DAY)
            self.published_at.append(now)
        if now == local(self.first_day + 5 * DAY, 9, 30):
            points = [(local(self.first_day + 5 * DAY, hour), -0.05) for hour in (12, 13, 15)]
            spark.publish_price_curve([TARGETS[CHARGER]], points)
            self.published_at.append(now)

    def _publish_day(self, spark: FakeSpark, day: date) -> None:
        """Publish the curves of a day: one for charger and vehicle, one for the tank, in another unit."""
        hours = _hours(day)
        sun = [(hour, SUN[clock]) for hour in hours if (clock := hour.astimezone(OSLO).hour) in SUN]
        night = [(hour, 1000 * NIGHT[clock]) for hour in hours if (clock := hour.astimezone(OSLO).hour) in NIGHT]
        if day == self.sunday:
            sun += [(hours[index], -0.01 * (index + 1)) for index in CHANGE_OF_CLOCKS]
        spark.publish_price_curve([TARGETS[CHARGER], TARGETS[VEHICLE]], sun)
        spark.publish_price_curve([TARGETS[TANK]], night, energy_unit="MWh")


def _made_at(day: date) -> datetime:
    """Return when the curves for the day after are published: around 13, some days later than others."""
    return local(day, 12, 55) + day.toordinal() * 17 % 60 * MINUTE


def _hours(day: date) -> list[datetime]:
    """Return the 23, 24 or 25 hours of a local day, UTC."""
    start, end = local(day), local(day + DAY)
    return [start + n * HOUR for n in range((end - start) // HOUR)]

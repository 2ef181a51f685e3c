"""One device: what it truly draws, what befalls its sensor, and which hours nobody can prove for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, reduce
from random import Random

from tests.month.moments import HOUR, MINUTE, at
from tests.month.sensors import (
    Draws,
    Mishap,
    Said,
    Sensor,
    counted,
    counted_late,
    powered,
)
from tests.month.story import LAST_DAY, SINCE, event_hours

HOUSE, CABIN, FLAT = "house", "cabin", "flat"
HOMES = (HOUSE, CABIN, FLAT)

type Place = tuple[datetime, str]


@dataclass(frozen=True)
class Edit:
    """A person corrects the recorder's sum from an hour on, at ``at``, by so many kWh."""

    at: datetime
    hour: datetime
    energy_kwh: float


@dataclass(frozen=True)
class Device:
    """One device. ``reasons`` are the hours that cannot be proved for what befell its sensor or its place.

    ``places`` are what a vehicle's presence entity says; None where it has none.
    """

    name: str
    home: str
    kind: str
    kw: float
    make: Callable[[Sequence[Draws]], list[Said]] | None
    state_class: str | None = "total_increasing"
    mishaps: tuple[Mishap, ...] = ()
    reasons: Mapping[datetime, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    places: tuple[Place, ...] = ()
    is_person: bool = False
    shortest: int = 1
    always: str | None = None
    extra: tuple[Draws, ...] = ()
    on_days: Callable[[int], bool] = lambda _: True

    @property
    def resource_id(self) -> str:
        """The id at Spark."""
        return f"resource-{self.name}"

    @property
    def entity_id(self) -> str:
        """The usage sensor."""
        return f"sensor.{self.name}_usage"

    @property
    def tracker(self) -> str:
        """The presence entity: a person is known again as soon as Home Assistant starts, a tracker later."""
        return f"{'person' if self.is_person else 'device_tracker'}.{self.name}"

    def place_at(self, instant: datetime) -> str:
        """Return what the presence entity says at an instant."""
        return [place for since, place in self.places if since <= instant][-1]

    @cached_property
    def draws(self) -> list[Draws]:
        """What it truly draws: in the event's hours and around them, some hours wholly, some in part, some not."""
        set_hours = {draw.start.replace(minute=0) for draw in self.extra}
        drawn = list(self.extra)
        for day in filter(self.on_days, range(1, LAST_DAY + 1)):
            wished = event_hours(day)
            around = {hour + n * HOUR for hour in wished for n in (-1, 0, 1)} - set_hours
            drawn += filter(None, (self._draw(hour) for hour in sorted(around)))
        # The hour after one day's event may be the hour before the next day's.
        return sorted(set(drawn), key=lambda draw: draw.start)

    def _draw(self, hour: datetime) -> Draws | None:
        chance = Random(f"{self.name} {hour.isoformat()}")  # noqa: S311 - the same month each time
        how = chance.random()
        if how < 0.3:
            return None
        if how < 0.5:
            return Draws(hour, hour + HOUR, self.kw)
        start, end = chance.randint(0, 30), chance.randint(31, 60)
        end = max(end, start + self.shortest)
        return Draws(hour + start * MINUTE, hour + end * MINUTE, self.kw)

    @cached_property
    def sensor(self) -> Sensor | None:
        """The sensor with all that befalls it."""
        if self.make is None:
            return None
        plain = self.make(self.draws)
        said = reduce(lambda said, mishap: mishap(said), self.mishaps, plain)
        return Sensor(self.entity_id, self.state_class, plain, said)


def minutely(unit: str = "kWh") -> Callable[[Sequence[Draws]], list[Said]]:
    """Return a counter that is read every minute."""
    return lambda draws: counted(draws, SINCE + 20 * MINUTE / 60, MINUTE, unit)


def power(unit: str = "W") -> Callable[[Sequence[Draws]], list[Said]]:
    """Return a power sensor."""
    return lambda draws: powered(draws, SINCE, unit)


def late(draws: Sequence[Draws]) -> list[Said]:
    """Say once an hour, seven minutes late, what was drawn."""
    return counted_late(draws, SINCE, timedelta(minutes=7))


def whole(*hours: str, day: int, kw: float) -> tuple[Draws, ...]:
    """Draw through whole hours of a day."""
    return tuple(Draws(at(day, hour), at(day, hour) + HOUR, kw) for hour in hours)


def reason(why: str, day: int, *hours: str) -> dict[datetime, str]:
    """Return why these hours of a day cannot be proved."""
    return {at(day, hour): why for hour in hours}


def times(factor: float) -> Callable[[Said], Said]:
    """Return what says so many times as much."""
    return lambda said: replace(said, value=(said.value or 0.0) * factor)


def in_cubic_metres(said: Said) -> Said:
    """Say it in a unit that is no energy."""
    return replace(said, unit="m³")

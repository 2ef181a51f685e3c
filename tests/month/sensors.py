"""What a device really draws, and what its sensor says about it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.month.moments import HOUR

DECIMALS = {"kWh": 3, "Wh": 0, "kW": 4, "W": 1, "m³": 3}
THOUSANDS = {"Wh": 1000, "W": 1000}


@dataclass(frozen=True, slots=True)
class Draws:
    """A device draws ``kw`` in ``[start, end)``."""

    start: datetime
    end: datetime
    kw: float

    def within(self, start: datetime, end: datetime) -> float:
        """Return what of it lies in ``[start, end)``, kWh."""
        overlap = min(self.end, end) - max(self.start, start)
        return self.kw * max(0.0, overlap / HOUR)


@dataclass(frozen=True, slots=True)
class Said:
    """What a sensor says from ``at`` on: kWh or kW whatever it is written in, None for unavailable."""

    at: datetime
    value: float | None
    unit: str
    last_reset: datetime | None = None

    @property
    def state(self) -> str:
        """The state as Home Assistant has it."""
        if self.value is None:
            return "unavailable"
        return f"{self.value * THOUSANDS.get(self.unit, 1):.{DECIMALS[self.unit]}f}"


type Mishap = Callable[[list[Said]], list[Said]]


@dataclass(frozen=True)
class Sensor:
    """A sensor: what it should have said (``plain``), and what it did say."""

    entity_id: str
    state_class: str | None
    plain: Sequence[Said]
    says: list[Said] = field(default_factory=list)

    @property
    def is_power(self) -> bool:
        """Whether it tells kW."""
        return self.state_class == "measurement"

    def said_by(self, instant: datetime) -> Said:
        """Return what it says at an instant."""
        return self.says[max(0, bisect_right(self.says, instant, key=lambda said: said.at) - 1)]

    def attributes(self, said: Said) -> dict[str, object]:
        """Return what stands beside a state."""
        return {
            "unit_of_measurement": said.unit,
            "device_class": "power" if self.is_power else "energy",
            **({"state_class": self.state_class} if self.state_class else {}),
            **({"last_reset": said.last_reset.isoformat()} if said.last_reset else {}),
        }

    def reading_before(self, instant: datetime) -> float:
        """Return what it should have said last before an instant."""
        return self.plain[max(0, bisect_left(self.plain, instant, key=lambda said: said.at) - 1)].value or 0.0


def counted(
    draws: Sequence[Draws], since: datetime, every: timedelta, unit: str = "kWh", first: float = 1000.0
) -> list[Said]:
    """Return what a counter says that is read ``every`` so often, while something is drawn."""
    says, reading = [Said(since, first, unit)], first
    for draw in draws:
        moment = draw.start + every - (draw.start - since) % every
        while moment < draw.end + every:
            step = draw.within(draw.start, moment)
            says.append(Said(moment, round(reading + step, 3), unit))
            moment += every
        reading += draw.within(draw.start, draw.end)
    return _unlike(says)


def counted_late(draws: Sequence[Draws], since: datetime, delay: timedelta) -> list[Said]:
    """Return what a counter says that publishes once an hour, so long after its end."""
    says, reading = [Said(since, 1000.0, "kWh")], 1000.0
    for draw in draws:
        reading += draw.within(draw.start, draw.end)
        says.append(Said(draw.start.replace(minute=0, second=0) + HOUR + delay, round(reading, 3), "kWh"))
    return _unlike(says)


def powered(draws: Sequence[Draws], since: datetime, unit: str = "W") -> list[Said]:
    """Return what a power sensor says: each change at once."""
    says = [Said(since, 0.0, unit)]
    for draw in draws:
        if says[-1].at == draw.start:
            says.pop()
        says += [Said(draw.start, draw.kw, unit), Said(draw.end, 0.0, unit)]
    return says


def _unlike(says: list[Said]) -> list[Said]:
    return [said for before, said in zip([None, *says], says, strict=False) if before is None or said.at > before.at]


def changed(start: datetime, end: datetime, change: Callable[[Said], Said]) -> Mishap:
    """Say something else in ``[start, end)``, from its first moment to its last."""

    def mishap(says: list[Said]) -> list[Said]:
        first = bisect_right(says, start, key=lambda said: said.at)
        last = bisect_left(says, end, key=lambda said: said.at)
        before, within, after = says[:first], says[first:last], says[last:]
        begins, ends = replace(before[-1], at=start), replace((before + within)[-1], at=end)
        if before[-1].at == start:
            before.pop()
        if after and after[0].at == end:
            ends = after.pop(0)
        return [*before, *(change(said) for said in (begins, *within)), ends, *after]

    return mishap


def unavailable(start: datetime, end: datetime) -> Mishap:
    """Be unavailable in ``[start, end)``, and then tell what was counted meanwhile."""
    away = changed(start, end, lambda said: replace(said, value=None))

    def mishap(says: list[Said]) -> list[Said]:
        found = away(says)
        return [
            said
            for before, said in zip([None, *found], found, strict=False)
            if said.value is not None or before is None or before.value is not None
        ]

    return mishap


def says(start: datetime, end: datetime, value: float) -> Mishap:
    """Say one value in ``[start, end)`` and nothing else."""
    return changed(start, end, lambda said: replace(said, value=value))


def from_then_on(start: datetime, change: Callable[[Said], Said]) -> Mishap:
    """Say something else from an instant on."""

    def mishap(says: list[Said]) -> list[Said]:
        first = bisect_left(says, start, key=lambda said: said.at)
        again = [] if first < len(says) and says[first].at == start else [replace(says[first - 1], at=start)]
        return [*says[:first], *(change(said) for said in (*again, *says[first:]))]

    return mishap


def begun_again(start: datetime, first: float) -> Mishap:
    """Count from ``first`` again at an instant."""

    def mishap(says: list[Said]) -> list[Said]:
        last = says[bisect_left(says, start, key=lambda said: said.at) - 1].value or 0.0
        return from_then_on(start, lambda said: replace(said, value=(said.value or 0.0) - last + first))(says)

    return mishap


def in_unit(start: datetime, unit: str) -> Mishap:
    """Say it in another unit from an instant on."""
    return from_then_on(start, lambda said: replace(said, unit=unit))


def new_period(start: datetime) -> Mishap:
    """Begin a new period, as a meter of a day does: from zero, and saying since when."""

    def mishap(says: list[Said]) -> list[Said]:
        return from_then_on(start, lambda said: replace(said, last_reset=start))(begun_again(start, 0.0)(says))

    return mishap

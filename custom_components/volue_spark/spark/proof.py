"""Rows of five minutes -> the energy of whole hours, proved or not, and why not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from .running import Runs
from .usage import FIVE_MINUTES, HOUR, Draw, UsageRow


class Unproved(StrEnum):
    """Why the energy of an hour cannot be told; the value names the texts."""

    NO_SENSOR = "no_sensor"
    NO_STATISTICS = "no_statistics"
    NOT_RUNNING = "not_running"
    NOT_AVAILABLE = "not_available"
    LATE_COUNTER = "late_counter"
    TOO_MUCH = "too_much"
    JUMPED = "jumped"
    BACKWARDS = "backwards"
    NOT_WHOLE_HOURS = "not_whole_hours"
    PRESENCE_UNKNOWN = "presence_unknown"
    AWAY = "away"
    CHARGER_COUNTS = "charger_counts"
    NOT_WANTED = "not_wanted"


# The kWh of an hour, never below zero, or why nobody can tell.
type Proof = float | Unproved

# What may still come: statistics that are late, and what a person can mend.
OPEN = frozenset({Unproved.NO_SENSOR, Unproved.NO_STATISTICS, Unproved.TOO_MUCH, Unproved.PRESENCE_UNKNOWN})
# Nothing is missing here: it belongs to somebody else, nobody wants it told, or Spark takes no report on it.
NOT_MISSING = frozenset({Unproved.AWAY, Unproved.CHARGER_COUNTS, Unproved.NOT_WANTED, Unproved.NOT_WHOLE_HOURS})

# A power sensor's mean fills so short a time by itself (specified by the wish to prove each hour); no vehicle leaves
# and comes back in it.
MAY_BE_DOWN = timedelta(minutes=2)
# Sensors come back one after the other when Home Assistant has started.
_SETTLES = timedelta(minutes=10)
_ROWS = HOUR // FIVE_MINUTES
# A watt-hour: what two ways of counting may differ by.
_NOISE_KWH = 0.001
# A milliwatt-hour.
_DECIMALS = 6
# What a counter rises by in one go, if it tells no less: a figure behind the point, or half a unit.
_COARSE_KWH = 0.2
_FEWEST_PAUSES = 2
# A power sensor's zero may lie a little below it.
_NOISE_KW = 0.01


def hours_proved(rows: Sequence[UsageRow], hours: Iterable[datetime], draw: Draw, runs: Runs) -> dict[datetime, Proof]:
    """Return for each hour (its start, UTC) its energy in kWh, or why it cannot be told.

    ``rows`` are one sensor's, from ten minutes before the first hour until one
    hour after the last: a counter that comes late shows it only then.

        counter   |  hour before  |     hour      |  hour after   |
        row needed              ^               ^
        in time     .. .6 .6 .6 | .6 .6 .6 .6 ..| .6 .6 ..          proved
        late        .. 0  0  0  | 7  0  0  0  ..| 0  0  ..          neither this hour nor the one before

    A power sensor needs all twelve rows of its hour.
    """
    if not any(_is_told(row) for row in rows):
        return dict.fromkeys(hours, Unproved.NO_STATISTICS)
    sensor = _Sensor({row.start: row for row in rows if _is_told(row)}, draw, runs)
    proof: Callable[[datetime], Proof] = sensor.counted if sensor.is_counter else sensor.averaged
    return {hour: proof(hour) for hour in hours}


def _is_told(row: UsageRow) -> bool:
    return row.total is not None or row.mean is not None


def _told(energy_kwh: float) -> float:
    """Return it without what is left of binary fractions."""
    return round(max(0.0, energy_kwh), _DECIMALS)


@dataclass(frozen=True)
class _Sensor:
    """One sensor's rows by their start, what its device can draw, and when anybody watched."""

    rows: Mapping[datetime, UsageRow]
    draw: Draw
    runs: Runs

    @property
    def is_counter(self) -> bool:
        return any(row.total is not None for row in self.rows.values())

    def averaged(self, hour: datetime) -> Proof:
        """Return the mean power of an hour as its energy."""
        if self.runs.downtime(hour, hour + HOUR) > MAY_BE_DOWN:
            return Unproved.NOT_RUNNING
        within = [row for row in self._within(hour, hour + HOUR) if row.mean is not None]
        means = [row.mean for row in within if row.mean is not None]
        if len(means) < _ROWS or any(map(self._begins_unseen, within)):
            return Unproved.NOT_AVAILABLE
        if min(means) < -_NOISE_KW:
            return Unproved.BACKWARDS
        if max(means) > self.draw.row_kw or sum(means) / _ROWS > self.draw.kw:
            return Unproved.TOO_MUCH
        return _told(sum(means) / _ROWS)

    def _begins_unseen(self, row: UsageRow) -> bool:
        """Tell whether the recorder did not know a power at the beginning of a row: its mean is of the rest alone.

        What was shown last belongs to both rows. The recorder forgets what has not changed for ten days.
        """
        before = self.rows.get(row.start - FIVE_MINUTES)
        if before is None or None in (before.low, before.high, row.low, row.high):
            return False
        return (row.low or 0) > (before.high or 0) + _NOISE_KW or (row.high or 0) < (before.low or 0) - _NOISE_KW

    def counted(self, hour: datetime) -> Proof:
        """Return what a counter rose by in an hour; a restart inside it does no harm."""
        edges = (hour, hour + HOUR)
        if not all(map(self.runs.was_up, edges)):
            return Unproved.NOT_RUNNING
        if not all(edge - FIVE_MINUTES in self.rows for edge in edges):
            return Unproved.NOT_AVAILABLE
        if not all(map(self._was_there, edges)):
            return Unproved.NOT_RUNNING
        steps = [step for step in self._steps if hour <= step.row.start < hour + HOUR]
        if found := next(filter(None, map(self._mistake, steps)), None) or self._told_at_once(steps):
            return found
        energy_kwh = sum(step.energy_kwh for step in steps)
        if energy_kwh > self.draw.kw:
            return Unproved.TOO_MUCH
        return self._told_later(hour, steps) or _told(energy_kwh)

    def _was_there(self, edge: datetime) -> bool:
        """Tell whether the row before an edge shows the sensor, and not what the recorder repeats after a start."""
        before, row = self.rows.get(edge - 2 * FIVE_MINUTES), self.rows[edge - FIVE_MINUTES]
        has_moved = before is not None and before.total != row.total
        return has_moved or self.runs.was_up_throughout(edge - _SETTLES, edge)

    def _told_at_once(self, steps: Sequence[_Step]) -> Unproved | None:
        """Return LATE_COUNTER where an hour's energy came at once, as it does from a counter that is told hourly.

        Little enough would pass for what was drawn in five minutes.
        """
        rises = sum(step.energy_kwh > _NOISE_KWH for step in steps)
        return Unproved.LATE_COUNTER if rises == 1 and self._is_told_hourly else None

    @cached_property
    def _is_told_hourly(self) -> bool:
        """Tell whether a counter was late in any of its hours, or rose once an hour at the same minute."""
        if any(self._mistake(step) is Unproved.LATE_COUNTER for step in self._steps):
            return True
        rises = [step for step in self._steps if step.energy_kwh > _COARSE_KWH]
        pauses = [later.row.start - earlier.row.start for earlier, later in pairwise(rises)]
        return len(pauses) >= _FEWEST_PAUSES and all(abs(pause - HOUR) <= FIVE_MINUTES for pause in pauses)

    def _told_later(self, hour: datetime, steps: Sequence[_Step]) -> Unproved | None:
        """Return what the hour after shows to be wrong with the ``steps`` of an hour."""
        following = (step for step in self._steps if hour + HOUR <= step.row.start < hour + 2 * HOUR)
        mistakes = [found for found in map(self._mistake, following) if found]
        # What was counted too late was drawn here.
        if Unproved.LATE_COUNTER in mistakes:
            return Unproved.LATE_COUNTER
        # A reading that fell here and is back in the hour after did not begin again: what was drawn is not in it.
        return mistakes[0] if mistakes and any(step.is_reset for step in steps) else None

    @cached_property
    def _steps(self) -> list[_Step]:
        """Return what the counter rose by from each row to the next that exists."""
        rows = [self.rows[start] for start in sorted(self.rows)]
        seen_at = rows[0].start + FIVE_MINUTES
        steps = []
        for before, row in pairwise(rows):
            end = row.start + FIVE_MINUTES
            steps.append(_Step(before, row, end - seen_at))
            if self._is_seen(before, row):
                seen_at = end
        return steps

    def _is_seen(self, before: UsageRow, row: UsageRow) -> bool:
        """Tell whether a row shows its time: the recorder fills the time without Home Assistant with the last value.

        So does a row in which the sensor came back: what it then counts was drawn before.
        """
        since = row.start - _SETTLES
        return row.total != before.total or self.runs.was_up_throughout(since, row.start + FIVE_MINUTES)

    def _mistake(self, step: _Step) -> Unproved | None:
        """Return what is wrong with a step of the counter."""
        if step.is_jump:
            return Unproved.JUMPED
        if step.energy_kwh < -_NOISE_KWH:
            return Unproved.BACKWARDS
        if step.energy_kwh <= self.draw.row_kw * (step.time / HOUR) + _NOISE_KWH:
            return None
        if step.is_reset:
            return Unproved.JUMPED
        # More than two hours' worth was not counted late: it was never drawn.
        return Unproved.TOO_MUCH if step.energy_kwh > 2 * self.draw.kw else Unproved.LATE_COUNTER

    def _within(self, start: datetime, end: datetime) -> list[UsageRow]:
        return [row for row in self.rows.values() if start <= row.start < end]


@dataclass(frozen=True, slots=True)
class _Step:
    """What a counter rose by between two rows, and the time in which it can have been drawn."""

    before: UsageRow
    row: UsageRow
    time: timedelta

    @property
    def energy_kwh(self) -> float:
        return (self.row.total or 0) - (self.before.total or 0)

    @property
    def is_reset(self) -> bool:
        """Tell whether the reading fell: it began again, and tells what was drawn since."""
        return self._rise is not None and self._rise < 0

    @property
    def is_jump(self) -> bool:
        """Tell whether the recorder's sum rose otherwise than the reading: a spike to zero and back, or a hand."""
        return self._rise is not None and self._rise >= 0 and abs(self.energy_kwh - self._rise) > _NOISE_KWH

    @property
    def _rise(self) -> float | None:
        """Return what the reading itself rose by, kWh."""
        readings = (self.before.state, self.row.state)
        return None if None in readings else (self.row.state or 0) - (self.before.state or 0)

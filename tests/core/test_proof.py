"""Which hours of a sensor are proved, and why the others are not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from custom_components.volue_spark.spark.models import ResourceType
from custom_components.volue_spark.spark.proof import Proof, Unproved, hours_proved
from custom_components.volue_spark.spark.running import Run, Runs
from custom_components.volue_spark.spark.usage import Draw, UsageRow

NINE = datetime(2030, 6, 10, 9, tzinfo=UTC)
TEN, ELEVEN, TWELVE = (NINE + timedelta(hours=hour) for hour in (1, 2, 3))
MINUTE, ROW = timedelta(minutes=1), timedelta(minutes=5)
CHARGER = Draw.of(ResourceType.CHARGER, 7.4)
ALWAYS = Runs((Run(NINE - timedelta(days=1), TWELVE + timedelta(days=1)),))
# A charger that draws 7.2 kW from 10:00 to 11:00, and what it does not draw, in kWh of five minutes.
FULL, NOTHING = [0.6] * 12, [0.0] * 12


def counter(*hours: list[float], start: datetime = NINE, reading: float = 50.0) -> dict[datetime, UsageRow]:
    """Return a counter's rows from five minutes before an instant."""
    changes = [change for hour in hours for change in hour]
    totals = accumulate(changes, initial=reading)
    starts = (start + (number - 1) * ROW for number in range(len(changes) + 1))
    return {at: UsageRow(at, total, total) for at, total in zip(starts, totals, strict=True)}


def power(*hours: list[float], start: datetime = NINE) -> dict[datetime, UsageRow]:
    """Return a power sensor's rows, in kW."""
    means = [mean for hour in hours for mean in hour]
    starts = [start + number * ROW for number in range(len(means))]
    return {at: UsageRow(at, mean=mean) for at, mean in zip(starts, means, strict=True)}


def proof(rows: Mapping[datetime, UsageRow], runs: Runs = ALWAYS, draw: Draw = CHARGER, hour: datetime = TEN) -> Proof:
    """Return what is told of the hour from ten to eleven."""
    return hours_proved(list(rows.values()), [hour], draw, runs)[hour]


def without(rows: Mapping[datetime, UsageRow], start: datetime, end: datetime) -> dict[datetime, UsageRow]:
    """Leave out the rows that begin in ``[start, end)``."""
    return {at: row for at, row in rows.items() if not start <= at < end}


def down(start: datetime, end: datetime) -> Runs:
    """Return the runs of a day on which Home Assistant did not run for a while."""
    [whole] = ALWAYS.runs
    return Runs((Run(whole.start, start), Run(end, whole.until)))


def test_a_counter_tells_what_it_rose_by() -> None:
    """It is what the household is paid for."""
    assert proof(counter(NOTHING, FULL, NOTHING)) == pytest.approx(7.2)
    assert proof(counter(FULL, NOTHING, FULL)) == 0


def test_a_power_sensor_tells_its_mean() -> None:
    """A smart plug without a counter is paid as well."""
    assert proof(power(NOTHING, [6.0, 3.0] * 6, NOTHING)) == pytest.approx(4.5)


def test_a_sensor_without_statistics_tells_nothing() -> None:
    """Renamed, excluded from the recorder, or new: no rows are no zero."""
    assert proof({}) is Unproved.NO_STATISTICS
    assert proof({NINE: UsageRow(NINE)}) is Unproved.NO_STATISTICS


@pytest.mark.parametrize(
    ("gone", "back"),
    [(NINE + 55 * MINUTE, TEN), (TEN + 55 * MINUTE, ELEVEN)],
    ids=["before the hour", "at its end"],
)
def test_a_counter_must_be_there_at_both_edges(gone: datetime, back: datetime) -> None:
    """What it rose by while nobody saw it was drawn in nobody knows which hour."""
    assert proof(without(counter(NOTHING, FULL, NOTHING), gone, back)) is Unproved.NOT_AVAILABLE


def test_a_gap_inside_the_hour_does_a_counter_no_harm() -> None:
    """It counts on; what it shows afterwards was drawn in the same hour, in the time of the gap."""
    rows = counter(NOTHING, [0.6] * 4 + [0.0] * 3 + [2.4] + [0.6] * 4, NOTHING)
    assert proof(without(rows, TEN + 20 * MINUTE, TEN + 35 * MINUTE)) == pytest.approx(7.2)
    assert proof(rows) is Unproved.LATE_COUNTER


@pytest.mark.parametrize(
    ("stopped", "started", "proved"),
    [
        (TEN + 10 * MINUTE, TEN + 40 * MINUTE, 7.2),
        (NINE + 50 * MINUTE, TEN + 1 * MINUTE, Unproved.NOT_RUNNING),
        (TEN + 59 * MINUTE, ELEVEN + 5 * MINUTE, Unproved.NOT_RUNNING),
        (TEN, TEN + MINUTE, Unproved.NOT_RUNNING),
    ],
    ids=["inside", "over its beginning", "over its end", "at the very edge"],
)
def test_a_restart_harms_a_counter_only_at_an_edge(stopped: datetime, started: datetime, proved: Proof) -> None:
    """The recorder fills the time without Home Assistant with rows that look complete."""
    frozen = [0.0] * 6 + [4.2] + [0.6] * 5
    found = proof(counter(NOTHING, frozen if proved == 7.2 else FULL, NOTHING), down(stopped, started))
    assert found is proved or found == pytest.approx(proved)


def test_a_sensor_that_comes_back_later_than_home_assistant_is_waited_for() -> None:
    """Bluetooth and cloud need some minutes, and the recorder repeats the last value for so long."""
    rows = counter(NOTHING, [0.6] * 2 + [0.0] * 4 + [0.0] * 1 + [3.0] + [0.6] * 4, NOTHING)
    assert proof(rows, down(TEN + 10 * MINUTE, TEN + 30 * MINUTE)) == pytest.approx(6.6)


@pytest.mark.parametrize(
    ("minutes", "proved"), [(2, 6.0), (3, Unproved.NOT_RUNNING)], ids=["two minutes", "three minutes"]
)
def test_a_power_sensor_bears_two_minutes_without_home_assistant(minutes: int, proved: Proof) -> None:
    """Its mean goes on with the last value, and nobody knows what was drawn."""
    runs = down(TEN + 30 * MINUTE, TEN + (30 + minutes) * MINUTE)
    assert proof(power(NOTHING, [6.0] * 12, NOTHING), runs) == proved


def test_a_power_sensor_needs_all_its_rows() -> None:
    """A row that is missing is no zero."""
    rows = power(NOTHING, [6.0] * 12, NOTHING)
    assert proof(without(rows, TEN + 30 * MINUTE, TEN + 35 * MINUTE)) is Unproved.NOT_AVAILABLE


@pytest.mark.parametrize("late", [5, 20], ids=["in the first row", "twenty minutes late"])
def test_a_counter_that_comes_once_an_hour_proves_neither_hour(late: int) -> None:
    """Some chargers publish their counter after the hour: the energy would be paid at another hour's price."""
    lump = [0.0] * (late // 5 - 1) + [7.2] + [0.0] * (12 - late // 5)
    rows = counter(NOTHING, NOTHING, lump)
    assert proof(rows, hour=ELEVEN) is Unproved.LATE_COUNTER
    assert proof(rows, hour=TEN) is Unproved.LATE_COUNTER
    assert proof(rows, hour=NINE) == 0


def test_a_lump_after_home_assistant_was_away_is_no_late_counter() -> None:
    """What was counted meanwhile is shown at once; the hour before ended while it ran."""
    rows = counter(NOTHING, FULL, [0.0] * 6 + [4.2] + [0.6] * 5)
    assert proof(rows, down(ELEVEN + 5 * MINUTE, ELEVEN + 31 * MINUTE)) == pytest.approx(7.2)


def test_a_counter_that_is_read_every_five_minutes_may_fall_twice_into_one_row() -> None:
    """A poll that is a second early or late is no mistake of the device."""
    assert proof(counter(NOTHING, [0.6, 0.0, 1.2] * 4, NOTHING)) == pytest.approx(7.2)


def test_more_than_the_device_can_draw_is_no_proof() -> None:
    """A spike of 1,003 kWh was paid by others already."""
    assert proof(counter(NOTHING, [0.0] * 5 + [1003.0] + [0.0] * 6, NOTHING)) is Unproved.TOO_MUCH
    assert proof(counter(NOTHING, [0.75] * 12, NOTHING)) is Unproved.TOO_MUCH
    assert proof(power(NOTHING, [0.0] * 11 + [300.0], NOTHING)) is Unproved.TOO_MUCH
    assert proof(power(NOTHING, [8.5] * 12, NOTHING)) is Unproved.TOO_MUCH


def test_a_spike_spoils_only_its_own_hour() -> None:
    """Nobody drew it late: it was never drawn."""
    assert proof(counter(NOTHING, FULL, [0.0, 1003.0, *[0.0] * 10])) == pytest.approx(7.2)


def test_less_than_nothing_is_no_proof() -> None:
    """A counter of both directions may fall; a power sensor's zero may lie a little below it."""
    assert proof(counter(NOTHING, [-0.1] + [0.6] * 11, NOTHING)) is Unproved.BACKWARDS
    assert proof(power(NOTHING, [-0.5] * 12, NOTHING)) is Unproved.BACKWARDS
    assert proof(power(NOTHING, [-0.002] * 12, NOTHING)) == 0


def jumped(reading: float, total: float) -> dict[datetime, UsageRow]:
    """Return a counter whose reading and sum rose differently at 10:30."""
    rows = counter(NOTHING, FULL, NOTHING)
    return {
        at: UsageRow(at, (row.state or 0) + reading, (row.total or 0) + total) if at >= TEN + 30 * MINUTE else row
        for at, row in rows.items()
    }


@pytest.mark.parametrize(
    ("reading", "total", "proved"),
    [
        (0, 0.5, Unproved.JUMPED),
        (0, -0.3, Unproved.JUMPED),
        (-53.0, 0.0, 7.2),
        (-53.0, 5.0, Unproved.JUMPED),
        (0, 0.0004, 7.2004),
    ],
    ids=["spike to zero and back, or a hand", "taken away by hand", "reset", "reset to a full counter", "rounding"],
)
def test_the_sum_must_rise_as_the_reading_does(reading: float, total: float, proved: Proof) -> None:
    """The recorder takes a fall for a reset, and adds the whole reading when it comes back."""
    found = proof(jumped(reading, total))
    assert found is proved or found == pytest.approx(proved)


def test_each_hour_is_judged_for_itself() -> None:
    """One bad hour must not cost the day."""
    rows = [*without(counter(FULL, FULL, FULL, FULL), ELEVEN, ELEVEN + ROW).values()]
    found = hours_proved(rows, [NINE, TEN, ELEVEN], CHARGER, down(NINE - MINUTE, NINE + MINUTE))
    assert found == {NINE: Unproved.NOT_RUNNING, TEN: pytest.approx(7.2), ELEVEN: pytest.approx(7.2)}


def test_a_reading_that_is_back_an_hour_later_had_not_begun_again() -> None:
    """What was drawn after it fell is not in it: the hour would be told too low."""
    rows = counter(NOTHING, FULL, NOTHING)
    fallen = {at: replace(row, state=0.0) for at, row in rows.items() if TEN + 55 * MINUTE <= at < ELEVEN + 5 * MINUTE}
    back = {at: replace(row, total=(row.total or 0) + 57.2) for at, row in rows.items() if at >= ELEVEN + 5 * MINUTE}
    assert proof(rows | fallen | back) is Unproved.TOO_MUCH


@pytest.mark.parametrize(("low", "high", "proved"), [(0, 6, 6.0), (6, 6, Unproved.NOT_AVAILABLE)])
@pytest.mark.parametrize("is_falling", [False, True], ids=["on", "off"])
def test_a_power_that_the_recorder_has_forgotten_is_not_proved(
    low: float, high: float, proved: Proof, *, is_falling: bool
) -> None:
    """Off for ten days, it is not known to have been off until it is on: its first row is told for five minutes."""
    before, begins = UsageRow(TEN - ROW, None, None, 0, 0, 0), UsageRow(TEN, None, None, 6, low, high)
    if is_falling:
        before = UsageRow(TEN - ROW, None, None, 9, 9, 9)
        begins = replace(begins, high=9 if proved == 6 else 6)
    rows = power(NOTHING, [6.0] * 12)
    assert proof(rows | {TEN - ROW: before, TEN: begins}) == proved


def rising(*kwh_by_row: tuple[datetime, float]) -> dict[datetime, UsageRow]:
    """Return a counter from nine to one that rises in these rows alone."""
    changes = dict(kwh_by_row)
    return counter([changes.get(NINE + number * ROW, 0.0) for number in range(48)])


def test_a_little_of_a_late_counter_is_late_as_well() -> None:
    """A car that was full at twelve past would be paid for the hour after, in which nothing was drawn."""
    rows = rising((TEN, 7.2), (ELEVEN, 7.2), (TWELVE, 1.4))
    twenty_two = Draw.of(ResourceType.CHARGER, None)
    found = hours_proved(list(rows.values()), [NINE, TEN, ELEVEN, TWELVE], twenty_two, ALWAYS)
    assert set(found.values()) == {Unproved.LATE_COUNTER}


def test_a_counter_that_is_told_once_an_hour_is_late_however_little_it_tells() -> None:
    """A heat pump of 0.9 kW never draws more in an hour than a row could hold."""
    draw = Draw.of(ResourceType.HVAC, None)
    late = rising((NINE + 2 * ROW, 0.9), (TEN + 2 * ROW, 0.8), (ELEVEN + 3 * ROW, 0.9), (TWELVE + 2 * ROW, 0.9))
    found = hours_proved(list(late.values()), [TEN, ELEVEN], draw, ALWAYS)
    assert found == {TEN: Unproved.LATE_COUNTER, ELEVEN: Unproved.LATE_COUNTER}
    # A counter of whole figures behind the point rises when one is full.
    coarse = rising((NINE + 2 * ROW, 0.5), (TEN + 6 * ROW, 0.5), (ELEVEN + 10 * ROW, 0.5))
    assert hours_proved(list(coarse.values()), [TEN], draw, ALWAYS) == {TEN: 0.5}


def test_what_was_drawn_while_nobody_watched_is_no_hours_energy() -> None:
    """Home Assistant is back just before the full hour, its sensor just after: the recorder repeats the last value."""
    away = [0.0] * 12
    rows = counter([0.6] * 12, [0.6, 0.6, *[0.0] * 10], [7.2, *[0.6] * 11], [0.6] * 12, start=NINE - timedelta(hours=1))
    runs = down(NINE + 10 * MINUTE, NINE + 58 * MINUTE)
    found = hours_proved(list(rows.values()), [NINE, TEN, ELEVEN], CHARGER, runs)
    assert found == {NINE: Unproved.NOT_RUNNING, TEN: Unproved.NOT_RUNNING, ELEVEN: pytest.approx(7.2)}
    assert proof(counter(away, FULL, NOTHING), down(NINE + 10 * MINUTE, NINE + 45 * MINUTE)) == pytest.approx(7.2)

"""A sum that only rises, whatever the order in which its hours become known."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.volue_spark.spark.running_sum import SumRow, rows_changed

DAY = datetime(2026, 6, 10, tzinfo=UTC)


def at(hour: int) -> datetime:
    """Return an instant of the day."""
    return DAY + timedelta(hours=hour)


def row(hour: int, amount: float, total: float) -> SumRow:
    """Return a row."""
    return SumRow(at(hour), amount, total)


def kept(*rows: SumRow) -> dict[datetime, SumRow]:
    """Return rows by their start."""
    return {each.start: each for each in rows}


def test_a_sum_begins_at_nothing_and_goes_on_from_what_it_has_come_to() -> None:
    """What the ledger has forgotten is in the total still."""
    assert rows_changed({}, {at(10): 2, at(11): 1}, 0) == [row(10, 2, 2), row(11, 1, 3)]
    assert rows_changed({}, {at(12): 1}, 3) == [row(12, 1, 4)]


def test_an_hour_that_is_proved_late_shifts_what_follows() -> None:
    """Else the hour after it would show a step down: the dashboard would draw energy that flows back."""
    known = kept(row(10, 2, 2), row(12, 1, 3))
    assert rows_changed(known, {at(11): 0.5}, 0) == [row(11, 0.5, 2.5), row(12, 1, 3.5)]


def test_an_hour_that_changes_shifts_what_follows_by_the_difference() -> None:
    """A newer curve may have taken it: then it counts for nothing any more."""
    known = kept(row(10, 2, 2), row(11, 1, 3))
    assert rows_changed(known, {at(10): 0}, 0) == [row(10, 0, 0), row(11, 1, 1)]


def test_what_is_known_already_is_not_written_again() -> None:
    """Each start looks at all hours; a row that is written again costs the disk for nothing."""
    assert rows_changed(kept(row(10, 2, 2)), {at(10): 2.0000000001}, 0) == []


def test_hours_of_nothing_need_no_row() -> None:
    """A device that is never on would have a row for each hour of each curve."""
    assert rows_changed({}, {at(10): 0, at(11): 1}, 0) == [row(11, 1, 1)]


def test_what_a_person_added_by_hand_stays() -> None:
    """Home Assistant lets people mend a sum; it must not jump back at the next report."""
    known = kept(row(10, 2, 102), row(11, 1, 103))
    assert rows_changed(known, {at(12): 1}, 100) == [row(12, 1, 104)]


@given(
    st.dictionaries(st.integers(0, 30), st.floats(0, 50).map(lambda amount: round(amount, 3)), min_size=1),
    st.randoms(use_true_random=False),
)
def test_in_whatever_order_the_sum_comes_out_the_same(hours: dict[int, float], chance: object) -> None:
    """One hour at a time, in any order: rows ascend, totals never fall, and the last is the sum of all."""
    table: dict[datetime, SumRow] = {}
    order = list(hours)
    chance.shuffle(order)  # type: ignore[attr-defined]
    for hour in order:
        before = max((each for each in table.values() if each.start < at(hour)), key=lambda r: r.start, default=None)
        later = {start: each for start, each in table.items() if start >= at(hour)}
        table |= kept(*rows_changed(later, {at(hour): hours[hour]}, before.total if before else 0))
    rows = [table[start] for start in sorted(table)]
    assert [each.total for each in rows] == sorted(each.total for each in rows)
    assert (rows[-1].total if rows else 0) == pytest.approx(sum(hours.values()), abs=1e-4)

"""When Home Assistant ran, and when nobody watched."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.doubt import may_be_sent, may_be_sent_since
from custom_components.volue_spark.spark.running import Run, Runs

DAY = datetime(2030, 6, 10, tzinfo=UTC)


def at(hour: float) -> datetime:
    """Return an instant of the day."""
    return DAY + timedelta(hours=hour)


RUNS = Runs((Run(at(1), at(4)), Run(at(5), at(6)), Run(at(12), at(14))))


def test_an_edge_is_inside_only_with_time_on_both_sides() -> None:
    """A run that begins at the full hour did not see how the hour before ended."""
    assert [hour for hour in range(15) if RUNS.was_up(at(hour))] == [2, 3, 13]


def test_a_time_is_inside_if_one_run_holds_it() -> None:
    """Two runs with a break between them saw two parts of it."""
    assert RUNS.was_up_throughout(at(1), at(4))
    assert not RUNS.was_up_throughout(at(3), at(5.5))
    assert not RUNS.was_up_throughout(at(0.9), at(2))


def test_downtime_is_what_no_run_holds() -> None:
    """Two minutes of it are borne, three are not."""
    assert RUNS.downtime(at(3), at(6)) == timedelta(hours=1)
    assert RUNS.downtime(at(2), at(3)) == timedelta()
    assert RUNS.downtime(at(0), at(1)) == RUNS.downtime(at(20), at(21)) == timedelta(hours=1)


def test_only_a_run_that_was_not_stopped_leaves_a_break_in_which_others_may_have_gone_on() -> None:
    """Whose files were closed by a stop has no double; a copy made while it ran has."""
    assert RUNS.open_breaks() == [(at(4), at(5)), (at(6), at(12))]
    assert Runs((Run(at(1), at(4), is_closed=True), Run(at(5), at(6)))).open_breaks() == []
    assert Runs().open_breaks() == []


def test_runs_that_overlap_are_cut() -> None:
    """A clock that was set back makes an hour come twice, and no hour may count twice."""
    written = [Run(at(1), at(6), is_closed=True), Run(at(20), at(21)), Run(at(5), at(9))]
    runs = Runs.of(written, at(8))
    assert runs == Runs((Run(at(1), at(5), is_closed=True), Run(at(5), at(8))))
    assert runs.downtime(at(4), at(6)) == timedelta()
    assert Runs.of(written, at(22)) == Runs((Run(at(1), at(5), is_closed=True), Run(at(5), at(9))))


@pytest.mark.parametrize(
    ("moment", "is_sent"),
    [(at(7), True), (at(6), True), (at(12), False), (at(4.5), False), (None, False)],
    ids=["in the break", "at its start", "at its end", "in a short one", "never"],
)
def test_what_fell_due_in_a_long_break_may_be_sent(moment: datetime | None, *, is_sent: bool) -> None:
    """It may be a backup from before; a crash and its restart are shorter."""
    assert may_be_sent(moment, RUNS) is is_sent


def test_what_waited_may_be_sent_if_it_was_due_by_the_next_start() -> None:
    """It was only held up by an outage; whoever went on sent it as soon as that was over."""
    assert may_be_sent_since(at(3), at(2), RUNS)
    assert not may_be_sent_since(at(3), at(13), RUNS)
    assert not may_be_sent_since(at(12.5), at(2), RUNS)

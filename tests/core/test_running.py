"""When Home Assistant ran, and when nobody watched."""

from datetime import UTC, datetime, timedelta

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


def test_breaks_lie_between_runs() -> None:
    """A long one may mean that another Home Assistant went on meanwhile."""
    assert RUNS.breaks() == [(at(4), at(5)), (at(6), at(12))]
    assert Runs().breaks() == []


def test_old_runs_are_left_out() -> None:
    """The file would grow for ever."""
    assert RUNS.since(at(6)) == Runs(RUNS.runs[1:])

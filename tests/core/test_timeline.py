"""Events merged into the intervals of one resource."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.merging import timeline_of
from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EventId,
    LocationId,
    PriceCurve,
    PriceCurvePayload,
    ResourceId,
    SparkEvent,
    Target,
    UnknownPayload,
)
from custom_components.volue_spark.spark.timeline import NEVER, Timeline, valid_until

OSLO = ZoneInfo("Europe/Oslo")
HOUR = timedelta(hours=1)
R1, R2 = ResourceId("r-1"), ResourceId("r-2")
# 4 March 2026, in Oslo one hour later.
DAY = datetime(2026, 3, 4, tzinfo=UTC)


def at(hour: float) -> datetime:
    """Return an instant of the day, in UTC hours."""
    return DAY + hour * HOUR


def event(
    event_id: str,
    prices: dict[float, float],
    *,
    created: float = -12,
    resolution: timedelta = HOUR,
    targets: tuple[ResourceId, ...] = (R1,),
    currency: str = "NOK",
) -> SparkEvent:
    """Return a price curve event; ``prices`` by UTC hour, ``created`` in hours from midnight."""
    points = tuple(CurvePoint(at(hour), price) for hour, price in prices.items())
    payload = PriceCurvePayload(
        tuple(Target(target, LocationId("l-1")) for target in targets), PriceCurve(points, resolution, currency), "NO1"
    )
    return SparkEvent(EventId(event_id), at(created), payload)


def merged(*events: SparkEvent, answered: float = -8, resource: ResourceId = R1) -> Timeline:
    """Return the timeline, Spark having answered at the given UTC hour."""
    return timeline_of(events, {resource}, at(answered), OSLO)


def drawn(timeline: Timeline) -> list[tuple[float, float, float]]:
    """Return the intervals as (start hour, end hour, delta)."""
    return [((i.start - DAY) / HOUR, (i.end - DAY) / HOUR, i.delta) for i in timeline.intervals]


def test_an_interval_holds_from_its_start_until_just_before_its_end() -> None:
    """Closed on both sides, two hours would claim the same instant."""
    timeline = merged(event("e", {10: -1, 11: 2}))
    assert timeline.at(at(10) - timedelta.resolution) is None
    assert [timeline.delta(at(hour)) for hour in (10, 11)] == [-1, 2]
    assert timeline.delta(at(11) - timedelta.resolution) == -1
    assert timeline.at(at(12)) is None


def test_a_favourable_interval_is_one_below_zero() -> None:
    """The sign is the whole point: below zero Spark asks for more."""
    timeline = merged(event("e", {10: -0.01, 11: 0, 12: 0.01}))
    assert [interval.is_favourable for interval in timeline.intervals] == [True, False, False]


@pytest.mark.parametrize(
    ("older", "newer", "result"),
    [
        ({1: 1, 2: 2, 3: 3}, {2: 9}, [(1, 2, 1), (2, 3, 9), (3, 4, 3)]),
        ({1: 1}, {5: 9}, [(1, 2, 1), (5, 6, 9)]),
        ({1: 1, 2: 2}, {1.5: 9}, [(1, 1.5, 1), (1.5, 2.5, 9), (2.5, 3, 2)]),
        ({1: 1, 2: 2}, {1: 9, 2: 8}, [(1, 2, 9), (2, 3, 8)]),
    ],
    ids=["one hour revised", "another hour added", "unaligned", "all revised"],
)
def test_the_newest_event_holds_hour_by_hour(
    older: dict[float, float], newer: dict[float, float], result: list[tuple[float, float, float]]
) -> None:
    """A revised curve comes as a new event; what it does not list stays."""
    events = event("a", older, created=-12), event("b", newer, created=-11)
    assert drawn(merged(*events)) == result


def test_the_order_of_arrival_and_duplicates_do_not_matter() -> None:
    """Pages shift and pushes overtake each other."""
    events = [
        event("a", {1: 1, 2: 2, 3: 3}, created=-12),
        event("b", {2: 9}, created=-11),
        event("c", {2.5: 7, 3.5: 7}, created=-11),
    ]
    expected = merged(*events)
    for order in permutations(events):
        assert merged(*order, *order) == expected


def test_of_two_events_of_the_same_instant_the_larger_id_holds() -> None:
    """Any rule will do as long as every restart gives the same answer."""
    assert drawn(merged(event("b", {1: 9}), event("a", {1: 1}))) == [(1, 2, 9)]


def test_a_coarse_older_point_shows_again_after_a_finer_newer_one() -> None:
    """A test event of a minute must not end the hour that it interrupts."""
    minute = event("b", {10.5: -1}, created=-1, resolution=timedelta(minutes=1))
    timeline = merged(event("a", {10: 5}), minute)
    assert [interval.delta for interval in timeline.intervals] == [5, -1, 5]
    assert timeline.intervals[2].end == at(11)


def test_an_interval_is_not_cut_by_an_older_one_beneath_it() -> None:
    """A cut where nothing changes would wake everybody for nothing."""
    newer = event("b", {1: 9}, created=-1, resolution=2 * HOUR)
    assert drawn(merged(event("a", {1: 1, 2: 2}), newer)) == [(1, 3, 9)]


def test_the_later_of_two_points_with_one_start_is_taken() -> None:
    """Nobody says what such a curve means; it must at least be one answer."""
    points = (CurvePoint(at(1), 1.0), CurvePoint(at(1), 2.0))
    payload = PriceCurvePayload((Target(R1, LocationId("l")),), PriceCurve(points, HOUR, "NOK"), "NO1")
    assert drawn(merged(SparkEvent(EventId("e"), at(-12), payload))) == [(1, 2, 2.0)]


def test_resources_have_timelines_of_their_own() -> None:
    """A charger must not follow the tank's curve."""
    events = event("a", {1: 1}, targets=(R1,)), event("b", {1: 2}, targets=(R2,), created=-1)
    other = SparkEvent(EventId("c"), at(0), UnknownPayload("Weather"))
    assert drawn(merged(*events, other)) == [(1, 2, 1)]
    assert drawn(merged(*events, other, resource=R2)) == [(1, 2, 2)]


def test_the_next_change_is_every_start_every_end_and_the_end_of_knowledge() -> None:
    """A missed boundary leaves a charger running into an expensive hour."""
    timeline = merged(event("e", {10: -1, 11: 2, 14: 3}))
    changes, now = [], at(0)
    while (change := timeline.next_change(now)) is not None:
        changes.append((change - DAY) / HOUR)
        now = change
    assert changes == [10, 11, 12, 14, 15, 23]


@pytest.mark.parametrize(
    ("answered", "known_until"),
    [(-10.01, -1), (-10, 23), (0, 23), (13.99, 23), (14, 47)],
    ids=["before 15:00", "at 15:00", "after midnight", "before 15:00 next day", "at 15:00 next day"],
)
def test_without_a_curve_a_day_is_known_after_15_on_the_day_before(answered: float, known_until: float) -> None:
    """Silence after the time of publication means no wish; before it, it means nothing."""
    timeline = merged(answered=answered)
    assert timeline.known_until == at(known_until)
    assert timeline.delta(at(known_until) - HOUR) == 0
    assert timeline.delta(at(known_until)) is None


def test_a_curve_makes_its_whole_day_known() -> None:
    """Between 13:00 and 15:00 tomorrow's gaps are already an answer."""
    timeline = merged(event("e", {10: -1}), answered=-12)
    assert timeline.delta(at(20)) == 0
    assert timeline.known_until == at(23)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2026, 3, 29, tzinfo=OSLO), 23), (datetime(2026, 10, 25, tzinfo=OSLO), 25)],
    ids=["spring", "autumn"],
)
def test_a_day_ends_at_local_midnight_also_when_clocks_change(day: datetime, hours: int) -> None:
    """Adding 24 hours would end the day an hour early or late."""
    midnight = day.astimezone(UTC)
    assert timeline_of([], {R1}, midnight, OSLO).known_until - midnight == hours * HOUR


def test_the_currency_is_that_of_the_interval_at_hand() -> None:
    """A number in one currency under the name of another is a wrong number."""
    timeline = merged(event("a", {1: 1}, currency="NOK"), event("b", {3: 1}, currency="SEK", created=-1))
    assert [timeline.currency(at(hour)) for hour in (0, 1, 2, 3, 9)] == ["NOK", "NOK", "NOK", "SEK", "SEK"]
    assert merged().currency(at(0)) is None


def test_a_device_with_two_resources_has_one_curve() -> None:
    """Registered anew, it draws the same power: what was made for the old resource is about it still."""
    old = event("old", {10: -1, 11: -2}, created=-12, targets=(R1,))
    new = event("new", {11: -3, 12: -4}, created=-11, targets=(R2,))
    both = timeline_of([old, new], {R1, R2}, at(-8), OSLO)
    assert drawn(both) == [(10, 11, -1), (11, 12, -3), (12, 13, -4)]
    assert drawn(merged(old, new, resource=R2)) == [(11, 12, -3), (12, 13, -4)]


def test_the_next_favourable_hours_are_those_that_do_not_run_yet() -> None:
    """An automation that starts the car's heating half an hour before them must not look at the present ones."""
    timeline = merged(event("e", {10: -1, 11: -2, 14: -1, 15: 1}))
    found = {hour: timeline.next_favourable(at(hour)) for hour in (9, 10, 11.5, 12, 14)}
    assert found == {9: at(10), 10: at(14), 11.5: at(14), 12: at(14), 14: None}


def test_the_next_end_is_that_of_the_hours_that_run_and_else_of_the_next() -> None:
    """Whoever asks until when the car may charge asks about the hours that run."""
    timeline = merged(event("e", {10: -1, 11: -2, 14: -1, 15: 1}))
    found = {hour: timeline.next_favourable_end(at(hour)) for hour in (9, 10, 11.5, 12, 14, 15)}
    assert found == {9: at(12), 10: at(12), 11.5: at(12), 12: at(15), 14: at(15), 15: None}


def test_curves_are_valid_until_the_first_of_them_ends() -> None:
    """Of two devices, one known and one that Spark was never asked about, not all is known."""
    tomorrow, never = (timeline_of([], [R1], asked, UTC) for asked in (at(16), NEVER))
    today = timeline_of([], [R1], at(1), UTC)
    assert valid_until([tomorrow, today]) == at(24)
    assert valid_until([tomorrow]) == at(48)
    assert valid_until([tomorrow, never]) is None
    assert valid_until([]) is None


def test_the_few_hours_that_a_curve_in_utc_has_of_the_next_day_do_not_make_it_known() -> None:
    """OpenAPI's own example runs from 00:00 UTC on: in Oslo it ends at one o'clock of the day after."""
    timeline = merged(event("e", dict.fromkeys(range(24), -1.0), created=-11), answered=-11)
    assert timeline.known_until == at(23)
    assert [timeline.delta(at(hour)) for hour in (23.5, 24)] == [-1, None]


@pytest.mark.parametrize("width", [0.5, 1, 2.5])
def test_within_a_range_lies_what_overlaps_it(width: float) -> None:
    """What a run pays must count its first hour, and not the one after it."""
    timeline = merged(event("e-1", {1: -0.1, 2: -0.2, 4: 0.3, 7: -0.4}))
    for start in (0.25 * n for n in range(40)):
        end = start + width
        wanted = [row for row in drawn(timeline) if row[0] < end and row[1] > start]
        assert drawn(timeline.within(at(start), at(end))) == wanted

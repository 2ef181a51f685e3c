"""The timeline against a slow reference that anybody can check, for any events in any order."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
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
)
from custom_components.volue_spark.spark.price_areas import zone_name

AREAS = ["NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4", "DK1", "DK2", "FI"]
# The days around both changes of the clocks, and an ordinary one.
DAYS = [date(2027, 3, 27), date(2027, 3, 28), date(2027, 6, 1), date(2027, 10, 30), date(2027, 10, 31)]
RESOURCES = [ResourceId("r-1"), ResourceId("r-2")]
A_MOMENT = timedelta.resolution

instants = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    st.sampled_from(DAYS),
    # Mostly whole hours, where things meet, but also any minute.
    st.one_of(st.integers(-24, 48).map(lambda hour: hour * 60), st.integers(-1440, 2880)),
)
curves = st.builds(
    PriceCurve,
    st.lists(st.builds(CurvePoint, instants, st.sampled_from([-1.0, -0.5, 0.0, 0.5])), max_size=8).map(tuple),
    st.sampled_from([timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=90), timedelta(days=1)]),
    st.sampled_from(["NOK", "SEK"]),
)
events = st.builds(
    lambda event_id, created_at, targets, curve: SparkEvent(
        EventId(event_id),
        created_at,
        PriceCurvePayload(tuple(Target(target, LocationId("l")) for target in targets), curve, "NO1"),
    ),
    # Few ids and few instants, so that they collide.
    st.sampled_from("abcd"),
    st.sampled_from([datetime(2027, *day, 12 + hour, tzinfo=UTC) for day in ((3, 27), (10, 30)) for hour in range(2)]),
    st.lists(st.sampled_from(RESOURCES), unique=True),
    curves,
)


def reference(told: Iterable[SparkEvent], resource: ResourceId, now: datetime) -> tuple[float, str] | None:
    """Return delta and currency at one instant: of all points that cover it the newest event's last one."""
    wanted = [
        (event.created_at, event.event_id, event.payload.curve, index)
        for event in told
        if isinstance(event.payload, PriceCurvePayload)
        and resource in [target.resource_id for target in event.payload.targets]
        for index, point in enumerate(event.payload.curve.points)
        if point.start <= now < point.start + event.payload.curve.resolution
    ]
    if not wanted:
        return None
    *_, curve, index = max(wanted)
    return curve.points[index].price, curve.currency


def is_known(
    told: Iterable[SparkEvent], resource: ResourceId, answered_at: datetime, now: datetime, zone: tzinfo
) -> bool:
    """Tell whether the local day of an instant is known."""
    day, answered = now.astimezone(zone).date(), answered_at.astimezone(zone)
    spoken = answered.date() + timedelta(days=answered.hour >= 15)
    # Every quarter of an hour around it, of which the second of two equal ones is another.
    around = (now + timedelta(minutes=15 * quarter) for quarter in range(-101, 102))
    quarters = (instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0) for instant in around)
    # A curve tells all about the day on which it was made and the next, and of later ones only its own hours.
    in_time = [event for event in told if event.created_at.astimezone(zone).date() + timedelta(days=1) >= day]
    covered = any(
        quarter.astimezone(zone).date() == day and reference(in_time, resource, quarter) for quarter in quarters
    )
    return day <= spoken or covered


def looked_at(told: Iterable[SparkEvent]) -> set[datetime]:
    """Return every edge of any point, the moments around it, and what lies half-way to the next one."""
    edges = sorted(
        {
            edge
            for event in told
            if isinstance(event.payload, PriceCurvePayload)
            for point in event.payload.curve.points
            for edge in (point.start, point.start + event.payload.curve.resolution)
        }
    )
    between = {start + (end - start) / 2 for start, end in pairwise(edges)}
    return {moment for edge in edges for moment in (edge - A_MOMENT, edge, edge + A_MOMENT)} | between


@settings(max_examples=300)
@given(told=st.lists(events, max_size=6))
def test_the_delta_is_the_references_at_every_edge_and_between(told: list[SparkEvent]) -> None:
    """One wrong hour is somebody's charger in an expensive one."""
    for resource in RESOURCES:
        timeline = timeline_of(told, {resource}, datetime(2027, 3, 27, 12, tzinfo=UTC), UTC)
        for now in looked_at(told):
            found = timeline.at(now)
            assert (found and (found.delta, found.currency)) == reference(told, resource, now)


@settings(max_examples=200)
@given(data=st.data(), told=st.lists(events, max_size=6))
def test_neither_order_nor_duplicates_matter(data: st.DataObject, told: list[SparkEvent]) -> None:
    """Pages shift, and pushes overtake each other."""
    answered_at = datetime(2027, 3, 27, 12, tzinfo=UTC)
    again = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told)) if told else st.just([]))]))
    for resource in RESOURCES:
        assert timeline_of(told, {resource}, answered_at, UTC) == timeline_of(again, {resource}, answered_at, UTC)


@settings(max_examples=200)
@given(told=st.lists(events, max_size=6), now=instants)
def test_nothing_changes_before_the_next_change(told: list[SparkEvent], now: datetime) -> None:
    """The one timer sleeps until then: what it sleeps through is late."""
    timeline = timeline_of(told, {RESOURCES[0]}, datetime(2027, 3, 27, 12, tzinfo=UTC), ZoneInfo("Europe/Oslo"))
    change = timeline.next_change(now)
    for moment in looked_at(told):
        if now <= moment and (change is None or moment < change):
            assert timeline.at(moment) == timeline.at(now)
            assert timeline.delta(moment) == timeline.delta(now)


@settings(max_examples=200)
@given(told=st.lists(events, max_size=4), answered_at=instants, now=instants, area=st.sampled_from(AREAS))
def test_a_gap_is_no_wish_on_a_known_day_and_unknown_on_any_other(
    told: list[SparkEvent], answered_at: datetime, now: datetime, area: str
) -> None:
    """Days of 23 and 25 hours included: a day that ends an hour early would go blank for an hour."""
    zone = ZoneInfo(zone_name(area) or "")
    [resource, _] = RESOURCES
    timeline = timeline_of(told, {resource}, answered_at, zone)
    found = reference(told, resource, now)
    no_wish = 0.0 if is_known(told, resource, answered_at, now, zone) else None
    assert timeline.delta(now) == (found[0] if found else no_wish)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 6, 1), 24), (date(2027, 10, 31), 25)])
def test_every_hour_of_a_local_day_has_its_own_delta(area: str, day: date, hours: int) -> None:
    """The repeated hour of autumn is two hours, the missing one of spring is none."""
    zone = ZoneInfo(zone_name(area) or "")
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    prices = [-(1 + hour) / 100 for hour in range(hours)]
    points = tuple(CurvePoint(midnight + timedelta(hours=hour), price) for hour, price in enumerate(prices))
    payload = PriceCurvePayload(
        (Target(RESOURCES[0], LocationId("l")),), PriceCurve(points, timedelta(hours=1), "NOK"), area
    )
    event = SparkEvent(EventId("e"), midnight - timedelta(hours=11), payload)
    timeline = timeline_of([event], {RESOURCES[0]}, midnight - timedelta(hours=11), zone)
    assert [timeline.delta(midnight + timedelta(minutes=60 * hour + 59)) for hour in range(hours)] == prices
    assert timeline.known_until == midnight + timedelta(hours=hours)


def test_thirty_days_with_five_events_are_never_unknown() -> None:
    """Most days Spark has no wish: that is an answer, not a fault."""
    zone, start = ZoneInfo("Europe/Oslo"), datetime(2027, 10, 1, tzinfo=UTC)
    told: list[SparkEvent] = []
    for hour in range(30 * 24):
        now = start + timedelta(hours=hour)
        if now.hour == 11 and now.day in {3, 9, 17, 24, 30}:
            points = (CurvePoint(now + timedelta(days=1), -0.3),)
            payload = PriceCurvePayload(
                (Target(RESOURCES[0], LocationId("l")),), PriceCurve(points, timedelta(hours=1), "NOK"), "NO1"
            )
            told.append(SparkEvent(EventId(str(now)), now, payload))
        assert timeline_of(told, {RESOURCES[0]}, now, zone).delta(now) is not None

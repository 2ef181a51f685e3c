"""Hours of energy, and the reports made of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import (
    CurvePoint,
    EnergyPoint,
    EnergyUsage,
    EventId,
    LocationId,
    PriceCurve,
    PriceCurvePayload,
    Report,
    ResourceId,
    SparkEvent,
    Target,
    UnknownPayload,
)
from custom_components.volue_spark.spark.polling import share_of
from custom_components.volue_spark.spark.proof import Proof, Unproved
from custom_components.volue_spark.spark.reports import (
    energy_of,
    over,
    provable_at,
    report_on,
    reportable_hours,
    sent_at,
    sharing,
)

DAY = datetime(2026, 6, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
R1, R2, HOME = ResourceId("r-1"), ResourceId("r-2"), LocationId("l-1")


def at(hour: float) -> datetime:
    """Return an instant of the day."""
    return DAY + hour * HOUR


def event(
    event_id: str,
    hours: Iterable[float],
    *,
    created: float = -11,
    targets: tuple[ResourceId, ...] = (R1,),
    resolution: timedelta = HOUR,
) -> SparkEvent:
    """Return an event that covers hours of the day."""
    curve = PriceCurve(tuple(CurvePoint(at(hour), -1) for hour in hours), resolution, "NOK")
    payload = PriceCurvePayload(tuple(Target(target, HOME) for target in targets), curve, "NO1")
    return SparkEvent(EventId(event_id), at(created), payload)


def energy(**hours: float) -> list[EnergyPoint]:
    """Return known hours, written ``h10=1.5``."""
    return [EnergyPoint(at(int(name[1:])), kwh) for name, kwh in hours.items()]


def told(report: Report | None) -> dict[str, dict[float, float]]:
    """Return a report as resource -> hour -> kWh."""
    usages = report.usages if report else ()
    return {usage.resource_id: {(p.start - DAY) / HOUR: p.energy_kwh for p in usage.points} for usage in usages}


@pytest.mark.parametrize(
    ("what", "hours"),
    [
        (event("e", [10, 11]), 2),
        (event("e", [10, 11], targets=()), 0),
        (event("e", [10, 11], resolution=timedelta(minutes=15)), 0),
        (event("e", [10.5]), 0),
        (event("e", []), 0),
        (SparkEvent(EventId("e"), DAY, UnknownPayload("UserEligibility")), 0),
    ],
    ids=["ordinary", "nobody of ours", "quarter hours", "off the hour", "empty", "another payload"],
)
def test_only_whole_hours_of_our_own_can_be_reported(what: SparkEvent, hours: int) -> None:
    """The recorder keeps hours; anything else would have to be invented."""
    assert len(reportable_hours(what)) == hours


def test_an_event_is_over_when_its_last_hour_is_compiled() -> None:
    """A minute too early, the last hour would be missing for ever."""
    events = [event("b", [10, 14], created=-10), event("a", [14, 10]), event("c", [20], created=-9)]
    for hour, found in ((14.99, []), (15.01, []), (15.02, ["a", "b"]), (21.02, ["a", "b", "c"])):
        assert [each.event_id for each in over(events, at(hour))] == found, hour


def test_hours_are_proved_when_a_late_counter_would_have_told() -> None:
    """One that publishes after the hour shows it only in the next."""
    assert provable_at(event("a", [14, 10])) == at(16) + timedelta(minutes=1)
    assert provable_at(event("a", [10], targets=())) is None


def test_each_home_has_a_moment_of_its_own_in_the_hour_after_the_proof() -> None:
    """All curves end at midnight: 100,000 reports in one second would be the end of Spark's evening."""
    asked = event("a", [10])
    assert sent_at(asked, 0) == at(12) + timedelta(minutes=1)
    assert sent_at(asked, 0.5) == at(12.5) + timedelta(minutes=1)
    moments = {sent_at(asked, share_of(f"home {number}")) for number in range(1000)}
    assert len(moments) == 1000
    assert all(at(12) < moment < at(13.02) for moment in moments if moment)


def test_what_cannot_be_reported_has_no_moment() -> None:
    """Its hours are shown as unproved, and nothing is sent."""
    asked = event("a", [10], resolution=timedelta(minutes=15))
    assert sent_at(asked, 0) is None
    assert provable_at(asked) is not None


def test_only_proved_hours_become_energy() -> None:
    """What nobody can tell is left out, not told as nothing."""
    proofs: dict[datetime, Proof] = {at(12): 2.0, at(10): 0.0, at(11): Unproved.NOT_RUNNING}
    assert energy_of({R1: proofs, R2: {at(10): Unproved.NO_SENSOR}}) == {R1: energy(h10=0, h12=2), R2: []}


def test_a_report_holds_every_known_hour_of_the_event_and_no_other() -> None:
    """Hours outside are not paid, zeros at the ends say nothing, a zero between is a fact."""
    known = energy(h9=9, h10=0, h11=1, h12=0, h13=0.5, h14=0, h15=9)
    report = report_on(event("e", range(10, 15)), [event("e", range(10, 15))], {R1: known})
    assert told(report) == {R1: {11: 1, 12: 0, 13: 0.5}}


def test_two_and_a_half_hours_of_three_are_three_hours() -> None:
    """The FAQ's own example: the last hour holds half an hour's energy."""
    asked = event("e", [10, 11, 12])
    assert told(report_on(asked, [asked], {R1: energy(h10=7, h11=7, h12=3.5)})) == {R1: {10: 7, 11: 7, 12: 3.5}}


def test_all_resources_of_an_event_are_in_one_report() -> None:
    """Two reports for one event might be taken for a correction."""
    asked = event("e", [10], targets=(R1, R2))
    report = report_on(asked, [asked], {R1: energy(h10=1), R2: energy(h10=2)})
    assert report == Report(
        EventId("e"),
        (EnergyUsage(R1, HOME, tuple(energy(h10=1))), EnergyUsage(R2, HOME, tuple(energy(h10=2)))),
    )


@pytest.mark.parametrize("known", [{}, {R1: energy(h10=0, h11=0)}, {R2: energy(h10=1)}])
def test_where_there_is_nothing_to_tell_there_is_no_report(known: dict[ResourceId, list[EnergyPoint]]) -> None:
    """An empty report asks Spark for nothing and may be refused."""
    asked = event("e", [10, 11])
    assert report_on(asked, [asked], known) is None


@pytest.mark.parametrize(
    ("created", "first", "second"),
    [
        (-5, {}, {10: 1, 11: 2}),
        (10, {}, {10: 1, 11: 2}),
        (10.5, {10: 1}, {11: 2}),
        (12, {10: 1, 11: 2}, {}),
    ],
    ids=["revised the day before", "at the hour", "within the hours", "afterwards"],
)
def test_an_hour_counts_for_the_newest_event_made_before_it_began(
    created: float, first: dict[float, float], second: dict[float, float]
) -> None:
    """Told in two reports, the same kWh would be paid twice."""
    events = [event("a", [10, 11]), event("b", [10, 11], created=created)]
    known = {R1: energy(h10=1, h11=2)}
    reports = [told(report_on(found, events, known)).get(R1, {}) for found in events]
    assert reports == [first, second]


def test_an_hour_that_was_told_before_is_not_told_again() -> None:
    """After an outage a revised curve may be seen when the older one was reported."""
    asked = event("b", [10, 11], created=-1)
    known = {R1: energy(h10=1, h11=2)}
    assert told(report_on(asked, [asked], known, {(R1, at(10))})) == {R1: {11: 2}}
    assert report_on(asked, [asked], {R1: energy(h10=1)}, {(R1, at(10))}) is None


def test_a_resource_named_at_two_locations_is_told_at_the_first() -> None:
    """Its energy flowed once."""
    asked = event("e", [10])
    assert isinstance(asked.payload, PriceCurvePayload)
    elsewhere = (*asked.payload.targets, Target(R1, LocationId("l-2")))
    asked = replace(asked, payload=replace(asked.payload, targets=elsewhere))
    report = report_on(asked, [asked], {R1: energy(h10=1)})
    assert report
    assert [usage.location_id for usage in report.usages] == [HOME]


def test_only_events_about_the_same_hours_decide_whose_they_are() -> None:
    """Two months of events are known, and the answer must not take them all into account."""
    events = [event("a", [10, 11]), event("b", [11, 12]), event("c", [12]), event("d", [11], targets=())]
    assert [each.event_id for each in sharing(events[0], events)] == ["a", "b"]


def test_an_event_of_minutes_takes_no_hour_away() -> None:
    """It cannot be reported itself, so the hour would be lost."""
    events = [event("a", [10]), event("b", [10.5], created=10, resolution=timedelta(minutes=1))]
    assert told(report_on(events[0], events, {R1: energy(h10=1)})) == {R1: {10: 1}}

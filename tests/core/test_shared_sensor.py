"""One sensor, two resources: each hour counts for one of them; and what is not told yet."""

from datetime import datetime

import pytest

from custom_components.volue_spark.spark.estimate import Use
from custom_components.volue_spark.spark.models import EnergyPoint, EnergyUsage, Report, ResourceId
from custom_components.volue_spark.spark.reports import each_hour_once
from custom_components.volue_spark.spark.unsent import unsent_in
from custom_components.volue_spark.spark.usage import Measured
from tests.core.test_reports import HOME, R1, R2, at, energy, event

R3 = ResourceId("r-3")


def hours(found: dict[ResourceId, list[EnergyPoint]]) -> dict[str, list[int]]:
    """Return the hours of the day that count for each resource."""
    return {resource: [point.start.hour for point in points] for resource, points in found.items()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([10, 11, 12], [12, 13], {R1: [10, 11], R2: [12, 13]}),
        ([10, 11, 12, 13], [10, 11, 12, 13], {R1: [10, 11], R2: [12, 13]}),
        ([10, 11, 12, 13], [], {R1: [10, 11, 12, 13], R2: []}),
        ([], [10, 11], {R1: [], R2: [10, 11]}),
        ([13], [10], {R1: [13], R2: [10]}),
    ],
    ids=["overlapping", "both all day", "only the old", "only the new", "swapped"],
)
def test_an_hour_counts_for_the_resource_that_had_the_device(
    old: list[int], new: list[int], expected: dict[str, list[int]]
) -> None:
    """The energy flowed once; R1 lost its device at half past eleven."""
    known = energy(h10=1, h11=1, h12=1, h13=1)
    events = [event("a", old, targets=(R1,)), event("b", new, targets=(R2,))]
    measured = {R1: Measured("sensor.tank", at(11.5)), R2: Measured("sensor.tank")}
    assert hours(each_hour_once({R1: known, R2: known}, measured, events)) == expected


def test_of_three_each_has_its_time() -> None:
    """A device may be registered anew twice a day."""
    known = energy(h10=1, h11=1, h12=1, h13=1)
    retired: dict[ResourceId, datetime | None] = {R3: None, R2: at(13), R1: at(11)}
    measured = {resource: Measured("sensor.tank", end) for resource, end in retired.items()}
    events = [event("a", [10, 11, 12, 13], targets=(R1, R2, R3))]
    assert hours(each_hour_once(dict.fromkeys(measured, known), measured, events)) == {R3: [13], R2: [11, 12], R1: [10]}


def test_different_sensors_do_not_compete() -> None:
    """A charger and a tank are both on at noon."""
    known = energy(h10=1)
    measured = {R1: Measured("sensor.tank", at(5)), R2: Measured("sensor.charger")}
    asked = event("a", [10], targets=(R1, R2))
    assert hours(each_hour_once({R1: known, R2: known}, measured, [asked])) == {R1: [10], R2: [10]}


def test_what_is_unsent_is_worth_the_delta_of_its_hours() -> None:
    """The test event costs one NOK per kWh less than the spot price, in each of its hours."""
    asked = event("a", [10, 11], targets=(R1, R2))
    usages = (EnergyUsage(R1, HOME, tuple(energy(h10=1.5, h11=2))), EnergyUsage(R2, HOME, tuple(energy(h10=4))))
    report = Report(asked.event_id, usages)
    assert unsent_in([(asked, report)], {R1}) == Use(3.5, {"NOK": 3.5})
    assert unsent_in([(asked, report), (asked, report)], {R1, R2}) == Use(15, {"NOK": 15})
    assert unsent_in([(asked, report)], set()) == unsent_in([], {R1}) == Use(0, {})

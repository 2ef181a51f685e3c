"""What hours are worth, before anything runs in them."""

from datetime import timedelta

import pytest

from custom_components.volue_spark.spark.models import ResourceType
from custom_components.volue_spark.spark.stretches import is_favourable, stretches
from custom_components.volue_spark.spark.usage import MOST_KW
from custom_components.volue_spark.spark.worth import RATED_KW, favourable_hours, worth_of, worth_of_stretch
from tests.core.test_timeline import R1, R2, at, event, merged


def test_a_stretch_is_worth_power_times_hours_times_minus_delta() -> None:
    """7.4 kW for four hours at -0.20, -0.50, -0.50 and -0.40 is 11.84."""
    events = event("e", {11: -0.2, 12: -0.5, 13: -0.5, 14: -0.4}, targets=(R1, R2))
    timelines = {resource: merged(events, resource=resource) for resource in (R1, R2)}
    [stretch] = stretches(timelines, is_favourable)
    worth = worth_of_stretch(stretch, {R1: 7.4, R2: 2})
    assert worth.currency == "NOK"
    assert worth.by_resource == {R1: pytest.approx(11.84), R2: pytest.approx(3.2)}
    assert worth.total == pytest.approx(15.04)


def test_a_device_that_is_not_asked_or_not_measured_has_no_worth() -> None:
    """It would be promised money for hours in which nobody asks it, or which nobody can prove."""
    timelines = {R1: merged(event("e", {11: -0.2}))}
    [stretch] = stretches(timelines, is_favourable)
    assert worth_of_stretch(stretch, {R2: 2}).by_resource == {}


def test_hours_that_touch_are_told_as_one() -> None:
    """From 11 to 13 is said in one breath, whatever each hour pays; what lies outside is not said at all."""
    timeline = merged(event("e", {9: -1, 10: -1, 11: -2, 12: 0.5, 13: -0.5, 20: -9}))
    assert favourable_hours(timeline, at(10.5), at(20)) == [(at(10.5), at(12)), (at(13), at(14))]
    assert favourable_hours(timeline, at(14), at(20)) == []


def test_a_day_is_worth_its_favourable_hours_as_far_as_they_lie_in_it() -> None:
    """Of 10 to 12 only the half after 11:30 lies in the range; hours to avoid take nothing away."""
    timeline = merged(event("e", {10: -1, 11: -1, 13: 5, 15: -0.5, 20: -9}))
    assert worth_of(timeline, 2, at(11.5), at(20)) == {"NOK": pytest.approx(2 * (0.5 + 0.5))}


def test_two_currencies_are_two_amounts() -> None:
    """The sum of a krone and another krone is no amount."""
    events = event("a", {10: -0.2}), event("b", {11: -0.3}, currency="SEK", resolution=timedelta(minutes=30))
    worth = worth_of(merged(*events), 1, at(0), at(24))
    assert worth == {"NOK": pytest.approx(0.2), "SEK": pytest.approx(0.15)}


def test_a_range_without_favourable_hours_has_no_currency() -> None:
    """0 of which money? Nobody can tell."""
    assert worth_of(merged(event("e", {10: -0.2, 12: 0.3})), 7.4, at(11), at(24)) == {}


def test_every_type_has_a_rated_power_that_it_can_draw() -> None:
    """One that is above the limit could not be entered, and would be refused when nobody entered anything."""
    assert set(RATED_KW) == set(ResourceType)
    assert all(0 < RATED_KW[kind] <= MOST_KW[kind] for kind in ResourceType)

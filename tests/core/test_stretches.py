"""Hours that a person would name in one breath."""

from datetime import timedelta

import pytest

from custom_components.volue_spark.spark.stretches import (
    Stretch,
    is_favourable,
    is_to_avoid,
    overlapping,
    stretches,
)
from tests.core.test_timeline import DAY, HOUR, R1, R2, at, event, merged


def told(found: list[Stretch]) -> list[tuple[float, float, float, float, list[str]]]:
    """Return the stretches as (start hour, end hour, lowest, highest, resources)."""
    return [
        ((s.start - DAY) / HOUR, (s.end - DAY) / HOUR, s.lowest, s.highest, list(map(str, s.resources))) for s in found
    ]


def test_hours_in_a_row_are_one_stretch_however_their_prices_differ() -> None:
    """Four calendar entries for one afternoon would be four notifications."""
    timelines = {R1: merged(event("e", {10: -0.2, 11: -0.5, 12: -0.3, 15: -0.1, 16: 0.4, 17: 0.0}))}
    assert told(stretches(timelines, is_favourable)) == [(10, 13, -0.5, -0.2, ["r-1"]), (15, 16, -0.1, -0.1, ["r-1"])]
    assert told(stretches(timelines, is_to_avoid)) == [(16, 17, 0.4, 0.4, ["r-1"])]


def test_where_another_device_joins_another_stretch_begins() -> None:
    """The text says which devices are asked; it must be true throughout."""
    events = event("a", {10: -0.2, 11: -0.2}, targets=(R1,)), event("b", {11: -0.2, 12: -0.2}, targets=(R2,))
    timelines = {resource: merged(*events, resource=resource) for resource in (R1, R2)}
    assert told(stretches(timelines, is_favourable)) == [
        (10, 11, -0.2, -0.2, ["r-1"]),
        (11, 12, -0.2, -0.2, ["r-1", "r-2"]),
        (12, 13, -0.2, -0.2, ["r-2"]),
    ]


def test_what_a_stretch_is_worth_is_the_sum_over_its_hours() -> None:
    """One kW for two hours at -0.20 and half an hour at -0.50 earns 0.65."""
    timelines = {R1: merged(event("a", {10: -0.2, 11: -0.2}), event("b", {12: -0.5}, resolution=timedelta(minutes=30)))}
    [stretch] = stretches(timelines, is_favourable)
    assert stretch.worth_per_kw[R1] == pytest.approx(0.65)


def test_currencies_are_never_mixed() -> None:
    """The sum of a krone and another krone is no amount."""
    events = event("a", {10: -0.2}, targets=(R1,)), event("b", {10: -0.3}, targets=(R2,), currency="SEK")
    timelines = {resource: merged(*events, resource=resource) for resource in (R1, R2)}
    found = stretches(timelines, is_favourable)
    assert [(stretch.currency, stretch.resources) for stretch in found] == [("NOK", (R1,)), ("SEK", (R2,))]


def test_a_calendar_asks_for_what_lies_in_a_range_in_part() -> None:
    """The day view would else lose what begins before midnight."""
    found = stretches({R1: merged(event("e", {10: -1, 11: -1, 14: -1}))}, is_favourable)
    assert told(overlapping(found, at(11.5), at(14))) == [(10, 12, -1, -1, ["r-1"])]
    assert overlapping(found, at(12), at(14)) == []

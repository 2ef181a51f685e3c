"""Whether a counter tells its energy in time, and what a device can draw."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from custom_components.volue_spark.spark.models import ResourceType
from custom_components.volue_spark.spark.usage import MOST_KW, Draw, UsageRow, comes_in_lumps, shown_kwh

START = datetime(2030, 6, 10, tzinfo=UTC)
QUIET = [0.0] * 11


def rows(*kwh: float) -> list[UsageRow]:
    """Return rows of five minutes in which a counter rose by so much."""
    totals = accumulate(kwh, initial=100.0)
    return [UsageRow(START + number * timedelta(minutes=5), total, total) for number, total in enumerate(totals)]


@pytest.mark.parametrize(
    ("kind", "kwh", "is_late"),
    [
        (ResourceType.CHARGER, [0.62] * 36, False),
        (ResourceType.CHARGER, [7.4, *QUIET] * 3, True),
        (ResourceType.CHARGER, [7.4, *QUIET] * 2, False),
        (ResourceType.CHARGER, [7.4] * 3 + [0.5] * 6, False),
        (ResourceType.CHARGER, [7.4] * 3 + [0.5] * 5, True),
        (ResourceType.CHARGER, [7.4] * 3 + [-1.0, 0.0] * 9, True),
        (ResourceType.HOT_WATER_TANK, [2.0, *QUIET] * 3, True),
        (ResourceType.CHARGER, [1.8, *QUIET] * 3, False),
        (ResourceType.GENERIC, [], False),
    ],
    ids=["draws", "hourly", "twice", "a third", "above a third", "nothing drawn", "tank", "slow", "no past"],
)
def test_a_counter_that_comes_in_lumps_is_recognised(kind: ResourceType, kwh: list[float], *, is_late: bool) -> None:
    """A late counter earns nothing, and a good one that is refused earns nothing either."""
    assert comes_in_lumps(rows(*kwh), kind) is is_late


def test_every_type_has_a_power_that_it_cannot_exceed() -> None:
    """A new type without one would break the form."""
    assert set(MOST_KW) == set(ResourceType)


def test_what_a_person_states_is_closer_than_the_type() -> None:
    """A counter of a 3.6 kW charger that comes once an hour hides behind the 22 kW of the type."""
    assert Draw.of(ResourceType.CHARGER, None) == Draw(22, 22)
    stated = Draw.of(ResourceType.CHARGER, 3.5)
    assert (round(stated.kw, 6), stated.row_kw) == (3.85, 7)


@pytest.mark.parametrize(
    ("found", "kwh"),
    [
        (rows(*[0.25] * 12), 3.0),
        ([UsageRow(START + number * timedelta(minutes=5), mean=2.0 + (number == 0)) for number in range(13)], 2.0),
        ([], 0.0),
    ],
    ids=["counter", "power", "forgotten"],
)
def test_what_a_sensor_showed_is_told_whether_or_not_it_is_believed(found: list[UsageRow], kwh: float) -> None:
    """It is the number that a person compares with the label; the row before the hour is no part of it."""
    assert shown_kwh(found) == pytest.approx(kwh)

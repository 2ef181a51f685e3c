"""Whether a counter tells its energy in time."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.models import ResourceType
from custom_components.volue_spark.spark.usage import MOST_KW, UsageRow, comes_in_lumps

START = datetime(2030, 6, 10, tzinfo=UTC)
QUIET = [0.0] * 11


def rows(*kwh: float | None) -> list[UsageRow]:
    """Return rows of five minutes."""
    return [UsageRow(START + number * timedelta(minutes=5), energy) for number, energy in enumerate(kwh)]


@pytest.mark.parametrize(
    ("kind", "kwh", "is_late"),
    [
        (ResourceType.CHARGER, [0.62] * 36, False),
        (ResourceType.CHARGER, [7.4, *QUIET] * 3, True),
        (ResourceType.CHARGER, [7.4, *QUIET] * 2, False),
        (ResourceType.CHARGER, [7.4] * 3 + [0.5] * 6, False),
        (ResourceType.CHARGER, [7.4] * 3 + [0.5] * 5, True),
        (ResourceType.CHARGER, [7.4] * 3 + [None, -1.0, 0.0] * 9, True),
        (ResourceType.HOT_WATER_TANK, [2.0, *QUIET] * 3, True),
        (ResourceType.CHARGER, [1.8, *QUIET] * 3, False),
        (ResourceType.GENERIC, [], False),
    ],
    ids=["draws", "hourly", "twice", "a third", "above a third", "nothing drawn", "tank", "slow", "no past"],
)
def test_a_counter_that_comes_in_lumps_is_recognised(
    kind: ResourceType, kwh: list[float | None], *, is_late: bool
) -> None:
    """A late counter earns nothing, and a good one that is refused earns nothing either."""
    assert comes_in_lumps(rows(*kwh), kind) is is_late


def test_every_type_has_a_power_that_it_cannot_exceed() -> None:
    """A new type without one would break the form."""
    assert set(MOST_KW) == set(ResourceType)

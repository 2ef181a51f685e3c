"""Who may start: the others, the list and the house, at their very edges."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.device_state import Gate
from custom_components.volue_spark.spark.reasons import Reason
from custom_components.volue_spark.spark.turns import PAUSE, Candidate, House, gate

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE = Candidate(2.0, None)
FULL = Candidate(2.0, House(5.0, 4.0))
OTHER = Reason.OTHER_STARTED


@pytest.mark.parametrize(
    ("limit", "power", "rated", "has_room"),
    [(5, 2.9, 2, True), (5, 3, 2, False), (5, 3.1, 2, False), (5, None, 2, False), (5, -1, 2, True)],
)
def test_a_house_has_room_below_its_limit_and_only_where_it_is_measured(
    limit: float, power: float | None, rated: float, has_room: bool
) -> None:
    """At the limit a main fuse is close; a sensor that is gone tells nothing."""
    assert House(limit, power).has_room(rated) is has_room
    assert Candidate(rated, House(limit, power)).fits is has_room


def test_a_home_without_a_limit_has_room_for_all() -> None:
    """Nobody has to name a sensor to use power when it is cheap."""
    assert FREE.fits


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (0 * SECOND, Gate(OTHER, NOON + PAUSE)),
        (59 * SECOND, Gate(OTHER, NOON + SECOND)),
        (60 * SECOND, None),
        # Noted by a clock that stepped back.
        (-SECOND, None),
    ],
)
def test_a_minute_lies_between_two_starts(ago: timedelta, expected: Gate | None) -> None:
    """The house's sensor shows a device only some seconds after it began to draw."""
    assert timedelta(minutes=1) == PAUSE
    assert gate(FREE, [], NOON - ago, NOON) == expected


@pytest.mark.parametrize(
    ("own", "before", "expected"),
    [
        (FREE, [], None),
        (FREE, [FREE], Gate(OTHER)),
        (FREE, [FULL], None),
        (FREE, [FULL, FREE], Gate(OTHER)),
        (FULL, [], Gate(Reason.HOUSE_LIMIT)),
        (FULL, [FREE], Gate(Reason.HOUSE_LIMIT)),
    ],
)
def test_who_comes_first_starts_first_unless_there_is_no_room_for_it(
    own: Candidate, before: list[Candidate], expected: Gate | None
) -> None:
    """A charger for which there is never room must not keep the tank cold."""
    assert gate(own, before, None, NOON) == expected


def test_no_room_is_said_before_a_turn() -> None:
    """A device that has no room would else be told to come again in a minute, all evening."""
    assert gate(FULL, [], NOON, NOON) == Gate(Reason.HOUSE_LIMIT)

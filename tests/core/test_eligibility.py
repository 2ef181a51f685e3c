"""When to ask whether a home may take part, and what the answers mean."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.eligibility import Standing, is_due, next_question, standing_of

PLACED = datetime(2026, 3, 4, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_home_is_asked_about_less_and_less() -> None:
    """Spark needs ten minutes; a home outside every area may wait for months."""
    asked_at, ages = PLACED, []
    while asked_at < PLACED + 3 * DAY:
        asked_at = next_question(PLACED, asked_at)
        ages.append(asked_at - PLACED)
    minutes, hours, days = (1, 3, 10, 15, 30), range(1, 24), (1, 2, 3)
    assert ages == [*(n * MINUTE for n in minutes), *(30 * MINUTE + n * HOUR for n in hours), *(n * DAY for n in days)]


def test_a_question_that_came_late_or_early_moves_no_other() -> None:
    """A restart, or a person who asks, must not start the curve anew."""
    assert next_question(PLACED, PLACED + 20 * MINUTE) == PLACED + 30 * MINUTE
    assert next_question(PLACED, PLACED - DAY) == PLACED + MINUTE


@pytest.mark.parametrize(
    ("minutes", "is_eligible", "is_enrolled", "standing"),
    [
        (0, True, True, Standing.TAKING_PART),
        (0, True, False, Standing.WAITING),
        (99, True, False, Standing.WAITING),
        (29, False, False, Standing.WAITING),
        (29, False, True, Standing.WAITING),
        (30, False, False, Standing.NOT_YET),
        (30, False, True, Standing.LOST),
    ],
)
def test_a_no_counts_after_half_an_hour(
    minutes: int,
    is_eligible: bool,
    is_enrolled: bool,
    standing: Standing,
) -> None:
    """Before that it may be about the place where the home was before."""
    now = PLACED + minutes * MINUTE
    assert standing_of(PLACED, now, is_eligible=is_eligible, is_enrolled=is_enrolled) is standing


@pytest.mark.parametrize(
    ("standing", "asked_at", "due"),
    [
        (Standing.TAKING_PART, PLACED + 40 * MINUTE, PLACED + 40 * MINUTE + DAY),
        (Standing.TAKING_PART, PLACED + 4 * MINUTE, PLACED + 10 * MINUTE),
        (Standing.LOST, PLACED + 40 * MINUTE, PLACED + 90 * MINUTE),
        (Standing.NOT_YET, PLACED + 40 * DAY, PLACED + 41 * DAY),
        (None, PLACED, PLACED + MINUTE),
    ],
    ids=["settled", "perhaps of the place before", "lost", "waiting for months", "unknown"],
)
def test_who_takes_part_is_asked_about_once_a_day(standing: Standing | None, asked_at: datetime, due: datetime) -> None:
    """Two requests a day are enough to see that somebody ended it elsewhere."""
    assert not is_due(standing, PLACED, asked_at, due - timedelta(seconds=1))
    assert is_due(standing, PLACED, asked_at, due)

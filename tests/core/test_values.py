"""Single values of Spark's JSON."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.volue_spark.spark.errors import SparkDataError
from custom_components.volue_spark.spark.wire import values

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-04T12:00:00+00:00", NOON),
        ("2026-03-04T12:00:00Z", NOON),
        ("2026-03-04T13:00:00+01:00", NOON),
        ("2026-03-04T12:00:00", NOON),
        ("2026-03-04T12:00:00.5+00:00", NOON.replace(microsecond=500_000)),
        ("2026-03-04T12:00:00.999158+00:00", NOON.replace(microsecond=999_158)),
        ("2026-03-04T12:00:00.1936858+00:00", NOON.replace(microsecond=193_685)),
        ("2026-03-04T12:00:00.193685899+00:00", NOON.replace(microsecond=193_685)),
        ("2000-01-01T00:00:00+00:00", datetime(2000, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_with_any_offset_and_any_fraction(written: str, read: datetime) -> None:
    """Spark trims zeros and sends up to seven digits; a strict parser would lose whole events."""
    assert values.instant(written) == read
    assert values.instant(written).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "written", [None, 5, "", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00Z"]
)
def test_what_is_no_instant_is_an_error(written: object) -> None:
    """A year far away would overflow later, in the middle of the merge."""
    with pytest.raises(SparkDataError):
        values.instant(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("01:00:00", timedelta(hours=1)),
        ("00:15:00", timedelta(minutes=15)),
        ("00:00:30.5", timedelta(seconds=30.5)),
        ("00:00:00.0000010", timedelta(microseconds=1)),
        ("1.00:00:00", timedelta(days=1)),
    ],
)
def test_a_resolution_is_a_dotnet_time_span(written: str, read: timedelta) -> None:
    """A longer or shorter resolution than an hour must not be taken for one."""
    assert values.length(written) == read


@pytest.mark.parametrize("written", ["00:00:00", "-01:00:00", "1h", "PT1H", "", None, 3600])
def test_a_resolution_that_lasts_no_time_is_an_error(written: object) -> None:
    """An empty interval would be favourable for ever or never."""
    with pytest.raises(SparkDataError):
        values.length(written)


@pytest.mark.parametrize("length", [timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=1, seconds=5)])
def test_a_length_is_written_as_it_is_read(length: timedelta) -> None:
    """A test event would otherwise last longer than asked for."""
    assert values.length(values.span(length)) == length


@pytest.mark.parametrize("value", [None, "1.5", True, float("nan"), float("inf"), 10**400])
def test_what_is_no_finite_number_is_an_error(value: object) -> None:
    """Python reads NaN and Infinity out of JSON; a NaN delta compares false with everything."""
    with pytest.raises(SparkDataError):
        values.number(value)


def test_a_flag_is_never_guessed() -> None:
    """A missing "isEligible" is not a no."""
    assert values.flag({"isEligible": False}, "isEligible") is False
    bodies: list[object] = [{}, {"isEligible": "true"}, {"isEligible": None}, []]
    for body in bodies:
        with pytest.raises(SparkDataError):
            values.flag(body, "isEligible")

"""Single values of Spark's JSON: members, instants, lengths of time, numbers."""

from datetime import UTC, datetime, timedelta
import math
import re

from ..errors import SparkDataError

# Specified: OpenAPI format "time-span", which is .NET's [-][d.]hh:mm:ss[.fffffff].
_TIME_SPAN = re.compile(r"(?:(\d{1,5})\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?", re.ASCII)
_YEARS = range(1970, 3000)


def members(value: object, what: str) -> dict[str, object]:
    """Return a JSON object; raise SparkDataError where it is anything else."""
    if not isinstance(value, dict):
        raise SparkDataError(f"{what} is not an object")
    return value


def items(value: object, what: str) -> list[object]:
    """Return a JSON array, empty where it is missing or null."""
    return [] if value is None else required_items(value, what)


def required_items(value: object, what: str) -> list[object]:
    """Return a JSON array; raise SparkDataError where it is anything else."""
    if not isinstance(value, list):
        raise SparkDataError(f"{what} is not a list")
    return value


def text(body: dict[str, object], key: str) -> str:
    """Return a member that must be a non-empty string."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise SparkDataError(f"{key} is missing")
    return value


def flag(body: object, key: str) -> bool:
    """Return a member that must be true or false."""
    value = members(body, "the answer").get(key)
    if not isinstance(value, bool):
        raise SparkDataError(f"{key} is missing")
    return value


def number(value: object) -> float:
    """Return a finite JSON number; a string or a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SparkDataError("a number is missing")
    try:
        result = float(value)
    except OverflowError as err:
        raise SparkDataError("a number is out of range") from err
    if not math.isfinite(result):
        raise SparkDataError("a number is not finite")
    return result


def instant(value: object) -> datetime:
    """Return an ISO 8601 instant as UTC, cut off at microseconds.

    Specified: UTC; observed in examples: ``+00:00`` and 0 to 7 fractional
    digits. Assumed: an instant without an offset is UTC too.
    """
    try:
        read = datetime.fromisoformat(value if isinstance(value, str) else "")
        result = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as err:
        raise SparkDataError("a timestamp cannot be read") from err
    if result.year not in _YEARS:
        raise SparkDataError("a timestamp is out of range")
    return result


def length(value: object) -> timedelta:
    """Return a .NET TimeSpan that is longer than nothing."""
    found = _TIME_SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise SparkDataError("a resolution cannot be read")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:4])
    fraction = int((found[5] or "").ljust(7, "0")) // 10
    result = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    if not result:
        raise SparkDataError("a resolution is zero")
    return result


def span(value: timedelta) -> str:
    """Return a length that is not negative as a .NET TimeSpan."""
    hours, rest = divmod(value.seconds, 3600)
    days = f"{value.days}." if value.days else ""
    fraction = f".{value.microseconds:06}0" if value.microseconds else ""
    return f"{days}{hours:02}:{rest // 60:02}:{rest % 60:02}{fraction}"

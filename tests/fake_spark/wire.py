"""How Spark writes instants and durations."""

from datetime import UTC, datetime, timedelta
import re
from typing import Any

type JsonObject = dict[str, Any]

HOUR = timedelta(hours=1)
TIME_SPAN = re.compile(r"(-)?(?:(\d{1,8})\.)?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?")


def to_wire(moment: datetime, tick: int = 0) -> str:
    """Return an instant in UTC with 0 to 7 fractional digits, zeros trimmed.

    ``tick`` is the seventh digit, which Python's clock does not have. A whole
    second stays whole.
    """
    utc = moment.astimezone(UTC)
    fraction = f"{utc.microsecond:06d}{tick}".rstrip("0") if utc.microsecond else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{'.' if fraction else ''}{fraction}+00:00"


def to_time_span(duration: timedelta) -> str:
    """Return a duration as ``hh:mm:ss``, with ``d.`` before it from one day on."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{duration.days}." if duration.days else ""
    return f"{days}{hours:02d}:{minutes:02d}:{seconds:02d}"


def from_time_span(text: str) -> timedelta:
    """Return the duration that a time span names; raise ValueError if it is none."""
    found = TIME_SPAN.fullmatch(text)
    if found is None:
        message = f"not a time span: {text}"
        raise ValueError(message)
    sign, days, hours, minutes, seconds, fraction = found.groups()
    microseconds = int(f"{fraction or 0:0<6}"[:6])
    duration = timedelta(int(days or 0), int(seconds), microseconds, minutes=int(minutes), hours=int(hours))
    return -duration if sign else duration


def from_wire(text: str) -> datetime:
    """Return the instant that a timestamp names; raise ValueError if it is none.

    Digits beyond the sixth are cut off, and a missing offset means UTC.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

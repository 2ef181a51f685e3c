"""When things happen: October 2030 in Oslo, with a day of 25 hours."""

from datetime import UTC, date, datetime, time, timedelta

from tests.soak.house import OSLO

# Home Assistant's recorder counts its own runs by the real clock: a test must lie after it.
YEAR, MONTH = 2030, 10
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ROW = 5 * MINUTE


def at(day: int, clock: str = "00:00") -> datetime:
    """Return the instant (UTC) of a clock in Oslo, "12:58" or "12:58:30"; day 0 is the last of September."""
    date_ = date(YEAR, MONTH, 1) + (day - 1) * DAY
    return datetime.combine(date_, time.fromisoformat(clock), OSLO).astimezone(UTC)


def hours_of(start: datetime, end: datetime) -> list[datetime]:
    """Return the starts of the hours in ``[start, end)``."""
    return [start + n * HOUR for n in range((end - start) // HOUR)]


def hour_of(instant: datetime) -> datetime:
    """Return the start of the hour in which an instant lies."""
    return instant.replace(minute=0, second=0, microsecond=0)

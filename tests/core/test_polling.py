"""When Spark is asked, from one home's and from a fleet's side."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from custom_components.volue_spark.spark.polling import CLOSELY, SAFETY_NET, SELDOM, next_poll, share_of
from custom_components.volue_spark.spark.price_areas import zone_name

OSLO = ZoneInfo("Europe/Oslo")
A_DAY = timedelta(days=1)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of Oslo's clock, in UTC."""
    return datetime.combine(day, time(hour, minute), OSLO).astimezone(UTC)


def polls(day: date, share: float, published: datetime | None) -> list[datetime]:
    """Return the polls of one local day, tomorrow's curve being there from an instant on."""
    return polls_between(local(day, 0), local(day + A_DAY, 0), share, published)


def polls_between(now: datetime, end: datetime, share: float, published: datetime | None) -> list[datetime]:
    """Return the polls after one instant and before another."""
    found = []
    while (now := next_poll(now, OSLO, share, tomorrow_is_known=published is not None and now >= published)) < end:
        found.append(now)
    return found


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_day_without_a_curve_costs_few_requests(share: float) -> None:
    """The worst day: ten minutes from 13 to 15, else two hours."""
    day = date(2027, 6, 1)
    asked = polls(day, share, None)
    closely = [now for now in asked if local(day, 13) <= now < local(day, 15)]
    assert len(closely) == 12
    assert len(asked) <= 24


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 6, 1), date(2027, 10, 31)])
def test_a_curve_is_here_within_ten_minutes_of_its_publication(day: date, share: float) -> None:
    """Late for tomorrow it would not be, but people look at half past one."""
    published = local(day, 13, 7)
    asked = polls(day, share, published)
    first = next(now for now in asked if now >= published)
    assert first - published <= CLOSELY
    assert len(asked) <= 16


@pytest.mark.parametrize("share", [0.0, 0.5])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_no_pause_is_longer_than_two_hours_when_clocks_change(day: date, share: float) -> None:
    """A revised curve waits no longer than that, and a day of 25 hours is no excuse."""
    asked = polls_between(local(day - A_DAY, 16), local(day + A_DAY, 12), share, local(day, 0))
    assert all(later - earlier <= SELDOM for earlier, later in pairwise(asked))


def test_a_curve_that_is_early_is_still_asked_about_at_one_o_clock() -> None:
    """Spark may send a part at noon and the rest in time; once is enough."""
    day = date(2027, 6, 1)
    asked = polls(day, 0.4, local(day, 0))
    assert [now for now in asked if local(day, 13) <= now < local(day, 14)] == [local(day, 13, 4)]


def test_a_fleet_that_starts_together_does_not_ask_together() -> None:
    """After a monthly update all of Norway restarts in one evening; Spark must not notice at 13:00."""
    day = date(2027, 6, 1)
    seconds: Counter[datetime] = Counter()
    homes = 5_000
    for home in range(homes):
        seconds.update(now.replace(microsecond=0) for now in polls(day, share_of(f"home {home}"), local(day, 13, 7)))
    mean = seconds.total() / A_DAY.total_seconds()
    # 5,000 homes in 600 seconds are 8 a second; a grid without shares would bring all 5,000 at once.
    assert max(seconds.values()) <= 40 * mean


def test_a_share_is_stable_and_within_bounds() -> None:
    """It decides when a home asks; after a restart it must be the same."""
    assert share_of("home") == share_of("home") != share_of("another")
    assert all(0 <= share_of(str(number)) < 1 for number in range(100))


@pytest.mark.parametrize(
    ("area", "zone"),
    [("NO4", "Europe/Oslo"), ("SE3", "Europe/Stockholm"), ("DK1", "Europe/Copenhagen"), ("FI", "Europe/Helsinki")],
)
def test_a_price_area_has_the_clock_of_its_country(area: str, zone: str) -> None:
    """In Finland it is 14 o'clock when Oslo's clocks strike one."""
    assert zone_name(area) == zone


def test_an_area_that_nobody_knows_has_no_zone() -> None:
    """The shell then takes Home Assistant's own."""
    assert zone_name("Unknown") is None


def relied_on(now: datetime, share: float, *, has_curve: bool) -> datetime:
    """Return the next poll where Spark tells by itself; after three tomorrow is known, by silence too."""
    is_known = has_curve or now.astimezone(OSLO).hour >= 15
    return next_poll(now, OSLO, share, tomorrow_is_known=is_known, has_curve=has_curve, is_relied_on=True)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 6, 1), date(2027, 10, 31)])
def test_where_spark_tells_by_itself_it_is_asked_twice_a_day(day: date, share: float) -> None:
    """The net below: what was not told of is found all the same, after twelve hours at the latest."""
    for hour in range(24):
        now = local(day, hour)
        known = relied_on(now, share, has_curve=True)
        assert timedelta(hours=9) < known - now <= SAFETY_NET
        assert now < relied_on(now, share, has_curve=False) <= known


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 6, 1), date(2027, 10, 31)])
def test_silence_at_three_o_clock_is_looked_into(day: date, share: float) -> None:
    """No curve may mean no wish, or a notification that got lost: ten minutes later it is known which."""
    three = local(day, 15)
    for now in (local(day, 6), local(day, 13), local(day, 14, 59)):
        assert three <= relied_on(now, share, has_curve=False) < three + CLOSELY


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 6, 1), date(2027, 10, 31)])
def test_silence_is_looked_into_once_more_in_the_evening(day: date, share: float) -> None:
    """What was made late, and not told of, would be found when the hours of the night are over."""
    three, evening = local(day, 15, 10), local(day, 20)
    assert evening <= relied_on(three, share, has_curve=False) < evening + SELDOM
    assert relied_on(local(day, 22), share, has_curve=False) == relied_on(local(day, 22), share, has_curve=True)


def test_a_fleet_that_is_told_together_does_not_ask_together() -> None:
    """All are told in the same second: the polls that follow half a day later are spread over hours."""
    now, homes = local(date(2027, 6, 1), 13, 7), 5_000
    moments = sorted(relied_on(now, share_of(f"home {home}"), has_curve=True) for home in range(homes))
    per_minute = Counter(moment.replace(second=0, microsecond=0) for moment in moments)
    assert len(per_minute) >= 175
    assert max(per_minute.values()) <= 3 * homes / len(per_minute)


def test_a_fleet_that_was_told_nothing_does_not_ask_together() -> None:
    """A day without a curve is one for all: at three they are spread over ten minutes."""
    now, homes = local(date(2027, 6, 1), 13, 7), 5_000
    moments = (relied_on(now, share_of(f"home {home}"), has_curve=False) for home in range(homes))
    per_second = Counter(moment.replace(microsecond=0) for moment in moments)
    assert max(per_second.values()) <= 4 * homes / CLOSELY.total_seconds()

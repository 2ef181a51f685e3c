"""The examples of Volue's guides, from the recorder's rows to what Spark pays and Home Assistant shows."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.hours import (
    DAY,
    HOUR,
    at,
    counted,
    drew,
    loaded,
    minutes_later,
    publish,
    ran,
    reported,
)
from tests.shell.reports.shown import EARNED, LAST, state

METER_POINT = "707057599900000101"


@pytest.fixture(autouse=True)
def with_a_meter_point(fake_spark: FakeSpark, set_up: SetUp, account: Account) -> None:
    """Let nothing be held back."""
    register = account.register

    def registered() -> None:
        register()
        location = fake_spark.locations[LOCATION]
        fake_spark.locations[LOCATION] = type(location)(LOCATION, location.user_id, meter_point_ids=(METER_POINT,))

    account.register = registered  # type: ignore[method-assign]


def curve(spark: FakeSpark, prices: dict[int, float], created: float = -11, *resources: str) -> str:
    """Publish a curve for the tank, or for others."""
    targets = [(resource, LOCATION) for resource in resources or (TANK,)]
    points = [(at(hour), price) for hour, price in prices.items()]
    return spark.publish_price_curve(targets, points, created_at=at(created))


async def test_two_and_a_half_of_three_hours(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A charger that stops half-way through the third hour is paid for what it drew, by the hour."""
    curve(fake_spark, {10: -0.2, 11: -0.4, 12: -0.3}, -11, CHARGER)
    await drew(hass, {9: 0, 10: 10, 11: 10, 12: 5, 13: 0})
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{CHARGER: {10: 10, 11: 10, 12: 5}}]
    assert float(state(hass, EARNED)) == pytest.approx(10 * 0.2 + 10 * 0.4 + 5 * 0.3)


async def test_an_hour_without_consumption_inside_is_told_as_zero(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A zero between two hours says that it is none that is missing; those at the ends may be left out."""
    curve(fake_spark, {9: -0.2, 10: -0.2, 11: -0.2, 12: -0.2, 13: -0.2})
    await counted(hass, {8: 1, 9: 0, 10: 2, 11: 0, 12: 1, 13: 0, 14: 1})
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {10: 2, 11: 0, 12: 1}}]
    assert float(state(hass, EARNED)) == pytest.approx(0.6)


async def test_several_devices_are_told_in_one_report(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """One report answers one event, with a payload for each of its resources."""
    event_id = curve(fake_spark, {10: -0.5, 11: -0.1}, -11, TANK, CHARGER)
    await counted(hass, {9: 1, 10: 2, 11: 1, 12: 1})
    await drew(hass, {9: 0, 10: 7, 11: 3, 12: 0})
    await loaded(hass, set_up)
    [body] = [seen.json for seen in fake_spark.requests if seen.path.endswith("/reports")]
    assert body["eventId"] == event_id
    assert sorted(payload["resourceId"] for payload in body["payloads"]) == [CHARGER, TANK]
    assert {payload["payloadType"] for payload in body["payloads"]} == {"EnergyUsage"}
    assert reported(fake_spark) == [{TANK: {10: 2, 11: 1}, CHARGER: {10: 7, 11: 3}}]
    assert float(state(hass, EARNED)) == pytest.approx(9 * 0.5 + 4 * 0.1)


async def test_hours_outside_the_event_are_not_told(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Spark ignores them; sent all the same they would say when somebody is at home."""
    curve(fake_spark, {10: -0.5, 12: -0.5})
    await counted(hass, {8: 3, 9: 3, 10: 2, 11: 3, 12: 1, 13: 3})
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {10: 2, 12: 1}}]
    assert float(state(hass, EARNED)) == pytest.approx(1.5)


async def test_three_days_of_data_and_an_event_of_one_day(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Of all that the recorder holds only the event's own day is told, and paid."""
    freezer.move_to(DAY + timedelta(days=2, hours=20))
    await ran(hass)
    day = range(22, 46)
    curve(fake_spark, dict.fromkeys(day, -0.5), 12)
    await counted(hass, dict.fromkeys(range(-2, 67), 1))
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: dict.fromkeys(day, 1)}]
    assert float(state(hass, EARNED)) == pytest.approx(12)


async def test_hours_to_avoid_are_told_and_earn_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """What was drawn is a fact; no reward is promised above zero, and it is no fine either."""
    curve(fake_spark, {10: 0.4, 11: 0.0, 12: -0.5})
    await counted(hass, {9: 1, 10: 5, 11: 5, 12: 1, 13: 1})
    await loaded(hass, set_up)
    assert reported(fake_spark) == [{TANK: {10: 5, 11: 5, 12: 1}}]
    assert float(state(hass, EARNED)) == pytest.approx(0.5)


async def test_an_event_that_changed_is_reported_hour_by_hour(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An hour belongs to the newest event made before it began: no hour is told twice, none is left out."""
    first, second = curve(fake_spark, dict.fromkeys((10, 11, 12), -0.5)), curve(fake_spark, {11: -0.1, 12: -0.1}, 10.5)
    await counted(hass, {9: 1, 10: 1, 11: 2, 12: 4, 13: 1})
    await loaded(hass, set_up)
    told = dict(zip([report.event_id for report in fake_spark.reports], reported(fake_spark), strict=True))
    assert told == {first: {TANK: {10: 1}}, second: {TANK: {11: 2, 12: 4}}}
    assert float(state(hass, EARNED)) == pytest.approx(0.5 + 6 * 0.1)


async def test_a_curve_in_half_hours_is_not_reported(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Half of an hour's energy would be a guess."""
    half = HOUR / 2
    points = [(at(10), -0.5), (at(10) + half, -0.5)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, half, created_at=at(-11))
    publish(fake_spark, 12, both=False)
    await counted(hass, {9: 1, 10: 2, 11: 1, 12: 3, 13: 1})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 61)
    assert (reported(fake_spark), state(hass, LAST)) == ([{TANK: {12: 3}}], "accepted")

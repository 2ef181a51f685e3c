"""The curve as an attribute: there for cards, fresh when it matters, and nothing in the recorder."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import StateAttributes, States, StatesMeta
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, SetUp
from tests.shell.sensors.clock import HOUR, MIDNIGHT, NOON, move_to, shown, written

DELTA = "sensor.charger_price_delta"


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


def curve(hass: HomeAssistant) -> list[tuple[datetime, datetime, float]]:
    """Return the rows that a card reads."""
    rows = shown(hass, DELTA).attributes["curve"]
    return [(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]), row["delta"]) for row in rows]


def hours(start: datetime, *deltas: float) -> list[tuple[datetime, float]]:
    """Return points, an hour each."""
    return [(start + hour * HOUR, delta) for hour, delta in enumerate(deltas)]


def rows_of(hass: HomeAssistant) -> list[tuple[str | None, str | None]]:
    """Return what the recorder holds of the delta: states and their attributes, oldest first."""
    with session_scope(hass=hass, read_only=True) as session:
        found = (
            session.query(States.state, StateAttributes.shared_attrs)
            .join(StatesMeta, StatesMeta.metadata_id == States.metadata_id)
            .join(StateAttributes, StateAttributes.attributes_id == States.attributes_id)
            .where(StatesMeta.entity_id == DELTA)
            .order_by(States.last_updated_ts)
        )
        return [(state, attributes) for state, attributes in found]


async def test_it_holds_today_and_tomorrow_in_local_time(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A card draws days as the clock on the wall counts them."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT - 25 * HOUR, -0.1, -0.2, -0.3))
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT + 23 * HOUR, 0.4, 0.5))
    await set_up()
    assert curve(hass) == [
        (MIDNIGHT - 24 * HOUR, MIDNIGHT - 23 * HOUR, -0.2),
        (MIDNIGHT - 23 * HOUR, MIDNIGHT - 22 * HOUR, -0.3),
        (MIDNIGHT + 23 * HOUR, MIDNIGHT + 24 * HOUR, 0.4),
    ]
    [first, *_] = shown(hass, DELTA).attributes["curve"]
    assert first == {"start": "2030-06-10T00:00:00+02:00", "end": "2030-06-10T01:00:00+02:00", "delta": -0.2}


@pytest.mark.parametrize(("day", "length"), [("2030-03-30", 47), ("2030-10-26", 49)])
async def test_tomorrow_is_whole_when_the_clocks_change(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, day: str, length: int
) -> None:
    """Its last hour would be missing in autumn, on the day with the longest night."""
    midnight = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=NOON.tzinfo) - 3 * HOUR
    freezer.move_to(midnight + 15 * HOUR)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(midnight, *[-0.1] * 60))
    await set_up()
    assert len(curve(hass)) == length


async def test_a_new_curve_is_written_at_once_and_only_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Tomorrow is looked at today, though the delta of this hour is the same."""
    await set_up()
    seen = written(hass, DELTA)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT, -0.3))
    for minutes in (15, 30, 45):
        await move_to(hass, freezer, NOON + timedelta(minutes=minutes))
    assert (seen, curve(hass)) == (["0.0"], [(MIDNIGHT, MIDNIGHT + HOUR, -0.3)])


async def test_a_day_that_begins_is_no_reason_to_write(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What leaves the curve at midnight is over anyway; it is gone with the next change."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(NOON - HOUR, -0.3))
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT + 3 * HOUR, -0.2))
    # All look again when the tank's hours begin.
    fake_spark.publish_price_curve([(TANK, LOCATION)], hours(MIDNIGHT, -0.2))
    await set_up()
    assert shown(hass, DELTA).state == "0.0"
    seen = written(hass, DELTA)
    for hour in (-1, 0, 1, 2):
        await move_to(hass, freezer, MIDNIGHT + hour * HOUR)
    assert (seen, len(curve(hass))) == ([], 2)
    await move_to(hass, freezer, MIDNIGHT + 3 * HOUR)
    assert (seen, len(curve(hass))) == (["-0.2"], 1)


async def test_another_event_that_wants_the_same_is_not_written(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark may send tomorrow's curve again every ten minutes; a card sees no difference."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT, -0.3))
    await set_up()
    fake_spark.publish_price_curve(
        [(CHARGER, LOCATION), (TANK, LOCATION)], hours(MIDNIGHT, -0.3), created_at=NOON + timedelta(minutes=5)
    )
    before = shown(hass, DELTA).last_reported
    await move_to(hass, freezer, NOON + timedelta(minutes=121))
    assert len(shown(hass, "sensor.hot_water_tank_price_delta").attributes["curve"]) == 1
    assert shown(hass, DELTA).last_reported == before


async def test_a_wish_that_is_withdrawn_is_drawn_no_more(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A card that still shows it would have the dishwasher started for nothing."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT, -0.3))
    await set_up()
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(MIDNIGHT, 0.0), created_at=NOON + timedelta(minutes=5))
    await move_to(hass, freezer, NOON + timedelta(minutes=15))
    assert [delta for _, _, delta in curve(hass)] == [0.0]


async def test_the_recorder_keeps_the_delta_and_nothing_of_the_curve(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Others write 16 kB with each price, until the recorder refuses them."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], hours(NOON, *[-0.1 - hour / 100 for hour in range(30)]))
    await set_up()
    for hour in range(1, 5):
        await move_to(hass, freezer, NOON + hour * HOUR)
    await async_wait_recording_done(hass)
    rows = await get_instance(hass).async_add_executor_job(rows_of, hass)
    assert [state for state, _ in rows] == ["-0.1", "-0.11", "-0.12", "-0.13", "-0.14"]
    assert all(attributes and "curve" not in attributes and len(attributes) < 200 for _, attributes in rows)

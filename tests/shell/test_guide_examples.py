"""What Volue's guides explain by examples, seen from the home: duplicates, changes, currencies, a place that moves."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp
from tests.shell.flows.pages import choose, manage_home
from tests.shell.participation import said

# 11:00 in Oslo, two hours before the curves of tomorrow are made.
MORNING = datetime(2026, 6, 10, 9, tzinfo=UTC)
HOUR, POLL = timedelta(hours=1), timedelta(minutes=121)
DELTA, TANK_DELTA = "sensor.charger_price_delta", "sensor.hot_water_tank_price_delta"
TAKING_PART = "sensor.test_home_taking_part"


@pytest.fixture(autouse=True)
async def morning(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 11:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(MORNING)


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time pass, in steps in which every poll finds its place."""
    at = datetime.now(UTC)
    while at < now:
        at = min(at + timedelta(minutes=5), now)
        freezer.move_to(at)
        async_fire_time_changed(hass, at)
        await hass.async_block_till_done(wait_background_tasks=True)


def shown(hass: HomeAssistant, *entity_ids: str) -> list[str]:
    """Return the states of entities."""
    found = [hass.states.get(entity_id) for entity_id in entity_ids]
    return [state.state if state else "missing" for state in found]


def unit(hass: HomeAssistant, entity_id: str) -> str:
    """Return the unit in which a delta is shown."""
    state = hass.states.get(entity_id)
    assert state
    return str(state.attributes["unit_of_measurement"])


def curve(event_id: str, *prices: float, created_at: datetime = MORNING, **changes: Any) -> dict[str, Any]:
    """Return the event of a curve for the charger, hour by hour from this one on; ``changes`` are of the curve."""
    points = [{"price": price, "timestamp": (MORNING + hour * HOUR).isoformat()} for hour, price in enumerate(prices)]
    terms = {"points": points, "energyUnit": "kWh", "currency": "NOK", "resolution": "01:00:00"}
    payload = {
        "targets": [{"resourceId": CHARGER, "locationId": LOCATION}],
        "priceCurveDelta": terms | changes,
        "priceArea": "NO1",
        "payloadType": "PriceCurve",
    }
    return {"id": event_id, "createdAt": created_at.isoformat(), "payload": payload}


async def test_an_event_that_arrives_twice_counts_once(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """FAQ: after a network error the same event may come again, with the same id and the same content."""
    event = curve("e-1", -0.2, -0.3, -0.4, -0.1)
    page = {"events": [event, event], "pagination": {"nextPage": None}}
    fake_spark.fail("GET", "/events$", Fault(status=200, body=json.dumps(page)), times=None)
    entry = await set_up()
    await later(hass, freezer, MORNING + POLL)
    events = entry.runtime_data.coordinator.data.events
    assert [event.event_id for event in events] == ["e-1"]
    assert shown(hass, DELTA) == ["-0.4"]
    assert "e-1" not in said(caplog)


@pytest.mark.parametrize("newest_first", [True, False])
async def test_a_changed_event_has_a_new_id_and_holds_from_then_on(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, newest_first: bool
) -> None:
    """FAQ: a change comes as another event about the same hours and devices; no link says which one it replaces."""
    events = [
        curve("b", 0.5, 0.5, -0.1, created_at=MORNING + timedelta(minutes=1)),
        curve("a", -0.2, -0.3, -0.4, -0.6),
    ]
    page = {"events": events if newest_first else events[::-1], "pagination": {"nextPage": None}}
    fake_spark.fail("GET", "/events$", Fault(status=200, body=json.dumps(page)), times=None)
    await set_up()
    seen = []
    for hour in range(5):
        await later(hass, freezer, MORNING + hour * HOUR)
        seen += shown(hass, DELTA)
    assert seen == ["0.5", "0.5", "-0.1", "-0.6", "0.0"]


async def test_each_device_is_paid_in_the_currency_of_its_place(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """FAQ: prices are in the local currency, NOK in Norway and SEK in Sweden; nothing is ever converted or mixed."""
    hass.config.currency = "EUR"
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(MORNING, -0.35)], currency="NOK", price_area="NO1")
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(MORNING, -0.31)], currency="SEK", price_area="SE3")
    await set_up()
    assert shown(hass, DELTA, TANK_DELTA) == ["-0.35", "-0.31"]
    assert (unit(hass, DELTA), unit(hass, TANK_DELTA)) == ("NOK/kWh", "SEK/kWh")


async def test_a_home_moves_into_a_test_area_and_out_of_it(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Resources guide: a location that is moved into a test area gets the daily curve, and loses it outside."""
    account.is_eligible = False
    entry = await set_up()
    assert shown(hass, TAKING_PART, DELTA) == ["waiting", "0.0"]

    await manage_home(hass, entry, choose("place"), {"meter_point_ids": [], "place": "area_2"})
    [moved] = [seen for seen in fake_spark.requests if seen.method == "PATCH"]
    assert moved.json["coordinates"] == {"latitude": 78.21661621129984, "longitude": 15.63509153386616}
    await later(hass, freezer, MORNING + timedelta(minutes=16))
    assert (shown(hass, TAKING_PART), USER in fake_spark.enrollments) == (["taking_part"], True)
    await later(hass, freezer, MORNING + 23 * HOUR)
    assert shown(hass, DELTA, TANK_DELTA) == ["-0.22", "-0.22"]

    # Outside from 11:00 on: what was published stays, and no more comes.
    await later(hass, freezer, MORNING + 24 * HOUR)
    await manage_home(hass, entry, choose("place"), {"meter_point_ids": [], "place": "home"})
    await later(hass, freezer, MORNING + 24 * HOUR + timedelta(minutes=31))
    assert shown(hass, TAKING_PART) == ["lost"]
    await later(hass, freezer, MORNING + 27 * HOUR)
    assert shown(hass, DELTA) == ["-0.35"]
    await later(hass, freezer, MORNING + 47 * HOUR)
    assert shown(hass, DELTA, TANK_DELTA) == ["0.0", "0.0"]

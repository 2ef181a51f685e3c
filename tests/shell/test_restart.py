"""A start with what is on disk: the curve is there before Spark is asked, and without it."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.volue_spark.const import DOMAIN
from custom_components.volue_spark.spark.models import EventsPage
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.participation import said

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DELTA, USE_POWER, TAKING_PART = (
    "sensor.charger_price_delta",
    "binary_sensor.charger_use_power_now",
    "sensor.test_home_taking_part",
)


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC, 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(NOON)


def shown(hass: HomeAssistant, *entity_ids: str) -> list[str]:
    """Return the states of entities."""
    found = [hass.states.get(entity_id) for entity_id in entity_ids]
    return [state.state if state else "missing" for state in found]


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Stop and start the account; what is on disk stays."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time pass."""
    freezer.move_to(now)
    async_fire_time_changed(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


def events_asked(spark: FakeSpark) -> int:
    """Return how often the events were asked for, and begin to count anew."""
    found = sum(seen.path.endswith("/events") for seen in spark.requests)
    spark.requests.clear()
    return found


async def test_a_restart_without_network_shows_what_is_known(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The router starts slower than Home Assistant, and the charger would stand still in paid hours."""
    points = [(NOON, -0.35), (NOON + HOUR, -0.2), (NOON + 2 * HOUR, 0.3)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], points)
    entry = await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await later(hass, freezer, NOON + HOUR)
    await reload(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert shown(hass, DELTA, USE_POWER, TAKING_PART) == ["-0.2", "on", "taking_part"]
    assert shown(hass, "sensor.hot_water_tank_price_delta") == ["0.0"]
    await later(hass, freezer, NOON + 2 * HOUR)
    assert shown(hass, DELTA, USE_POWER) == ["0.3", "off"]


async def test_no_state_flaps_at_a_restart(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Off and on in the same second, and two automations fire."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    seen: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if (new := event.data["new_state"]) and new.entity_id in (DELTA, USE_POWER, TAKING_PART):
            seen.append(new.state)

    hass.bus.async_listen("state_changed", note)
    await reload(hass, entry)
    assert sorted(state for state in seen if state != "unavailable") == ["-0.35", "on", "taking_part"]


async def test_what_is_new_is_fetched_in_the_background(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """What is on disk is from before the restart; a revised curve must not wait for the next poll."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, 0.5)], created_at=NOON + timedelta(seconds=1))
    events_asked(fake_spark)
    await reload(hass, entry)
    assert shown(hass, DELTA) == ["0.5"]
    assert events_asked(fake_spark) == 1


async def test_a_device_that_spark_was_not_asked_for_is_unknown_not_without_a_wish(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark's answer was read for the charger alone: about the tank it says nothing."""
    del account.devices[TANK]
    fake_spark.publish_price_curve([(CHARGER, LOCATION), (TANK, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    account.devices[TANK] = "hot_water_tank"
    tank = next(each for each in account.entry().subentries.values() if each.unique_id == TANK)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    hass.config_entries.async_add_subentry(entry, tank)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass, DELTA, "sensor.hot_water_tank_price_delta") == ["-0.35", "unknown"]
    fake_spark.clear_faults()
    await later(hass, freezer, NOON + timedelta(minutes=16))
    assert shown(hass, DELTA, "sensor.hot_water_tank_price_delta") == ["-0.35", "-0.35"]


@pytest.mark.parametrize(
    "content",
    [
        {"events": "none"},
        {"events": [], "resources": [], "users": [], "locations": [], "answered_at": "yesterday"},
        {"events": [], "resources": None},
        [],
        {"events": [{"id": "e-1"}], "resources": [1], "users": [], "locations": [], "answered_at": NOON.isoformat()},
    ],
    ids=["no list", "no instant", "no ids", "no object", "no event"],
)
async def test_a_file_that_cannot_be_read_costs_one_request_and_no_start(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any], content: object
) -> None:
    """Somebody edited it, or the disk was full; all of it is still at Spark."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    hass_storage[f"{DOMAIN}.{entry.entry_id}.events"]["data"] = content
    await reload(hass, entry)
    assert (entry.state, shown(hass, DELTA)) == (ConfigEntryState.LOADED, ["-0.35"])


async def test_credentials_that_are_rejected_stop_nothing_else(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever changed the secret still has a charger that follows the curve of today."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35), (NOON + HOUR, 0.2)])
    entry = await set_up()
    fake_spark.change_secret("another")
    fake_spark.revoke_tokens()
    await reload(hass, entry)
    assert (entry.state, shown(hass, DELTA)) == (ConfigEntryState.LOADED, ["-0.35"])
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == "reauth"
    await later(hass, freezer, NOON + HOUR)
    assert shown(hass, DELTA) == ["0.2"]


async def test_in_an_outage_spark_is_tried_every_quarter_of_an_hour(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """More is hammering; less is a curve that is missed when the network is back."""
    await set_up()
    fake_spark.fail("GET", "/events$", Fault(status=503), times=None)
    # By then the first poll has failed.
    await later(hass, freezer, NOON + 2 * HOUR + timedelta(minutes=1))
    events_asked(fake_spark)
    for minute in range(1, 121):
        await later(hass, freezer, NOON + 2 * HOUR + timedelta(minutes=1 + minute))
    assert 7 <= events_asked(fake_spark) <= 8


async def test_in_an_outage_only_the_poll_tries(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever asks on its own finds out what the poll knows already, and hammers a server that is coming back."""
    entry = await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await reload(hass, entry)
    fake_spark.requests.clear()
    tries = []
    for minute in range(1, 181):
        await later(hass, freezer, NOON + timedelta(minutes=minute))
        tries += [minute] * len(fake_spark.requests)
        fake_spark.requests.clear()
    assert 10 <= len(tries) <= 12
    assert all(after - before >= 15 for before, after in pairwise(tries)), tries


@pytest.mark.parametrize(("wish", "pause"), [("3600", 60), ("5", 15), ("999999999", 24 * 60)])
async def test_spark_s_wish_to_be_left_alone_is_granted(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, wish: str, pause: int
) -> None:
    """An hour is an hour; a few seconds are no reason to ask more often than in an outage."""
    entry = await set_up()
    fake_spark.fail("GET", "/events$", Fault(status=429, headers={"Retry-After": wish}))
    await entry.runtime_data.coordinator.async_refresh()
    events_asked(fake_spark)
    await later(hass, freezer, NOON + timedelta(minutes=pause - 1))
    assert events_asked(fake_spark) == 0
    await later(hass, freezer, NOON + timedelta(minutes=pause + 1))
    assert events_asked(fake_spark) == 1


async def test_an_event_that_changes_under_its_id_is_said_once(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The guides say that a change has an id of its own; whoever wonders about a delta should find the line."""
    event_id = fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], resolution=9 * HOUR)
    await set_up()
    fake_spark.events[event_id].body["payload"]["priceCurveDelta"]["points"][0]["price"] = 0.5
    for polls in (1, 2, 3):
        await later(hass, freezer, NOON + polls * timedelta(minutes=121))
    assert shown(hass, DELTA) == ["0.5"]
    assert said(caplog).count(f"event {event_id} again with other content") == 1


async def test_a_device_that_goes_is_no_change_of_the_events(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, caplog: pytest.LogCaptureFixture
) -> None:
    """A hundred warnings about nothing, because one heater was sold."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION), (TANK, LOCATION)], [(NOON, -0.35)])
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    await hass.async_block_till_done(wait_background_tasks=True)
    await entry.runtime_data.coordinator.async_refresh()
    assert "other content" not in said(caplog)
    assert shown(hass, DELTA) == ["-0.35"]


async def test_the_currency_outlives_the_last_curve(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Statistics in two units stop; five curves a month are enough for that, and a restart as well."""
    hass.config.currency = "EUR"
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], created_at=NOON - HOUR)
    entry = await set_up()
    await later(hass, freezer, NOON + timedelta(days=40))
    assert entry.runtime_data.coordinator.data.events == ()
    for _ in range(2):
        state = hass.states.get(DELTA)
        assert state
        assert (state.state, state.attributes["unit_of_measurement"]) == ("0.0", "NOK/kWh")
        await reload(hass, entry)


async def test_an_answer_that_comes_after_the_account_is_gone_writes_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """Its file holds ids of people who have left."""
    entry = await set_up()
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    client = entry.runtime_data.coordinator.client
    answered, removed, ask = asyncio.Event(), asyncio.Event(), client.events_since

    async def slowly(*args: Any) -> EventsPage:
        page: EventsPage = await ask(*args)
        answered.set()
        await removed.wait()
        return page

    with patch.object(client, "events_since", slowly):
        refresh = hass.async_create_task(entry.runtime_data.coordinator.async_refresh())
        await answered.wait()
        await hass.config_entries.async_remove(entry.entry_id)
        removed.set()
        await refresh
    await hass.async_block_till_done(wait_background_tasks=True)
    assert f"{DOMAIN}.{entry.entry_id}.events" not in hass_storage


async def test_with_rejected_credentials_spark_is_tried_on_seldom(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A login that was wrong for a minute must not end the polling until somebody enters the same secret again."""
    await set_up()
    fake_spark.fail("GET", "/events$", Fault(status=403))
    await later(hass, freezer, NOON + timedelta(minutes=121))
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], resolution=9 * HOUR)
    events_asked(fake_spark)
    await later(hass, freezer, NOON + timedelta(minutes=239))
    assert events_asked(fake_spark) == 0
    await later(hass, freezer, NOON + timedelta(minutes=243))
    assert shown(hass, DELTA) == ["-0.35"]

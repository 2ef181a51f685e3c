"""What the entities show of the price curve, and when."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_fire_time_changed_exact,
)

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.participation import said

DELTA = "sensor.charger_price_delta"
USE_POWER = "binary_sensor.charger_use_power_now"
TANK_DELTA = "sensor.hot_water_tank_price_delta"
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC, 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    hass.config.currency = "NOK"
    freezer.move_to(NOON)


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time reach an instant exactly."""
    freezer.move_to(now)
    async_fire_time_changed_exact(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


def shown(hass: HomeAssistant) -> tuple[str, str]:
    """Return the states of the charger's delta and of its "Use power now"."""
    delta, use_power = hass.states.get(DELTA), hass.states.get(USE_POWER)
    assert delta
    assert use_power
    return delta.state, use_power.state


async def test_the_delta_is_shown_from_the_start_of_its_hour_to_its_end(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Late by a poll, a charger would run an hour at the wrong price."""
    points = [(NOON + HOUR, -0.35), (NOON + 2 * HOUR, 0.2)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], points, created_at=NOON - 23 * HOUR)
    await set_up()
    assert shown(hass) == ("0.0", STATE_OFF)
    before = timedelta(milliseconds=1)
    for now, expected in [
        (NOON + HOUR - before, ("0.0", STATE_OFF)),
        (NOON + HOUR, ("-0.35", STATE_ON)),
        (NOON + 2 * HOUR - before, ("-0.35", STATE_ON)),
        (NOON + 2 * HOUR, ("0.2", STATE_OFF)),
        (NOON + 3 * HOUR, ("0.0", STATE_OFF)),
    ]:
        await move_to(hass, freezer, now)
        assert shown(hass) == expected, now


async def test_a_device_that_is_not_addressed_has_no_wish(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The tank must not follow the charger's curve."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)])
    await set_up()
    assert shown(hass) == ("-0.35", STATE_ON)
    assert (state := hass.states.get(TANK_DELTA))
    assert state.state == "0.0"


@pytest.mark.parametrize(("currency", "unit"), [("NOK", "NOK/kWh"), ("SEK", "SEK/kWh"), ("PLN", "PLN/kWh")])
async def test_the_unit_is_the_curves_currency_per_kwh(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, currency: str, unit: str
) -> None:
    """A Swedish home is paid in SEK, whatever Home Assistant is set to."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], currency=currency)
    await set_up()
    assert (state := hass.states.get(DELTA))
    assert state.attributes["unit_of_measurement"] == unit
    assert state.attributes["state_class"] == "measurement"
    assert "device_class" not in state.attributes


async def test_what_spark_never_told_is_unknown(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A network that fails before the day's publication must not look like a day without wishes."""
    await set_up()
    fake_spark.fail("*", ".", Fault(status=503), times=None)
    await move_to(hass, freezer, datetime(2026, 6, 10, 21, 59, tzinfo=UTC))
    assert shown(hass) == ("0.0", STATE_OFF)
    await move_to(hass, freezer, datetime(2026, 6, 10, 22, tzinfo=UTC))
    assert shown(hass) == (STATE_UNKNOWN, STATE_UNKNOWN)
    fake_spark.clear_faults()
    await move_to(hass, freezer, datetime(2026, 6, 10, 23, 5, tzinfo=UTC))
    assert shown(hass) == ("0.0", STATE_OFF)


async def test_a_known_curve_outlives_an_outage(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Spark being away for two days must take away no value that was already here."""
    tomorrow = NOON + timedelta(days=1)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.1), (tomorrow, -0.35)])
    await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    for now, expected in [
        (NOON + HOUR, ("0.0", STATE_OFF)),
        (tomorrow, ("-0.35", STATE_ON)),
        (tomorrow + HOUR, ("0.0", STATE_OFF)),
    ]:
        await move_to(hass, freezer, now)
        assert shown(hass) == expected
    assert caplog.text.count("Error fetching volue_spark data") == 1


async def test_a_new_curve_is_seen_at_the_next_poll_and_on_request(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """An hour is soon enough by itself; a person who asks gets it now."""
    await async_setup_component(hass, "homeassistant", {})
    await set_up()
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35)], resolution=3 * HOUR)
    await hass.services.async_call("homeassistant", "update_entity", {"entity_id": DELTA}, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass) == ("-0.35", STATE_ON)
    freezer.move_to(NOON + HOUR + timedelta(seconds=1))
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, 0.5)], resolution=3 * HOUR)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass) == ("0.5", STATE_OFF)


async def test_nothing_is_written_while_nothing_changes(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Every needless write is a row in somebody's database and wakes every card."""
    points = [(NOON + hour * HOUR, -0.35) for hour in range(4)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION), (TANK, LOCATION)], points)
    await set_up()
    reported = {state.entity_id: state.last_reported for state in hass.states.async_all(["sensor", "binary_sensor"])}
    assert len(reported) == 12
    for minute in range(0, 230, 10):
        await move_to(hass, freezer, NOON + timedelta(minutes=minute, seconds=1))
    after = {entity_id: state.last_reported for entity_id in reported if (state := hass.states.get(entity_id))}
    assert after == reported


async def test_payloads_nobody_knows_are_logged_once_and_hide_nothing(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One log line an hour for days fills the log that nobody reads."""
    fake_spark.publish_raw({"id": "e-9", "createdAt": NOON.isoformat(), "payload": {"payloadType": "Weather"}})
    fake_spark.publish_raw({"id": "e-8", "createdAt": "soon"})
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -350)], energy_unit="MWh", resolution=4 * HOUR)
    await set_up()
    assert shown(hass) == ("-0.35", STATE_ON)
    for polls in (1, 2, 3):
        await move_to(hass, freezer, NOON + polls * (2 * HOUR + timedelta(minutes=1)))
    assert said(caplog).count("Weather") == 1
    assert said(caplog).count("e-8") == 1


async def test_two_timers_never_run(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """After an unload nothing may wake up; the test harness fails on a timer left behind."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON + HOUR, -0.35)])
    entry = await set_up()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    requests = len(fake_spark.requests)
    await move_to(hass, freezer, NOON + 3 * HOUR)
    assert len(fake_spark.requests) == requests
    assert shown(hass) == ("unavailable", "unavailable")

"""A device that is always on waits for favourable hours, and nobody pays for it with a cold shower or an empty car."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, follow, move_to, person, tank_is
from tests.shell.control.test_status import status

CHARGES = "input_boolean.other"
TEMPERATURE = "sensor.tank_temperature"
WAITS = {"waits": True, "wait_hours": 3}
WARM_ENOUGH = WAITS | {"temperature_entity_id": TEMPERATURE, "floor": 45}


def water_is(hass: HomeAssistant, degrees: object) -> None:
    """Let the tank's sensor tell a temperature."""
    hass.states.async_set(TEMPERATURE, str(degrees), {"unit_of_measurement": "°C", "device_class": "temperature"})


async def charger(hass: HomeAssistant, account: Account, **rule: Any) -> None:
    """Set the charger up to be the one that follows; it is on, as chargers are."""
    account.entities = {CHARGER: {"control_entity_id": CHARGES, "following": WAITS | rule}}
    hass.states.async_set(CHARGES, STATE_ON)


def charges(hass: HomeAssistant) -> bool:
    """Tell whether the charger is on."""
    return hass.states.is_state(CHARGES, STATE_ON)


async def test_a_charger_that_is_always_on_is_held_back_and_goes_on_as_it_was(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Without waiting, following would change nothing at all in such a home."""
    await charger(hass, account)
    freezer.move_to(NOON - 4 * HOUR)
    await set_up()
    seen = []
    for hour in (-3.5, -3, -1, 0, 2, 3):
        await move_to(hass, freezer, NOON + hour * HOUR)
        seen.append((hour, charges(hass), status(hass, "sensor.charger_status")))
    assert seen == [
        (-3.5, True, "no_wish"),
        (-3, False, "waiting"),
        (-1, False, "waiting"),
        (0, True, "using_power"),
        # The next favourable hours are at five o'clock: they are worth waiting for, too.
        (2, False, "waiting"),
        (3, False, "waiting"),
    ]
    await move_to(hass, freezer, NOON + 5 * HOUR)
    await move_to(hass, freezer, NOON + 6 * HOUR)
    assert charges(hass)


async def test_who_switches_on_what_waits_is_heard_until_the_favourable_hours_end(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Somebody needs the car now; and nothing is switched behind their back later."""
    await charger(hass, account)
    freezer.move_to(NOON - 2 * HOUR)
    await set_up()
    assert not charges(hass)
    await move_to(hass, freezer, NOON - HOUR)
    hass.states.async_set(CHARGES, STATE_ON)
    await hass.async_block_till_done()
    for hour in (-1, 0, 1.9):
        await move_to(hass, freezer, NOON + hour * HOUR)
        assert (charges(hass), status(hass, "sensor.charger_status")) == (True, "taken_over")


async def test_what_waits_is_given_back_at_once_when_it_shall_not_follow(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It was on before."""
    await charger(hass, account)
    freezer.move_to(NOON - HOUR)
    await set_up()
    assert not charges(hass)
    entity = {"entity_id": "switch.charger_follow_price_curve"}
    await hass.services.async_call("switch", "turn_off", entity, blocking=True)
    await hass.async_block_till_done()
    assert charges(hass)


async def test_a_car_that_has_to_be_ready_does_not_wait_over_its_time(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The favourable hours begin at 14:00 in Oslo, and the car has to leave at three, with two hours of charging."""
    await charger(hass, account, ready_by="15:00:00", needs_hours=2)
    freezer.move_to(NOON - 2 * HOUR)
    await set_up()
    assert charges(hass)
    await move_to(hass, freezer, NOON)
    assert (charges(hass), status(hass, "sensor.charger_status")) == (True, "already_on")


async def test_a_curve_that_is_put_off_does_not_hold_back_for_ever(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, fake_spark: FakeSpark
) -> None:
    """Each new curve would otherwise be waited for as long as the first."""
    await charger(hass, account)
    freezer.move_to(NOON - 3 * HOUR)
    entry = await set_up()
    assert not charges(hass)
    later = [(NOON + hour * HOUR, 0.0 if hour < 2 else -0.2) for hour in range(-3, 4)]
    await move_to(hass, freezer, NOON - HOUR + MINUTE)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], later)
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    assert charges(hass)
    # It rests for as long as it waited.
    await move_to(hass, freezer, NOON + HOUR)
    assert (charges(hass), status(hass, "sensor.charger_status")) == (True, "no_wish")


async def test_a_tank_waits_only_while_it_is_known_to_be_warm(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody gets a cold shower, also when the sensor is away."""
    account.entities = {TANK: {"control_entity_id": SWITCH, "following": WARM_ENOUGH}}
    await person(hass, STATE_ON)
    freezer.move_to(NOON - 2 * HOUR)
    water_is(hass, 50)
    await set_up()
    # Whether it was hot in the last three days is not known yet.
    assert (tank_is(hass), status(hass)) == (STATE_ON, "no_wish")
    water_is(hass, 61)
    await hass.async_block_till_done()
    assert (tank_is(hass), status(hass)) == (STATE_OFF, "waiting")
    water_is(hass, 45)
    await hass.async_block_till_done()
    assert tank_is(hass) == STATE_OFF
    water_is(hass, 44.9)
    await hass.async_block_till_done()
    assert tank_is(hass) == STATE_ON
    water_is(hass, 62)
    await move_to(hass, freezer, NOON - HOUR)
    assert tank_is(hass) == STATE_ON


@pytest.mark.parametrize("told", [STATE_UNAVAILABLE, "warm", "nan", "inf"])
async def test_a_sensor_that_tells_nothing_holds_back_nothing(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, told: str
) -> None:
    """Its battery is empty, and the water gets cold."""
    account.entities = {TANK: {"control_entity_id": SWITCH, "following": WARM_ENOUGH}}
    await person(hass, STATE_ON)
    freezer.move_to(NOON - 2 * HOUR)
    water_is(hass, 65)
    await set_up()
    assert tank_is(hass) == STATE_OFF
    water_is(hass, told)
    await hass.async_block_till_done()
    assert tank_is(hass) == STATE_ON


async def test_a_tank_that_was_not_hot_for_three_days_does_not_wait(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, fake_spark: FakeSpark
) -> None:
    """Legionella grow in lukewarm water, also through restarts."""
    account.entities = {TANK: {"control_entity_id": SWITCH, "following": WARM_ENOUGH | {"hot_hours": 200}}}
    await person(hass, STATE_ON)
    freezer.move_to(NOON - 3 * HOUR)
    water_is(hass, 65)
    entry = await set_up()
    assert tank_is(hass) == STATE_OFF
    water_is(hass, 50)
    await follow(hass, "turn_off")
    for days, waits in ((2, True), (3, False)):
        start = NOON + timedelta(days=days)
        fake_spark.publish_price_curve([(TANK, LOCATION)], [(start + n * HOUR, -0.2 if n == 0 else 0) for n in (0, 1)])
        await hass.config_entries.async_unload(entry.entry_id)
        freezer.move_to(start - HOUR)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await follow(hass, "turn_on")
        assert tank_is(hass) == (STATE_OFF if waits else STATE_ON)
        await follow(hass, "turn_off")


async def test_a_restart_while_it_waits_changes_nothing(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """What it was found in is known after it, too."""
    await charger(hass, account)
    freezer.move_to(NOON - 2 * HOUR)
    entry = await set_up()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert not charges(hass)
    await move_to(hass, freezer, NOON)
    await hass.config_entries.async_remove(entry.entry_id)
    assert (charges(hass), calls) == (True, [])


async def test_a_call_that_was_written_down_and_never_made_is_made_after_a_restart(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, hass_storage: dict[str, Any]
) -> None:
    """Killed right after the wait, an always-on charger would be off through the favourable hours."""
    await charger(hass, account)
    freezer.move_to(NOON - 2 * HOUR)
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    hold = hass_storage[f"volue_spark.{entry.entry_id}.control"]["data"][CHARGER]["hold"]
    hold |= {"task": "run", "expected": None, "since": NOON.timestamp()}
    freezer.move_to(NOON + MINUTE)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charges(hass)

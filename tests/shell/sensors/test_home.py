"""The home as a whole: whether any device should use power, and how fresh that is."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.sensors.clock import HOUR, MIDNIGHT, NOON, move_to, shown, written

USE_POWER = "binary_sensor.test_home_use_power_now"
VALID_UNTIL, CONTACT = "sensor.test_home_curve_valid_until", "sensor.test_home_last_contact"


async def test_the_home_should_use_power_while_any_device_should(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A lamp in the kitchen that is green tells the household enough."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON + HOUR, -0.3), (NOON + 2 * HOUR, 0.4)])
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(NOON + 2 * HOUR, -0.1), (NOON + 3 * HOUR, 0.4)])
    await set_up()
    assert shown(hass, USE_POWER).state == "off"
    seen = written(hass, USE_POWER)
    for hour in (1, 2, 3, 4):
        await move_to(hass, freezer, NOON + hour * HOUR)
    assert seen == ["on", "off"]


async def test_what_is_not_known_of_one_device_is_not_off_for_the_home(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Off would say that Spark has no wish; but one that is on is on, whatever else is known."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(MIDNIGHT, -0.3), (MIDNIGHT + HOUR, 0.2)])
    await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    for now, state in [
        (NOON + HOUR, "off"),
        (MIDNIGHT, "on"),
        (MIDNIGHT + HOUR, "unknown"),
        (MIDNIGHT + 48 * HOUR, "unknown"),
    ]:
        await move_to(hass, freezer, now)
        assert shown(hass, USE_POWER).state == state, now


async def test_the_curve_is_valid_until_the_first_device_s_ends(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The charger knows tomorrow, the tank does not: what the home does tomorrow is not known."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(MIDNIGHT + HOUR, -0.3)])
    await set_up()
    assert shown(hass, VALID_UNTIL).state == MIDNIGHT.isoformat()
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(MIDNIGHT + HOUR, -0.3)])
    await move_to(hass, freezer, NOON + timedelta(minutes=15))
    assert shown(hass, VALID_UNTIL).state == (MIDNIGHT + 24 * HOUR).isoformat()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await move_to(hass, freezer, MIDNIGHT + 30 * HOUR)
    assert shown(hass, VALID_UNTIL).state == (MIDNIGHT + 24 * HOUR).isoformat()


async def test_a_device_that_spark_was_never_asked_about_leaves_it_unknown(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A date of 1970 would be shown as fifty years ago."""
    del account.devices[TANK]
    entry = await set_up()
    account.devices[TANK] = "hot_water_tank"
    tank = next(each for each in account.entry().subentries.values() if each.unique_id == TANK)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    hass.config_entries.async_add_subentry(entry, tank)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass, VALID_UNTIL).state == "unknown"


async def test_the_last_contact_moves_with_every_answer_and_wakes_nobody_else(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """That Spark still answers is a fact of its own; it must not write a row for each price."""
    evening = NOON + 4 * HOUR  # what silence says about tomorrow is known by then
    freezer.move_to(evening)
    await set_up()
    others = [state.entity_id for state in hass.states.async_all() if state.entity_id != CONTACT]
    before = {entity_id: shown(hass, entity_id).last_reported for entity_id in others}
    assert shown(hass, CONTACT).state == evening.isoformat()
    polled = evening + timedelta(minutes=121)
    await move_to(hass, freezer, polled)
    assert shown(hass, CONTACT).state == polled.isoformat()
    assert {entity_id: shown(hass, entity_id).last_reported for entity_id in others} == before
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await move_to(hass, freezer, polled + timedelta(minutes=125))
    assert shown(hass, CONTACT).state == polled.isoformat()


@pytest.mark.parametrize("entity_id", [VALID_UNTIL, CONTACT])
async def test_freshness_outlives_a_reload_as_far_as_it_is_known(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, entity_id: str
) -> None:
    """What is on disk is valid without Spark; that Spark was reached is not known any more."""
    entry = await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    expected = {VALID_UNTIL: MIDNIGHT.isoformat(), CONTACT: "unknown"}
    assert shown(hass, entity_id).state == expected[entity_id]

"""A sensor or a recorder that has not told yet."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.hours import (
    METER,
    counted,
    drew,
    loaded,
    minutes_later,
    publish,
    reported,
    settle,
)


async def test_a_sensor_the_recorder_does_not_know_is_waited_for(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing known is no zero: it may have been renamed, or its rows come late."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    assert reported(fake_spark) == []
    await drew(hass, {9: 1, 10: 3})
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2}, CHARGER: {10: 3}}]


async def test_a_sensor_that_stays_unknown_holds_up_the_others_until_the_next_evening(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One broken sensor must not cost the money of all the other devices."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 21 * 60)
    assert reported(fake_spark) == []
    await minutes_later(hass, freezer, 2 * 60)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_a_sensor_chosen_later_still_tells_what_it_measured(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark takes reports until the month ends; a day without a sensor is no day without use."""
    account.entities = {}
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    subentry = entry.subentries["device-hot_water_tank"]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, "usage_entity_id": METER})
    await settle(hass)
    assert reported(fake_spark) == [{TANK: {10: 2}}]


async def test_a_recorder_that_does_not_answer_is_not_waited_for_ever(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One that failed to start never does, and an unload would hang with it."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    with patch("custom_components.volue_spark.statistics.SynchronizeTask", side_effect=TimeoutError):
        await set_up()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert reported(fake_spark) == []
    await minutes_later(hass, freezer, 16)
    assert reported(fake_spark) == [{TANK: {10: 2}}]

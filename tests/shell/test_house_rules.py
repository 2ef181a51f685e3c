"""What Home Assistant asks of every good integration, where no other room proves it."""

from datetime import UTC, datetime, timedelta
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


async def hours_pass(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hours: int) -> None:
    """Let hours pass, one after the other."""
    for _ in range(hours):
        freezer.tick(timedelta(hours=1, seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_account_that_is_unloaded_leaves_nothing_running(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What goes on asking and writing cannot be switched off without a restart."""
    freezer.move_to(NOON)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35), (NOON + timedelta(hours=1), 0.35)])
    entry = await set_up()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    requests = len(fake_spark.requests)
    await hours_pass(hass, freezer, 3)
    assert len(fake_spark.requests) == requests
    assert {state.state for state in hass.states.async_all()} == {STATE_UNAVAILABLE}


async def test_entities_are_named_after_their_device(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Whoever renames a device renames all that stands on it."""
    entry = await set_up()
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert entities
    assert all(entity.has_entity_name and entity.translation_key for entity in entities)


async def test_an_outage_is_logged_once_and_so_is_its_end(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A line for every hour of a long night hides all the others."""
    freezer.move_to(NOON)
    await set_up()
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    await hours_pass(hass, freezer, 4)
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == ["Error fetching volue_spark data: Spark has a problem of its own"]
    fake_spark.clear_faults()
    await hours_pass(hass, freezer, 2)
    assert caplog.text.count("Fetching volue_spark data recovered") == 1


async def test_every_device_is_reached_by_way_of_its_home(
    hass: HomeAssistant, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """With two homes nobody could tell which charger is meant."""
    entry = await set_up()
    found = {device.name: device for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)}
    assert set(found) == {"Test home", "Charger", "Hot water tank"}
    home = found["Test home"]
    assert home.entry_type is dr.DeviceEntryType.SERVICE
    assert {found[name].via_device_id for name in ("Charger", "Hot water tank")} == {home.id}


async def test_a_removed_device_is_a_device_no_more(
    hass: HomeAssistant, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """What stays behind can be chosen in automations, and never does anything."""
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done()
    names = {device.name for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)}
    assert names == {"Test home", "Hot water tank"}

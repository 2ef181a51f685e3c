"""Homes and devices that come and go in an account that is set up."""

import asyncio
from types import MappingProxyType

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK, Account, SetUp


@pytest.fixture
def account(account: Account) -> Account:
    """Return an account that has a home and no device yet."""
    account.devices = {}
    return account


async def test_a_device_added_while_the_account_starts_appears(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark
) -> None:
    """It was not read at the start, and nobody would tell why it is missing."""
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    subentry = ConfigSubentry(
        data=MappingProxyType({"home": "home-1", "resource_id": "late", "resource_type": "charger"}),
        subentry_type="device",
        title="Late",
        unique_id="late",
    )
    asked = asyncio.Event()
    fake_spark.observers.append(lambda _: asked.set())
    start_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await asked.wait()
    hass.config_entries.async_add_subentry(entry, subentry)
    await start_up
    await hass.async_block_till_done()
    assert hass.states.get("sensor.late_price_delta")


async def test_a_removed_device_takes_its_entities_along(
    hass: HomeAssistant, account: Account, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Dead entities would stay in every dashboard."""
    account.devices = {CHARGER: "charger", TANK: "hot_water_tank"}
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done()
    left = {found.entity_id for found in er.async_entries_for_config_entry(entity_registry, entry.entry_id)}
    assert not [entity_id for entity_id in left if "charger" in entity_id]
    assert hass.states.get("sensor.hot_water_tank_price_delta")


async def test_a_device_whose_home_was_removed_is_left_alone(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """The rest of the account must go on."""
    account.devices = {CHARGER: "charger"}
    entry = await set_up()
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_renaming_the_account_reloads_nothing(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A reload for a title would blink every entity."""
    entry = await set_up()
    requests = len(fake_spark.requests)
    hass.config_entries.async_update_entry(entry, title="Another title")
    await hass.async_block_till_done()
    assert len(fake_spark.requests) == requests

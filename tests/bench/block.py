"""A block of flats: one account with fifty devices."""

from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Resource
from tests.shell.conftest import LOCATION, USER, Account

DEVICES = [f"resource-{number}" for number in range(50)]


async def move_in(hass: HomeAssistant, spark: FakeSpark) -> MockConfigEntry:
    """Register the block and set it up."""
    account = Account(hass, spark, devices={})
    account.register()
    for name in DEVICES:
        spark.resources[name] = Resource(name, "Charger", USER, LOCATION)
    entry = account.entry()
    entry.add_to_hass(hass)
    for name in DEVICES:
        hass.config_entries.async_add_subentry(entry, device(name))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def device(name: str) -> ConfigSubentry:
    """Return the subentry of a charger."""
    data = {"home": "home-1", "resource_id": name, "resource_type": "charger"}
    return ConfigSubentry(data=MappingProxyType(data), subentry_type="device", title=name, unique_id=name)

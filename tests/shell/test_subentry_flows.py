"""Homes and devices that come and go in an account that is set up."""

import asyncio
from collections.abc import Callable
from types import MappingProxyType

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.test_setup import state_of


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


def when_spark_is_asked(hass: HomeAssistant, fake_spark: FakeSpark, act: Callable[[], None]) -> None:
    """Act while the account starts, when homes and devices have been read."""
    fake_spark.observers.append(lambda _: act())


def when_the_first_entity_is_there(hass: HomeAssistant, fake_spark: FakeSpark, act: Callable[[], None]) -> None:
    """Act in the middle of adding entities."""

    @callback
    def on_state(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] == "binary_sensor.charger_use_power_now":
            act()

    hass.bus.async_listen(EVENT_STATE_CHANGED, on_state)


@pytest.mark.parametrize("when", [when_spark_is_asked, when_the_first_entity_is_there])
@pytest.mark.parametrize("gone", [["device-charger"], ["home-1"], ["home-1", "device-charger"]])
async def test_what_is_removed_while_the_account_starts_is_no_obstacle(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    caplog: pytest.LogCaptureFixture,
    when: Callable[[HomeAssistant, FakeSpark, Callable[[], None]], None],
    gone: list[str],
) -> None:
    """An account that stopped there would follow no curve until somebody restarts Home Assistant."""
    account.devices = {CHARGER: "charger", TANK: "hot_water_tank"}
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)

    def remove() -> None:
        for subentry_id in gone:
            if subentry_id in entry.subentries:
                hass.config_entries.async_remove_subentry(entry, subentry_id)

    when(hass, fake_spark, remove)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert leftovers(hass, entry) == []
    assert not is_live(hass, "sensor.charger_price_delta")
    assert is_live(hass, "sensor.hot_water_tank_price_delta") == ("home-1" not in gone)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def is_live(hass: HomeAssistant, entity_id: str) -> bool:
    """Tell whether an entity is looked after; a device whose home is gone may keep dead ones."""
    state = hass.states.get(entity_id)
    return state is not None and state.state != "unavailable"


def leftovers(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return what stands in the registries for homes and devices that are not set up any more."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    issues = ir.async_get(hass).issues.values()
    found = [device.config_subentry_id for device in devices] + [entity.config_subentry_id for entity in entities]
    found += [str((issue.data or {}).get("subentry_id")) for issue in issues]
    return [str(subentry_id) for subentry_id in found if subentry_id not in entry.subentries]


async def test_nothing_is_asked_about_a_home_that_is_removed_while_the_account_starts(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark
) -> None:
    """Spark may go away in the same minute, and the question would stay for hours."""
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "meter_point_ids": []})

    def remove() -> None:
        if "home-1" in entry.subentries:
            hass.config_entries.async_remove_subentry(entry, "home-1")

    when_spark_is_asked(hass, fake_spark, remove)
    await hass.config_entries.async_setup(entry.entry_id)
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert leftovers(hass, entry) == []


async def test_homes_and_devices_removed_one_after_the_other_leave_the_account_loaded(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Each removal reloads, and the second one falls into the reload of the first."""
    account.devices = {CHARGER: "charger", TANK: "hot_water_tank"}
    entry = await set_up()
    fake_spark.requests.clear()
    asked = asyncio.Event()
    fake_spark.observers.append(lambda _: asked.set())
    hass.config_entries.async_remove_subentry(entry, "home-1")
    await asked.wait()
    assert state_of(entry) is ConfigEntryState.SETUP_IN_PROGRESS
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done()
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert leftovers(hass, entry) == []


async def test_renaming_the_account_reloads_nothing(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A reload for a title would blink every entity."""
    entry = await set_up()
    requests = len(fake_spark.requests)
    hass.config_entries.async_update_entry(entry, title="Another title")
    await hass.async_block_till_done()
    assert len(fake_spark.requests) == requests

"""A new usage sensor, looked at in a real recorder before it is taken."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from tests.shell.conftest import CHARGER, Account, SetUp
from tests.shell.flows.device.appliances import a_charger
from tests.shell.flows.device.test_usage_check import COUNTER, MORNING, count
from tests.shell.repairs.desk import Desk

ISSUE = "usage_sensor_gone_device-charger"


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture
async def counter(hass: HomeAssistant, account: Account, freezer: FrozenDateTimeFactory, set_up: SetUp) -> str:
    """Return a counter of the last hours, published once an hour; the charger's old one is disabled."""
    freezer.move_to(MORNING)
    assert await async_setup_component(hass, "sensor", {})
    garage = a_charger(hass)
    garage.add("sensor.old")
    account.entities = {CHARGER: {"usage_entity_id": "sensor.old"}}
    await set_up()
    er.async_get(hass).async_update_entity("sensor.old", disabled_by=er.RegistryEntryDisabler.USER)
    await count(hass, freezer, hours=5, every=12)
    return COUNTER


async def test_a_late_counter_is_refused_and_the_power_sensor_named(counter: str, desk: Desk) -> None:
    """Its kWh stand in an hour that they were not drawn in: nothing, or the wrong thing, would be paid."""
    page = await desk.submit(await desk.open(ISSUE), {"usage_entity_id": counter})
    assert page["errors"] == {"usage_entity_id": "late_counter"}
    assert page["description_placeholders"]["power_sensor"] == "garage power"
    page = await desk.submit(page, {"usage_entity_id": "sensor.garage_power"})
    assert (page["type"], await desk.issues()) == ("create_entry", {})

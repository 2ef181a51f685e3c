"""The last days of a chosen sensor, out of a real recorder."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, Account, SetUp

from .appliances import ENERGY, POWER, Appliance, a_charger
from .steps import change, finish, start, suggested

# Home Assistant's recorder counts its own runs by the real clock: a test must lie after it.
MORNING = datetime(2030, 6, 10, 6, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)
COUNTER = "sensor.garage_energy"
CHARGER_KW = 7.4


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
async def morning(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand in the morning; statistics are made of what the sensor integration says."""
    freezer.move_to(MORNING)
    assert await async_setup_component(hass, "sensor", {})


async def count(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, hours: int, every: int, *, silent: tuple[int, ...] = ()
) -> None:
    """Let a charger draw 7.4 kW, and its counter tell so every so many five minutes, except in silent hours."""
    begins = [MORNING + step * FIVE_MINUTES for step in range(12 * hours)]
    for step, begin in enumerate(begins):
        if step % every == 0 and step // 12 not in silent:
            value = str(round(100 + CHARGER_KW * step / 12, 3))
            hass.states.async_set(COUNTER, value, ENERGY, timestamp=begin.timestamp() + 1)
    await hass.async_block_till_done()
    freezer.move_to(MORNING + hours * timedelta(hours=1))
    for begin in begins:
        do_adhoc_statistics(hass, start=begin)
    await async_wait_recording_done(hass)


async def test_an_hourly_counter_is_refused_and_the_power_sensor_named(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Its kWh stand in an hour that they were not drawn in: nothing, or the wrong thing, would be paid."""
    charger = a_charger(hass)
    await count(hass, freezer, hours=5, every=12)
    entry = await set_up()
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    flow = await finish(hass, flow, suggested(flow))
    assert flow["errors"] == {"usage_entity_id": "late_counter"}
    assert flow["description_placeholders"] == {"power_sensor": "garage power"}
    assert not fake_spark.resources
    result = await finish(hass, flow, suggested(flow) | {"usage_entity_id": "sensor.garage_power"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_without_a_power_sensor_beside_it_the_text_names_none(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A placeholder on the screen helps nobody."""
    Appliance(hass, "Garage").add(COUNTER, ENERGY)
    await count(hass, freezer, hours=4, every=12)
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": "charger", "usage_entity_id": COUNTER})
    assert flow["errors"] == {"usage_entity_id": "late_counter_alone"}


async def test_a_late_helper_belongs_to_no_device(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It has no power sensor beside it either."""
    await count(hass, freezer, hours=4, every=12)
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": "charger", "usage_entity_id": COUNTER})
    assert flow["errors"] == {"usage_entity_id": "late_counter_alone"}


@pytest.mark.parametrize(
    ("every", "silent"), [(1, ()), (2, ()), (1, (2,))], ids=["at once", "every ten minutes", "one lump"]
)
async def test_a_counter_that_tells_in_time_is_taken(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, every: int, silent: tuple[int, ...]
) -> None:
    """One lump after Home Assistant was away says nothing about the counter."""
    charger = a_charger(hass)
    await count(hass, freezer, hours=4, every=every, silent=silent)
    flow = await start(hass, await set_up(), "device", {"device": charger.device.id})
    assert (await finish(hass, flow, suggested(flow)))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_counter_without_a_past_is_taken(hass: HomeAssistant, set_up: SetUp) -> None:
    """Who installs a charger adds it the same day."""
    charger = a_charger(hass)
    flow = await start(hass, await set_up(), "device", {"device": charger.device.id})
    assert (await finish(hass, flow, suggested(flow)))["type"] is FlowResultType.CREATE_ENTRY


async def test_power_is_never_late(hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory) -> None:
    """A mean is a mean, however large; the check of counters would misread it."""
    await count(hass, freezer, hours=4, every=12)
    hass.states.async_set(COUNTER, "1", POWER)
    flow = await start(hass, await set_up(), "device", {}, {"resource_type": "charger", "usage_entity_id": COUNTER})
    assert flow["type"] is FlowResultType.CREATE_ENTRY


async def test_a_recorder_that_is_not_ready_is_not_waited_for(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A database that is being upgraded for an hour must not hold up a form."""
    charger = a_charger(hass)
    await count(hass, freezer, hours=4, every=12)
    entry = await set_up()
    get_instance(hass).async_recorder_ready.clear()
    flow = await start(hass, entry, "device", {"device": charger.device.id})
    assert (await finish(hass, flow, suggested(flow)))["type"] is FlowResultType.CREATE_ENTRY
    get_instance(hass).async_recorder_ready.set()


async def test_a_late_counter_is_refused_for_a_device_that_exists_as_well(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The first sensor may have been right, and the second not."""
    a_charger(hass)
    await count(hass, freezer, hours=4, every=12)
    account.devices = {CHARGER: "charger"}
    flow = await change(hass, await set_up(), "device-charger")
    flow = await finish(hass, flow, {"usage_entity_id": COUNTER})
    assert flow["errors"] == {"usage_entity_id": "late_counter"}

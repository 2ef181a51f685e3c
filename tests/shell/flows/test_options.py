"""The account's options: the sensor that shows the spot price. Of push tells tests/shell/push/test_options.py."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, SetUp
from tests.shell.flows.pages import suggested

SPOT, FIELD = "sensor.spot", "spot_price_entity_id"


async def options(hass: HomeAssistant, entry: ConfigEntry, *pages: dict[str, Any]) -> ConfigFlowResult:
    """Open the options and submit pages."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    for answers in pages:
        flow = await hass.config_entries.options.async_configure(flow["flow_id"], answers)
        await hass.async_block_till_done(wait_background_tasks=True)
    return flow


async def test_a_spot_price_is_chosen_shown_again_and_taken_away(hass: HomeAssistant, set_up: SetUp) -> None:
    """What cannot be cleared stays for ever."""
    hass.states.async_set(SPOT, "1.23", {"unit_of_measurement": "NOK/kWh"})
    entry = await set_up()
    assert suggested(await options(hass, entry)) == {}
    assert (await options(hass, entry, {FIELD: SPOT}))["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {FIELD: SPOT, "push": False}
    assert suggested(await options(hass, entry))[FIELD] == SPOT
    await options(hass, entry, {})
    assert entry.options == {"push": False}


async def test_a_choice_reloads_nothing(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A charger that runs need not notice what its owner calculates."""
    hass.states.async_set(SPOT, "1.23", {"unit_of_measurement": "NOK/kWh"})
    entry = await set_up()
    running = entry.runtime_data
    fake_spark.requests.clear()
    await options(hass, entry, {FIELD: SPOT})
    assert (entry.runtime_data is running, fake_spark.requests) == (True, [])


@pytest.mark.parametrize(
    ("state", "unit", "error"),
    [
        ("1.23", "kr", "spot_price_no_unit"),
        ("1.23", None, "spot_price_no_unit"),
        ("1.23", "EUR/MWh", "spot_price_no_unit"),
        ("unavailable", "NOK/kWh", "spot_price_no_number"),
        ("cheap", "NOK/kWh", "spot_price_no_number"),
        ("nan", "NOK/kWh", "spot_price_no_number"),
    ],
)
async def test_a_sensor_that_shows_no_price_is_declined_in_words(
    hass: HomeAssistant, set_up: SetUp, state: str, unit: str | None, error: str
) -> None:
    """Taken without a word, the effective price would be unknown without a word."""
    hass.states.async_set(SPOT, state, {"unit_of_measurement": unit} if unit else {})
    entry = await set_up()
    flow = await options(hass, entry, {FIELD: SPOT})
    assert flow["errors"] == {FIELD: error}
    assert suggested(flow)[FIELD] == SPOT
    hass.states.async_set(SPOT, "1.23", {"unit_of_measurement": "NOK/kWh"})
    done = await hass.config_entries.options.async_configure(flow["flow_id"], {FIELD: SPOT})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_sensor_that_is_gone_is_declined(hass: HomeAssistant, set_up: SetUp) -> None:
    """The form was open while somebody removed it."""
    entry = await set_up()
    assert (await options(hass, entry, {FIELD: SPOT}))["errors"] == {FIELD: "spot_price_missing"}


async def test_our_own_prices_are_no_spot_price(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """An effective price on top of itself would rise without end."""
    entry = await set_up()
    flow = await options(hass, entry, {FIELD: "sensor.charger_price_delta"})
    assert flow["errors"] == {FIELD: "spot_price_is_ours"}


async def test_a_price_in_another_currency_than_the_curve_s_is_declined_with_the_right_one(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Amounts are never converted: the sum would be wrong by a factor of ten."""
    hass.states.async_set(SPOT, "0.11", {"unit_of_measurement": "EUR/kWh"})
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(dt_util.utcnow(), -0.3)])
    flow = await options(hass, await set_up(), {FIELD: SPOT})
    assert flow["errors"] == {FIELD: "spot_price_other_currency"}
    assert (flow["description_placeholders"] or {})["unit"] == "NOK/kWh"


async def test_without_a_curve_any_currency_may_be_right(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An account that waits for Spark can be told all the same."""
    hass.states.async_set(SPOT, "0.11", {"unit_of_measurement": "EUR/kWh"})
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await options(hass, entry, {FIELD: SPOT})
    assert entry.options[FIELD] == SPOT

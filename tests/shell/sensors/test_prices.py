"""What a kWh costs now, and when the next favourable hours begin and end."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, SetUp
from tests.shell.sensors.clock import HOUR, MIDNIGHT, NOON, move_to, shown, written

PRICE, SPOT, FIELD = "sensor.charger_effective_price", "sensor.spot", "spot_price_entity_id"


def spot(hass: HomeAssistant, price: str, unit: str = "NOK/kWh", **attributes: Any) -> None:
    """Let the other integration show a price."""
    hass.states.async_set(SPOT, price, {"unit_of_measurement": unit, **attributes})


@pytest.fixture
async def entry(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> Any:
    """Set up with a curve that is favourable now, and a spot price."""
    points = [(NOON, -0.35), (NOON + HOUR, 0.2), (NOON + 3 * HOUR, -0.1), (NOON + 4 * HOUR, -0.2)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], points)
    spot(hass, "1.1")
    entry = await set_up()
    hass.config_entries.async_update_entry(entry, options={FIELD: SPOT})
    await hass.async_block_till_done()
    return entry


async def test_it_is_the_spot_price_and_the_delta_at_every_moment(
    hass: HomeAssistant, entry: Any, freezer: FrozenDateTimeFactory
) -> None:
    """It follows both, each when it changes; binary fractions are nobody's price."""
    assert shown(hass, PRICE).state == "0.75"
    assert shown(hass, PRICE).attributes["unit_of_measurement"] == "NOK/kWh"
    assert shown(hass, PRICE).attributes["state_class"] == "measurement"
    seen = written(hass, PRICE)
    spot(hass, "0.9")
    await hass.async_block_till_done()
    await move_to(hass, freezer, NOON + HOUR)
    spot(hass, "0.1")
    await hass.async_block_till_done()
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert seen == ["0.55", "1.1", "0.3", "0.1"]


async def test_a_spot_price_that_says_the_same_again_is_not_written(hass: HomeAssistant, entry: Any) -> None:
    """Others change an attribute every minute."""
    before = shown(hass, PRICE).last_reported
    spot(hass, "1.10", updated="just now")
    await hass.async_block_till_done()
    assert shown(hass, PRICE).last_reported == before


@pytest.mark.parametrize(
    ("price", "unit"),
    [("unavailable", "NOK/kWh"), ("unknown", "NOK/kWh"), ("inf", "NOK/kWh"), ("0.1", "EUR/kWh"), ("110", "øre/kWh")],
)
async def test_it_is_unknown_rather_than_wrong(hass: HomeAssistant, entry: Any, price: str, unit: str) -> None:
    """A sum of two currencies, or of half of it, switches a heater at the wrong price."""
    spot(hass, price, unit)
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "unknown"
    spot(hass, "1.1")
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "0.75"


async def test_a_spot_price_that_is_removed_leaves_it_unknown(hass: HomeAssistant, entry: Any) -> None:
    """Its integration was removed: yesterday's price is nobody's."""
    hass.states.async_remove(SPOT)
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "unknown"


async def test_without_a_delta_there_is_no_sum(
    hass: HomeAssistant, entry: Any, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory
) -> None:
    """The spot price alone would pass for one without a wish."""
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await move_to(hass, freezer, MIDNIGHT)
    assert shown(hass, PRICE).state == "unknown"


async def test_another_spot_price_is_followed_at_once_and_none_is_none(hass: HomeAssistant, entry: Any) -> None:
    """Whoever changes the contract changes the sensor; the old one must not go on."""
    hass.states.async_set("sensor.other", "2.35", {"unit_of_measurement": "NOK/kWh"})
    hass.config_entries.async_update_entry(entry, options={FIELD: "sensor.other"})
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "2.0"
    before = shown(hass, PRICE).last_reported
    spot(hass, "5")
    await hass.async_block_till_done()
    assert shown(hass, PRICE).last_reported == before
    hass.config_entries.async_update_entry(entry, options={})
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "unknown"


async def test_a_spot_price_that_is_renamed_is_followed_without_a_reload(
    hass: HomeAssistant, entry: Any, entity_registry: er.EntityRegistry
) -> None:
    """Whoever tidies up names should not have to remember who reads them."""
    registered = entity_registry.async_get_or_create("sensor", "test", "spot", suggested_object_id="market")
    hass.states.async_set(registered.entity_id, "3", {"unit_of_measurement": "NOK/kWh"})
    hass.config_entries.async_update_entry(entry, options={FIELD: registered.entity_id})
    running = entry.runtime_data
    entity_registry.async_update_entity(registered.entity_id, new_entity_id="sensor.electricity")
    hass.states.async_set("sensor.electricity", "4", {"unit_of_measurement": "NOK/kWh"})
    await hass.async_block_till_done()
    assert entry.options == {FIELD: "sensor.electricity"}
    assert (shown(hass, PRICE).state, entry.runtime_data is running) == ("3.65", True)


async def test_after_an_unload_nothing_listens_to_the_spot_price(hass: HomeAssistant, entry: Any) -> None:
    """What goes on listening shows prices of an account that is off."""
    await hass.config_entries.async_unload(entry.entry_id)
    spot(hass, "5")
    await hass.async_block_till_done()
    assert shown(hass, PRICE).state == "unavailable"


async def test_the_next_favourable_hours_are_told_as_instants(
    hass: HomeAssistant, entry: Any, freezer: FrozenDateTimeFactory
) -> None:
    """A heater that needs half an hour to warm up begins before them."""
    for hour, start, end in [(0, 3, 1), (1, 3, 5), (3, None, 5), (4, None, 5), (5, None, None)]:
        await move_to(hass, freezer, NOON + timedelta(hours=hour))
        for name, expected in (("start", start), ("end", end)):
            instant = "unknown" if expected is None else (NOON + expected * HOUR).isoformat()
            assert shown(hass, f"sensor.charger_next_favourable_{name}").state == instant, hour

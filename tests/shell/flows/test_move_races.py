"""What comes, goes or changes at home while an account is registered anew elsewhere."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.homes import devices, homes
from custom_components.volue_spark.owned import owned
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import SetUp
from tests.shell.flows.pages import account as answers_about, answer, at_request, reconfigure
from tests.shell.flows.test_move import AGREED

CHARGER, TANK = "device-charger", "device-hot_water_tank"


def add(hass: HomeAssistant, entry: MockConfigEntry, kind: str, key: str, **data: Any) -> None:
    """Add a home or a device, as another flow would that ends at this moment."""
    subentry = ConfigSubentry(
        data=MappingProxyType(data), subentry_type=kind, title=key, unique_id=key, subentry_id=key
    )
    hass.config_entries.async_add_subentry(entry, subentry)


def add_cabin(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add a home and a device in it."""
    add(
        hass, entry, "home", "cabin", user_id="user-2", location_id="location-2", meter_point_ids=["707057500000000002"]
    )
    add(hass, entry, "device", "stove", home="cabin", resource_id="stove", resource_type="hvac")


async def moved(hass: HomeAssistant, entry: MockConfigEntry, spark: FakeSpark) -> None:
    """Move to another Spark; see that it has exactly what is set up here, under the ids that are kept here."""
    done = await reconfigure(hass, entry, answers_about(spark), AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert done["reason"] == "reconfigure_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert {home.location.location_id: home.location.user_id for home in homes(entry).values()} == {
        place.location_id: place.user_id for place in spark.locations.values()
    }
    assert {(device.resource.resource_id, device.home.location.location_id) for device in devices(entry)} == {
        (resource.resource_id, resource.location_id) for resource in spark.resources.values()
    }


@pytest.mark.parametrize("path_end", ["/users", "/locations", "/resources"])
async def test_a_home_and_a_device_that_are_added_meanwhile_move_along(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp, path_end: str
) -> None:
    """Left behind, they would stand in the list and never get a price."""
    entry = await set_up()
    at_request(other_spark, "POST", path_end, lambda: add_cabin(hass, entry))
    await moved(hass, entry, other_spark)
    assert (len(other_spark.locations), len(other_spark.resources)) == (2, 3)


async def test_a_device_that_is_added_while_the_page_is_open_moves_along(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """The page may stay open over night."""
    entry = await set_up()
    flow = await reconfigure(hass, entry, answers_about(other_spark))
    add_cabin(hass, entry)
    flow = await answer(hass, flow, {"consent": False})
    assert flow["description_placeholders"]
    assert (flow["description_placeholders"]["homes"], flow["description_placeholders"]["devices"]) == ("2", "3")
    done = await answer(hass, flow, AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert done["reason"] == "reconfigure_successful"
    assert (len(other_spark.locations), len(other_spark.resources)) == (2, 3)


@pytest.mark.parametrize("path_end", ["/users", "/locations", "/resources"])
@pytest.mark.parametrize("gone", [[TANK], ["home-1"], ["home-1", CHARGER, TANK]])
async def test_what_is_removed_meanwhile_is_not_brought_back(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp, path_end: str, gone: list[str]
) -> None:
    """Nothing is written to what is gone, and what was registered in vain is cleared away."""
    entry = await set_up()
    at_request(
        other_spark,
        "POST",
        path_end,
        lambda: [hass.config_entries.async_remove_subentry(entry, subentry_id) for subentry_id in gone],
    )
    await moved(hass, entry, other_spark)
    assert not entry.subentries.keys() & set(gone)


async def test_a_device_that_is_changed_meanwhile_stays_as_it_was_changed(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """The sensor that was just chosen must not turn into the old one again."""
    entry = await set_up()
    tank = entry.subentries[TANK]
    data = {**tank.data, "resource_type": "hvac", "usage_entity_id": "sensor.pump"}
    at_request(
        other_spark,
        "POST",
        "/resources",
        lambda: hass.config_entries.async_update_subentry(entry, tank, data=data),
    )
    await moved(hass, entry, other_spark)
    new_id = entry.subentries[TANK].data["resource_id"]
    assert entry.subentries[TANK].data == data | {"resource_id": new_id}
    assert other_spark.resources[new_id].resource_type == "HVAC"


async def test_a_place_that_is_changed_before_a_retry_is_registered_as_it_is_now(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """Registered with the old meter point, the home would be paid for another one."""
    entry = await set_up()
    other_spark.fail("POST", "/resources$", Fault(status=503))
    flow = await reconfigure(hass, entry, answers_about(other_spark), AGREED)
    assert flow["errors"] == {"base": "spark_down"}
    home = entry.subentries["home-1"]
    data = {**home.data, "meter_point_ids": ["707057500000000002"]}
    hass.config_entries.async_update_subentry(entry, home, data=data)
    done = await answer(hass, flow, AGREED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert done["reason"] == "reconfigure_successful"
    [place] = other_spark.locations.values()
    assert (place.location_id, place.meter_point_ids) == (home.data["location_id"], ("707057500000000002",))


async def test_what_the_move_has_registered_is_ours_and_the_rest_is_no_longer(
    hass: HomeAssistant, other_spark: FakeSpark, set_up: SetUp
) -> None:
    """Whatever is deleted one day, it is deleted in the Spark where we registered it."""
    entry = await set_up()
    before = entry.unique_id
    await moved(hass, entry, other_spark)
    assert before
    assert entry.unique_id
    ours = await owned(hass)
    assert not ours.of(before).homes
    assert ours.of(entry.unique_id).homes.keys() == other_spark.locations.keys()
    assert ours.of(entry.unique_id).resources.keys() == other_spark.resources.keys()

"""Sensors that a person renames are followed, in devices and in what is still to be reported."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.volue_spark.owned import OwnedResource, account_of, owned
from custom_components.volue_spark.spark.models import LocationId, ResourceId, UserId
from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp

OLD, NEW = "sensor.meter", "sensor.car_meter"


@pytest.fixture(autouse=True)
def meters(account: Account, entity_registry: er.EntityRegistry) -> None:
    """Let two devices be measured, each by a sensor of its own."""
    for name in ("meter", "tank"):
        entity_registry.async_get_or_create("sensor", "test", name, suggested_object_id=name)
    account.entities = {CHARGER: {"usage_entity_id": OLD}, TANK: {"usage_entity_id": "sensor.tank"}}


async def rename(hass: HomeAssistant, old: str = OLD, new: str = NEW) -> None:
    """Do what a person does in the entity's settings."""
    er.async_get(hass).async_update_entity(old, new_entity_id=new)
    await hass.async_block_till_done(wait_background_tasks=True)


def sensors(entry: ConfigEntry) -> list[str | None]:
    """Return the usage sensors of charger and tank."""
    return [entry.subentries[f"device-{kind}"].data.get("usage_entity_id") for kind in ("charger", "hot_water_tank")]


async def test_a_renamed_sensor_is_followed_with_one_reload(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The recorder moves the statistics to the new name; under the old one nothing would be reported."""
    entry = await set_up()
    fake_spark.requests.clear()
    await rename(hass)
    assert sensors(entry) == [NEW, "sensor.tank"]
    assert entry.runtime_data.coordinator.devices[0].usage_entity_id == NEW
    assert len([seen for seen in fake_spark.requests if seen.path.endswith("/events")]) == 1


async def test_a_rename_is_followed_while_the_account_is_disabled(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever tidies up names does it all at once."""
    entry = await set_up()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await rename(hass)
    assert sensors(entry) == [NEW, "sensor.tank"]


async def test_names_that_are_exchanged_are_exchanged(hass: HomeAssistant, set_up: SetUp) -> None:
    """Each device keeps its own sensor, whatever it is called in between."""
    entry = await set_up()
    await rename(hass, OLD, "sensor.between")
    await rename(hass, "sensor.tank", OLD)
    await rename(hass, "sensor.between", "sensor.tank")
    assert sensors(entry) == ["sensor.tank", OLD]


async def test_a_sensor_that_takes_the_name_of_a_dead_one_still_measures_one_device(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Two devices with one sensor would be paid twice for every kWh."""
    entry = await set_up()
    entity_registry.async_remove("sensor.tank")
    await rename(hass, OLD, "sensor.tank")
    assert sensors(entry) == ["sensor.tank", None]


async def test_a_rename_that_concerns_nobody_reloads_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """A house has hundreds of entities."""
    await set_up()
    entity_registry.async_get_or_create("sensor", "test", "other", suggested_object_id="other")
    fake_spark.requests.clear()
    await rename(hass, "sensor.other", "sensor.another")
    assert fake_spark.requests == []


async def retired(hass: HomeAssistant, entry: ConfigEntry) -> OwnedResource:
    """Let there be a resource whose device is gone and whose last hours are not reported yet."""
    resource = OwnedResource(
        ResourceId("gone"), UserId(USER), LocationId(LOCATION), "Gone", OLD, dt_util.utcnow().timestamp()
    )
    await (await owned(hass)).keep(account_of(entry), resource)
    return resource


def usage_sensor_of_retired(stored: dict[str, Any]) -> str:
    """Return what the disk says."""
    resources = stored["volue_spark.registered"]["data"]["account"]["resources"]
    [resource] = [found for found in resources if found["resource_id"] == "gone"]
    return str(resource["usage_entity_id"])


async def test_what_is_still_to_be_reported_follows_too(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """The last hours of a removed device are found in the recorder by the sensor's name."""
    this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    fake_spark.publish_price_curve([("gone", LOCATION)], [(this_hour, -0.35)])
    # Before the start, so that the event about it is read and upkeep leaves it alone.
    resource = OwnedResource(
        ResourceId("gone"), UserId(USER), LocationId(LOCATION), "Gone", OLD, dt_util.utcnow().timestamp()
    )
    await (await owned(hass)).keep("account", resource)
    await set_up()
    await rename(hass)
    assert usage_sensor_of_retired(hass_storage) == NEW


async def test_a_full_disk_is_said_and_the_device_follows_all_the_same(
    hass: HomeAssistant, set_up: SetUp, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be written down must not break what can."""
    entry = await set_up()
    await retired(hass, entry)
    with patch("homeassistant.helpers.storage.Store.async_save"):
        await rename(hass)
    assert sensors(entry) == [NEW, "sensor.tank"]
    assert "The new name sensor.car_meter could not be remembered" in caplog.text


async def test_renames_are_followed_after_another_restart(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A reload must neither lose the listener nor add a second one."""
    entry = await set_up()
    await hass.config_entries.async_reload(entry.entry_id)
    await rename(hass)
    await rename(hass, NEW, "sensor.third")
    assert sensors(entry)[0] == "sensor.third"


async def test_what_tells_that_a_car_is_at_home_is_followed(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Under the old name it would never be at home again, and no hour of it would be reported, retired or not."""
    tracker, renamed, gone = "device_tracker.car", "device_tracker.blue_car", ResourceId("gone")
    entity_registry.async_get_or_create("device_tracker", "test", "car", suggested_object_id="car")
    account.entities[CHARGER] |= {"presence_entity_id": tracker}
    this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    fake_spark.publish_price_curve([(gone, LOCATION)], [(this_hour, -0.35)])
    resource = OwnedResource(
        gone,
        UserId(USER),
        LocationId(LOCATION),
        "Gone",
        "sensor.gone",
        dt_util.utcnow().timestamp(),
        presence_entity_id=tracker,
    )
    await (await owned(hass)).keep("account", resource)
    entry = await set_up()
    await rename(hass, tracker, renamed)
    assert entry.subentries["device-charger"].data["presence_entity_id"] == renamed
    assert sensors(entry) == [OLD, "sensor.tank"]
    kept = (await account.possessions()).resources[gone]
    assert (kept.presence_entity_id, kept.usage_entity_id) == (renamed, "sensor.gone")


async def test_what_a_rule_and_a_limit_need_is_followed(
    hass: HomeAssistant, account: Account, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Under the old names a tank would never wait, and nobody would keep the limit; actions are a person's text."""
    for name in ("warm", "house"):
        entity_registry.async_get_or_create("sensor", "test", name, suggested_object_id=name)
    action = [{"action": "notify.me", "data": {"message": "sensor.warm"}}]
    following = {"waits": True, "temperature_entity_id": "sensor.warm", "start_action": action}
    account.entities[CHARGER] |= {"control_entity_id": "switch.charger", "following": following}
    entry = await set_up()
    home = entry.subentries["home-1"]
    limit = {"house_power_entity_id": "sensor.house", "house_limit_kw": 9}
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, **limit})
    await hass.async_block_till_done(wait_background_tasks=True)
    await rename(hass, "sensor.warm", "sensor.water")
    await rename(hass, "sensor.house", "sensor.grid")
    followed = entry.subentries["device-charger"].data["following"]
    assert followed == following | {"temperature_entity_id": "sensor.water"}
    assert entry.subentries["home-1"].data.items() >= (limit | {"house_power_entity_id": "sensor.grid"}).items()

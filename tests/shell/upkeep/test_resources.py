"""A device is removed: its resource stays at Spark until its hours are told."""

from types import MappingProxyType
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark.owned import owned
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, TANK, Account
from tests.shell.hours import counted, minutes_later, publish, reported, settle
from tests.shell.upkeep.conftest import DEVICES, House


@pytest.fixture
async def running(hass: HomeAssistant, fake_spark: FakeSpark) -> str:
    """Let an event run from 19:00 to 22:00."""
    await counted(hass, {18: 1, 19: 1, 20: 2, 21: 4})
    return publish(fake_spark, 19, 20, 21, both=False)


async def test_the_hours_of_a_removed_device_are_told_before_it_is_deleted(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    running: str,
    account: Account,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Deleted at once, Spark would take no report about it: the day's money would be gone."""
    await house.remove(DEVICES[TANK])
    for _ in range(3):
        assert (TANK in fake_spark.resources, reported(fake_spark)) == (True, [])
        await minutes_later(hass, freezer, 60.5)
    await minutes_later(hass, freezer, 2)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2, 21: 4}}]
    assert set(fake_spark.resources) - {"resource-neighbour"} == {CHARGER}
    assert set((await account.possessions()).resources) == {CHARGER}


async def test_a_restart_in_between_loses_no_hour(
    hass: HomeAssistant, fake_spark: FakeSpark, running: str, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing but the file knows which sensor measured the device."""
    await house.remove(DEVICES[TANK])
    await house.restart()
    await minutes_later(hass, freezer, 62)
    await house.restart()
    await minutes_later(hass, freezer, 122)
    assert (reported(fake_spark), TANK in fake_spark.resources) == ([{TANK: {19: 1, 20: 2, 21: 4}}], False)


async def test_a_device_without_hours_to_tell_is_deleted_at_once(fake_spark: FakeSpark, house: House) -> None:
    """Left there, Spark would go on reckoning with it."""
    publish(fake_spark, 30, 31)  # tomorrow: a device that is no more has nothing to do with it
    await house.remove(DEVICES[TANK], DEVICES[CHARGER])
    assert (house.deletions(), set(fake_spark.resources)) == (["resources"] * 2, {"resource-neighbour"})
    await house.restart()
    assert len(house.deletions()) == 2


async def test_a_device_that_nobody_measures_is_not_waited_for(
    account: Account, fake_spark: FakeSpark, running: str, hass: HomeAssistant, house: House
) -> None:
    """There never will be an hour to tell."""
    subentry = house.entry.subentries[DEVICES[TANK]]
    data = {key: value for key, value in subentry.data.items() if key != "usage_entity_id"}
    hass.config_entries.async_update_subentry(house.entry, subentry, data=data)
    await settle(hass)
    await house.remove(DEVICES[TANK])
    assert TANK not in fake_spark.resources


async def test_the_sensor_that_was_chosen_last_tells_the_hours(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    account: Account,
    running: str,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The store follows the device as long as there is one."""
    subentry = house.entry.subentries[DEVICES[TANK]]
    for sensor in ("sensor.another", "sensor.tank_energy"):
        data = {**subentry.data, "usage_entity_id": sensor}
        hass.config_entries.async_update_subentry(house.entry, subentry, data=data)
        await settle(hass)
        kept = {found.resource_id: found for found in (await account.possessions()).resources.values()}
        assert {key: found.usage_entity_id for key, found in kept.items()}[TANK] == sensor  # type: ignore[index]
    await house.remove(DEVICES[TANK])
    await minutes_later(hass, freezer, 185)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2, 21: 4}}]


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(drop="after"), Fault(status=429)], ids=str)
async def test_spark_away_is_asked_again_until_it_is_deleted(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    account: Account,
    house: House,
    freezer: FrozenDateTimeFactory,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody should have to remember it."""
    fake_spark.fail("DELETE", "/resources/", fault, times=None)
    await house.remove(DEVICES[TANK])
    assert TANK in (await account.possessions()).resources
    await minutes_later(hass, freezer, 61)
    assert TANK in (await account.possessions()).resources
    fake_spark.clear_faults()
    await minutes_later(hass, freezer, 61)
    assert TANK not in fake_spark.resources
    assert TANK not in (await account.possessions()).resources
    said = [found.getMessage() for found in caplog.records if "is looked after again later" in found.getMessage()]
    assert len(said) == 1
    assert TANK not in said[0]


async def test_what_is_gone_at_spark_is_deleted(fake_spark: FakeSpark, account: Account, house: House) -> None:
    """Somebody tidied up in the Spark Portal; 404 is what we wanted."""
    del fake_spark.resources[TANK]
    await house.remove(DEVICES[TANK])
    assert house.deletions() == ["resources"]
    assert TANK not in (await account.possessions()).resources


async def test_nothing_is_deleted_while_spark_does_not_tell_of_its_events(
    hass: HomeAssistant, fake_spark: FakeSpark, running: str, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """An event that nobody has seen yet may be about this very resource."""
    await house.remove(DEVICES[TANK])
    fake_spark.fail("GET", "/events", Fault(status=503), times=None)
    for _ in range(3):
        await minutes_later(hass, freezer, 61)
    assert (reported(fake_spark), TANK in fake_spark.resources) == ([], True)
    fake_spark.clear_faults()
    for _ in range(2):
        await minutes_later(hass, freezer, 61)
    assert TANK not in fake_spark.resources


async def test_what_a_flow_is_about_to_need_is_left_alone(
    hass: HomeAssistant, fake_spark: FakeSpark, account: Account, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """It is registered before its device is there; deleted in between, the device would be dead."""
    store = await owned(hass)
    store.claim("flow", [TANK])
    await house.remove(DEVICES[TANK])
    await minutes_later(hass, freezer, 61)
    assert TANK in fake_spark.resources
    assert [found.retired_at for found in (await account.possessions()).resources.values()] == [None, None]
    store.release("flow")
    await minutes_later(hass, freezer, 61)
    assert TANK not in fake_spark.resources


async def test_a_device_that_comes_back_keeps_its_resource(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    account: Account,
    running: str,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Taken over again the same evening, it is no longer left over."""
    subentry = house.entry.subentries[DEVICES[TANK]]
    await house.remove(DEVICES[TANK])
    assert sum(found.retired_at is not None for found in (await account.possessions()).resources.values()) == 1
    again = ConfigSubentry(
        data=MappingProxyType(subentry.data), subentry_type="device", title="Tank", unique_id="again"
    )
    hass.config_entries.async_add_subentry(house.entry, again)
    await settle(hass)
    assert [found.retired_at for found in (await account.possessions()).resources.values()] == [None, None]
    await minutes_later(hass, freezer, 122)
    await minutes_later(hass, freezer, 61)
    assert (len(reported(fake_spark)), house.deletions()) == (1, [])


async def test_with_a_full_disk_nothing_is_forgotten(
    hass: HomeAssistant, fake_spark: FakeSpark, account: Account, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """What could not be written down is looked after when it can."""
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        await house.remove(DEVICES[TANK])
        assert (TANK in fake_spark.resources, house.deletions()) == (True, [])
    await minutes_later(hass, freezer, 61)
    assert (TANK in fake_spark.resources, house.deletions()) == (False, ["resources"])
    assert set((await account.possessions()).resources) == {CHARGER}

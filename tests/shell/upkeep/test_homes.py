"""A home is removed: deleted at Spark where nothing is lost by it, else a person is asked."""

from types import MappingProxyType
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark.owned import OwnedHome, owned
from custom_components.volue_spark.spark.errors import SparkConnectionError
from custom_components.volue_spark.spark.models import LocationId, UserId
from custom_components.volue_spark.stores import NotWrittenError
from tests.fake_spark import FakeSpark, Fault, Location
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account
from tests.shell.hours import counted, minutes_later, publish, reported, settle
from tests.shell.upkeep.conftest import DEVICES, House

HOME, ALL = LocationId(LOCATION), ("home-1", *DEVICES.values())
DAYS = 24 * 60


@pytest.fixture
async def paid(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Let the tank have earned one krone today."""
    await counted(hass, {9: 9, 10: 2})
    publish(fake_spark, 10, both=False)


def the_issue(house: House) -> ir.IssueEntry:
    """Return the only issue."""
    [issue] = house.issues()
    return issue


async def test_a_home_that_earned_nothing_is_deleted(account: Account, fake_spark: FakeSpark, house: House) -> None:
    """Nobody wants a customer's data to stay at a partner for nothing."""
    await house.remove(*ALL)
    assert house.deletions() == ["resources", "resources", "locations", "users"]
    assert (USER in fake_spark.users, LOCATION in fake_spark.locations, house.issues()) == (False, False, [])
    possessions = await account.possessions()
    assert (possessions.homes, possessions.resources) == ({}, {})


async def test_a_home_that_earned_something_is_a_persons_decision(
    fake_spark: FakeSpark, paid: None, house: House
) -> None:
    """Deleting the user forfeits the month; silence would be as wrong as deleting."""
    await house.remove(*ALL)
    issue = the_issue(house)
    assert issue.translation_placeholders == {"home": "Test home", "amount": "1.00 NOK"}
    assert issue.data == {"entry_id": house.entry.entry_id, "location_id": LOCATION}
    assert (issue.is_fixable, issue.severity) == (True, ir.IssueSeverity.WARNING)
    assert not [found for found in (USER, LOCATION) if found in issue.issue_id]
    assert (USER in fake_spark.users, CHARGER in fake_spark.resources, TANK in fake_spark.resources) == (
        True,
        False,
        False,
    )
    await house.restart()
    assert the_issue(house) == issue


async def test_a_person_may_give_the_money_up(
    account: Account, fake_spark: FakeSpark, paid: None, house: House
) -> None:
    """Who moves out may not want to wait for the end of the month."""
    await house.remove(*ALL)
    fake_spark.fail("DELETE", "/users/user-1$", Fault(status=500))
    with pytest.raises(SparkConnectionError):
        await house.entry.runtime_data.upkeep.delete_home(HOME)
    assert len(house.issues()) == 1
    await house.entry.runtime_data.upkeep.delete_home(HOME)
    assert (USER in fake_spark.users, house.issues()) == (False, [])
    assert (await account.possessions()).homes == {}
    await house.entry.runtime_data.upkeep.delete_home(HOME)


async def test_a_person_may_leave_the_home_there(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    paid: None,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Then it is theirs to look after: nothing asks again, nothing is deleted."""
    await house.remove(*ALL)
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"), pytest.raises(NotWrittenError):
        await house.entry.runtime_data.upkeep.keep_home(HOME)
    assert len(house.issues()) == 1
    await house.entry.runtime_data.upkeep.keep_home(HOME)
    assert (house.issues(), (await account.possessions()).homes) == ([], {})
    await house.restart()
    await minutes_later(hass, freezer, 60 * DAYS)
    assert (USER in fake_spark.users, house.issues()) == (True, [])


async def test_a_home_that_is_set_up_again_is_not_deleted(
    hass: HomeAssistant, fake_spark: FakeSpark, paid: None, house: House
) -> None:
    """A page that was open for long must not delete what is in use by now."""
    subentry = house.entry.subentries["home-1"]
    await house.remove(*ALL)
    again = ConfigSubentry(data=MappingProxyType(subentry.data), subentry_type="home", title="Home", unique_id="again")
    hass.config_entries.async_add_subentry(house.entry, again)
    await settle(hass)
    assert house.issues() == []
    await house.entry.runtime_data.upkeep.delete_home(HOME)
    assert USER in fake_spark.users


async def test_a_home_whose_hours_were_told_waits_until_they_are_paid(
    hass: HomeAssistant, fake_spark: FakeSpark, paid: None, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Spark shows the running month only: on the first of the next it shows nothing, and has paid nothing yet."""
    await house.remove(*ALL)
    assert len(house.issues()) == 1
    await minutes_later(hass, freezer, 25 * DAYS)
    await minutes_later(hass, freezer, 61)
    assert (USER in fake_spark.users, house.issues()) == (True, [])
    await minutes_later(hass, freezer, 16 * DAYS)
    await minutes_later(hass, freezer, 61)
    assert (USER in fake_spark.users, house.issues()) == (False, [])


async def test_spark_slow_to_count_costs_no_money(
    hass: HomeAssistant, fake_spark: FakeSpark, paid: None, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """A report counts some time after it was taken; until then the month looks like nothing."""
    nothing = '{"userId": "user-1", "locationCompensations": []}'
    fake_spark.fail("GET", "compensation$", Fault(status=200, body=nothing), times=None)
    await house.remove(*ALL)
    assert (len(reported(fake_spark)), USER in fake_spark.users) == (1, True)
    fake_spark.clear_faults()
    await minutes_later(hass, freezer, 61)
    assert len(house.issues()) == 1


async def test_a_home_goes_last(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """With it Spark would delete the devices, and take no report about them."""
    await counted(hass, {18: 1, 19: 1, 20: 2})
    publish(fake_spark, 19, 20, both=False)
    await house.restart()
    await house.remove(*ALL)
    assert (USER in fake_spark.users, TANK in fake_spark.resources, house.issues()) == (True, True, [])
    await minutes_later(hass, freezer, 123)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2}}]
    assert (TANK in fake_spark.resources, USER in fake_spark.users) == (False, True)
    assert the_issue(house).translation_placeholders == {"home": "Test home", "amount": "1.50 NOK"}


async def test_a_device_whose_home_is_gone_keeps_both(fake_spark: FakeSpark, house: House) -> None:
    """Somebody may have removed the wrong thing; what is still set up is not left over."""
    await house.remove("home-1")
    assert (house.deletions(), len(fake_spark.resources)) == ([], 3)


async def test_a_home_that_a_flow_takes_over_is_left_alone(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Its page may be open for an hour."""
    store = await owned(hass)
    store.claim("flow", [LOCATION])
    await house.remove(*ALL)
    await minutes_later(hass, freezer, 61)
    assert USER in fake_spark.users
    store.release("flow")
    await minutes_later(hass, freezer, 61)
    assert USER not in fake_spark.users


async def test_a_user_with_another_location_stays(account: Account, fake_spark: FakeSpark, house: House) -> None:
    """The other location may be a partner's own, and goes with its user."""
    fake_spark.locations["their-cabin"] = Location("their-cabin", USER)
    await house.remove(*ALL)
    assert (LOCATION in fake_spark.locations, "their-cabin" in fake_spark.locations) == (False, True)
    assert (USER in fake_spark.users, (await account.possessions()).homes) == (True, {})


async def test_a_registration_that_broke_off_is_forgotten(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, house: House
) -> None:
    """It was written down first, and Spark never heard of it."""
    await (await owned(hass)).keep("account", OwnedHome(LocationId("l-x"), UserId("u-x"), "Nowhere", 0))
    await house.restart()
    assert set((await account.possessions()).homes) == {LOCATION}
    assert USER in fake_spark.users


@pytest.mark.parametrize("path", ["compensation$", "/locations$", "/locations/", "/users/user-1$"])
async def test_spark_away_is_asked_again_until_the_home_is_deleted(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    house: House,
    freezer: FrozenDateTimeFactory,
    path: str,
) -> None:
    """Wherever it breaks off, nothing is forgotten before it is done."""
    fake_spark.fail("*", path, Fault(status=500), times=None)
    await house.remove(*ALL)
    assert set((await account.possessions()).homes) == {LOCATION}
    fake_spark.clear_faults()
    await minutes_later(hass, freezer, 61)
    assert (USER in fake_spark.users, (await account.possessions()).homes) == (False, {})

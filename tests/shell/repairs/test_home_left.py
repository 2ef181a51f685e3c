"""The fix of a home that was removed here, has earned something, and is still at Spark."""

import json
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.owned import OwnedHome, owned
from custom_components.volue_spark.spark.models import LocationId, UserId
from tests.fake_spark import FakeSpark, Fault, Location, User
from tests.shell.conftest import Account, SetUp
from tests.shell.repairs.desk import Desk

CABIN, GUEST = LocationId("location-9"), UserId("user-9")
EARNED = {"locationCompensations": [{"locationId": CABIN, "activeAmount": 1, "blockedAmount": 0, "currency": "NOK"}]}


@pytest.fixture
async def entry(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp) -> MockConfigEntry:
    """Return an account that registered a cabin, which is no longer set up and has earned a krone."""
    fake_spark.users[GUEST] = User(GUEST)
    fake_spark.locations[CABIN] = Location(CABIN, GUEST)
    fake_spark.fail("GET", f"{GUEST}/compensation$", Fault(status=200, body=json.dumps(EARNED)), times=None)
    await (await owned(hass)).keep(account.unique_id, OwnedHome(CABIN, GUEST, "Cabin", 0.0))
    entry = await set_up()
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def the_issue(desk: Desk) -> str:
    """Return the id of the cabin's issue, which holds none of Spark's."""
    [issue_id] = [key for key in await desk.issues() if key.startswith("home_left_at_spark")]
    return issue_id


async def test_it_is_deleted_only_after_a_second_yes(entry: Any, fake_spark: FakeSpark, desk: Desk) -> None:
    """Deleting forfeits money and cannot be undone."""
    issue_id = await the_issue(desk)
    page = await desk.open(issue_id)
    assert (page["step_id"], page["menu_options"]) == ("init", ["delete", "keep"])
    page = await desk.choose(page, "delete")
    assert page["description_placeholders"] == {"home": "Cabin", "amount": "1.00 NOK"}
    assert GUEST in fake_spark.users
    fake_spark.fail("DELETE", f"/users/{GUEST}$", Fault(status=500))
    page = await desk.submit(page, {})
    assert (page["step_id"], page["errors"]) == ("delete", {"base": "spark_down"})
    page = await desk.submit(page, {})
    assert (page["type"], GUEST in fake_spark.users, CABIN in fake_spark.locations) == ("create_entry", False, False)
    assert issue_id not in await desk.issues()


async def test_it_is_kept_at_one_word(entry: Any, fake_spark: FakeSpark, desk: Desk) -> None:
    """Keeping costs nothing."""
    issue_id = await the_issue(desk)
    page = await desk.choose(await desk.open(issue_id), "keep")
    assert (page["type"], GUEST in fake_spark.users) == ("create_entry", True)
    assert issue_id not in await desk.issues()


async def test_what_cannot_be_written_down_is_said_and_tried_again(entry: Any, desk: Desk) -> None:
    """Forgotten on paper only, the question would come back at the next start."""
    menu = await desk.open(await the_issue(desk))
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        page = await desk.choose(menu, "keep")
    assert (page["step_id"], page["errors"]) == ("keep", {"base": "not_written"})
    assert (await desk.submit(page, {}))["type"] == "create_entry"


@pytest.mark.parametrize("option", ["delete", "keep"])
async def test_an_account_that_stopped_while_the_form_was_open_says_so(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk, option: str
) -> None:
    """Whoever deletes belongs to the running account."""
    issue_id = await the_issue(desk)
    menu = await desk.open(issue_id)
    await hass.config_entries.async_unload(entry.entry_id)
    page = await desk.choose(menu, option)
    assert (page["type"], page["reason"]) == ("abort", "not_loaded")

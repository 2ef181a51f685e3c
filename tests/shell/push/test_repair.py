"""The repair of a webhook that does not work: after a day, with two ways out, and gone by itself."""

from datetime import timedelta
from typing import Any

from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from tests.fake_spark import Fault
from tests.shell.push.conftest import MORNING
from tests.shell.push.house import House
from tests.shell.repairs.desk import Desk

ISSUE = "push_unwell_account-6"


@pytest.fixture
async def pages(hass: HomeAssistant) -> None:
    """Add the pages before the first client, which freezes the routes."""
    for component in ("websocket_api", "repairs"):
        assert await async_setup_component(hass, component, {})


@pytest.fixture
async def desk(
    hass: HomeAssistant, pages: None, house: House, hass_admin_user: MockUser, hass_client: Any, hass_ws_client: Any
) -> Desk:
    """Open the page of repairs, signed in for longer than a day."""
    session = await hass.auth.async_create_refresh_token(
        hass_admin_user,
        client_name="test",
        token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=timedelta(days=30),
    )
    token = hass.auth.async_create_access_token(session)
    return Desk(hass, await hass_client(token), lambda hass: hass_ws_client(hass, token))


@pytest.fixture
async def unwell(desk: Desk, house: House) -> House:
    """Let Spark have failed to reach the house since it was looked at, a day after the start."""
    await house.begin()
    house.webhook.status = "Unhealthy"
    await house.later(hours=24)
    assert house.push.state == "unwell"
    return house


async def a_day_later(house: House) -> None:
    """Let a day pass, and the time in which the next curve comes, hour by hour."""
    for _ in range(26):
        await house.later(hours=1)


async def test_it_is_said_after_a_day_and_not_before(unwell: House, desk: Desk) -> None:
    """A router that starts anew heals by itself; who is told of everything reads nothing."""
    for _ in range(25):
        await unwell.later(hours=1)
    await unwell.later(minutes=59)
    assert await desk.issues() == {}
    await unwell.later(minutes=1)
    issue = (await desk.issues())[ISSUE]
    assert issue["translation_placeholders"] == {"account": "Volue Spark"}
    assert (issue["is_fixable"], issue["severity"]) == (True, "warning")


async def test_it_goes_by_itself_when_spark_reaches_us_again(unwell: House, desk: Desk) -> None:
    """Nobody has to come back for it."""
    await a_day_later(unwell)
    assert ISSUE in await desk.issues()
    assert await unwell.tell() == [200]
    await unwell.later(hours=1)
    assert await desk.issues() == {}


async def test_a_restart_neither_forgets_it_nor_what_was_ignored(unwell: House, desk: Desk) -> None:
    """Ignored once, it would come back with each restart."""
    await a_day_later(unwell)
    await desk.ignore(ISSUE)
    await unwell.reload()
    assert (await desk.issues())[ISSUE]["ignored"]


async def test_trying_again_looks_at_once_and_says_what_it_found(unwell: House, desk: Desk) -> None:
    """After plugging in the router nobody waits an hour."""
    await a_day_later(unwell)
    page = await desk.open(ISSUE)
    assert (page["step_id"], page["menu_options"]) == ("init", ["again", "without"])
    unwell.asked()
    page = await desk.choose(page, "again")
    assert (page["step_id"], page["errors"]) == ("again", {"base": "still_unwell"})
    assert unwell.asked() == ["GET"]
    unwell.spark.fail("GET", "/webhooks", Fault(status=500))
    page = await desk.submit(page, {})
    assert page["errors"] == {"base": "spark_down"}
    unwell.webhook.status = "Healthy"
    page = await desk.submit(page, {})
    assert page["type"] == "create_entry"
    assert await desk.issues() == {}
    assert unwell.push.state == "waiting"


async def test_doing_without_takes_the_address_away_from_spark(unwell: House, desk: Desk) -> None:
    """Curves come as before; nothing is left that could be unwell."""
    await a_day_later(unwell)
    unwell.account.hass.config_entries.async_update_entry(
        unwell.entry, options={**unwell.entry.options, "spot_price_entity_id": "sensor.spot"}
    )
    page = await desk.choose(await desk.open(ISSUE), "without")
    assert page["type"] == "create_entry"
    assert unwell.entry.options == {"push": False, "spot_price_entity_id": "sensor.spot"}
    assert (unwell.spark.webhooks, await desk.issues()) == ({}, {})
    await unwell.reload()
    assert await desk.issues() == {}


async def test_doing_without_ends_it_even_where_spark_cannot_be_asked(unwell: House, desk: Desk) -> None:
    """What stays at Spark for now is not the household's worry any more."""
    await a_day_later(unwell)
    unwell.spark.fail("*", ".", Fault(drop=True), times=None)
    await desk.choose(await desk.open(ISSUE), "without")
    await unwell.later(hours=1)
    assert await desk.issues() == {}


@pytest.mark.parametrize("option", ["again", "without"])
async def test_what_was_solved_meanwhile_is_over(unwell: House, desk: Desk, option: str) -> None:
    """The form was open while Spark's next message arrived."""
    await a_day_later(unwell)
    menu = await desk.open(ISSUE)
    assert await unwell.tell() == [200]
    await unwell.later(hours=1)
    page = await desk.choose(menu, option)
    assert (page["type"], page["reason"]) == ("abort", "solved")
    assert unwell.entry.options == {"push": True}


async def test_a_form_that_opens_too_late_is_over(hass: HomeAssistant, unwell: House, desk: Desk) -> None:
    """The list of repairs on the screen is older than the repair."""
    await a_day_later(unwell)
    page = await desk.open(ISSUE)
    await hass.config_entries.async_remove(unwell.entry.entry_id)
    page = await desk.choose(page, "again")
    assert (page["type"], page["reason"]) == ("abort", "solved")


async def test_an_account_that_does_not_run_cannot_look(hass: HomeAssistant, unwell: House, desk: Desk) -> None:
    """Nobody would keep what was found."""
    await a_day_later(unwell)
    menu = await desk.open(ISSUE)
    await hass.config_entries.async_unload(unwell.entry.entry_id)
    page = await desk.choose(menu, "again")
    assert (page["type"], page["reason"]) == ("abort", "not_loaded")


async def test_it_began_when_it_was_noticed(unwell: House) -> None:
    """The day is counted from what Spark says, not from the start of Home Assistant."""
    assert unwell.push.unwell_since == MORNING.replace(day=MORNING.day + 1)

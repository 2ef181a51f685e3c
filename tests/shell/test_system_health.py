"""The page "System information", which is copied into issues."""

from datetime import UTC, datetime, timedelta
import inspect
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    get_system_health_info,
)

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import Account, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows, once everybody has been asked."""
    assert await async_setup_component(hass, "system_health", {})
    shown = await get_system_health_info(hass, DOMAIN)
    return {key: await value if inspect.isawaitable(value) else value for key, value in shown.items()}


async def test_it_tells_who_is_reached_and_when_spark_last_answered(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whether it is the network, the login or Spark is the first question of all."""
    freezer.move_to(NOON)
    await set_up()
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    freezer.move_to(NOON + timedelta(hours=1, seconds=30))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await health(hass) == {
        "can_reach_api": "ok",
        "can_reach_login": "ok",
        "token": "granted, renewed in 59 min",
        "last_poll": NOON,
        # Midnight in Home Assistant's zone, which is Los Angeles in tests.
        "curve_valid_until": datetime(2026, 6, 11, 7, tzinfo=UTC),
        "push": "not allowed, so Spark is asked",
        "last_push": "none yet",
    }


async def test_an_account_that_does_not_load_tells_who_is_not_reached(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It is then that somebody looks."""
    await fake_spark.stop()
    await set_up()
    unreached = {"type": "failed", "error": "unreachable"}
    shown = await health(hass)
    assert (shown["can_reach_api"], shown["can_reach_login"]) == (unreached, unreached)
    assert {shown[key] for key in ("token", "last_poll", "curve_valid_until", "last_push")} == {"none yet"}
    assert shown["push"] == "unknown, because the account is not running"


async def test_two_accounts_are_told_apart_and_a_disabled_one_is_left_out(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Without their titles the second would hide the first."""
    await set_up()
    for title, disabled_by in (("Cabin", None), ("Barn", ConfigEntryDisabler.USER)):
        data = account.entry().data
        entry = MockConfigEntry(domain=DOMAIN, title=title, unique_id=title, data=data, disabled_by=disabled_by)
        entry.add_to_hass(hass)
    shown = await health(hass)
    assert shown["Volue Spark: Spark reached"] == "ok"
    assert shown["Cabin: Token"] == "none yet"
    assert not [key for key in shown if key.startswith("Barn")]

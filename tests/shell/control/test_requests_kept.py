"""What was asked for is on disk before it counts, and outlives every restart."""

from datetime import datetime
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, Account, SetUp
from tests.shell.control.asking import MIDNIGHT, NOT_TODAY, RUN, press, status
from tests.shell.control.tank import FOLLOW, HOUR, MINUTE, NOON, move_to, tank_is


@pytest.mark.parametrize(
    ("domain", "service", "data"),
    [
        ("button", "press", {"entity_id": RUN}),
        ("button", "press", {"entity_id": NOT_TODAY}),
        ("switch", "turn_off", {"entity_id": FOLLOW}),
        (DOMAIN, "run_for", {"entity_id": FOLLOW, "duration": 60}),
        (DOMAIN, "leave_alone", {"entity_id": FOLLOW, "duration": 60}),
    ],
)
async def test_on_a_full_disk_nothing_changes_and_the_reason_is_said(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, domain: str, service: str, data: dict[str, Any]
) -> None:
    """What would be forgotten at the next restart does not begin; and nobody has to know what a store is."""
    await set_up()
    await move_to(hass, freezer, NOON)
    before = (status(hass), tank_is(hass), hass.states.is_state(FOLLOW, STATE_ON))
    with patch("homeassistant.helpers.storage.Store.async_save"), pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(domain, service, data, blocking=True)
    assert caught.value.translation_key == "not_written"
    assert "Make room on the disk" in str(caught.value)
    await hass.async_block_till_done()
    assert (status(hass), tank_is(hass), hass.states.is_state(FOLLOW, STATE_ON)) == before


@pytest.mark.parametrize(
    ("button", "word", "at_the_end"), [(RUN, "asked_to_run", NOON + HOUR), (NOT_TODAY, "not_today", MIDNIGHT)]
)
async def test_a_wish_survives_a_reload_to_the_minute(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    button: str,
    word: str,
    at_the_end: datetime,
) -> None:
    """Somebody adds a second device meanwhile, and the bath is cold."""
    points = [(NOON, 0.3), (NOON + HOUR, 0.3), (MIDNIGHT, 0.3)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=NOON)
    entry = await set_up()
    await press(hass, button)
    was, before = status(hass), list(calls)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (status(hass), calls) == (was, before)
    await move_to(hass, freezer, at_the_end - MINUTE)
    assert status(hass) == was
    await move_to(hass, freezer, at_the_end)
    assert (status(hass)[0], tank_is(hass)) == ("hours_to_avoid", STATE_OFF)


@pytest.mark.parametrize(("button", "word"), [(RUN, "asked_to_run"), (NOT_TODAY, "not_today")])
async def test_a_wish_survives_a_new_start_of_home_assistant(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    button: str,
    word: str,
) -> None:
    """Only what is on disk is left; and an update at night must not end what somebody asked for."""
    entry = await set_up()
    await press(hass, button)
    was = status(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to(NOON + MINUTE)
    async with async_test_home_assistant() as again:
        again.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        await again.config.async_set_time_zone("Europe/Oslo")
        found = {"tank": {"name": "Tank", "initial": word == "asked_to_run"}}
        assert await async_setup_component(again, "input_boolean", {"input_boolean": found})
        started = Account(again, fake_spark, entities=account.entities).entry()
        started.add_to_hass(again)
        await again.config_entries.async_setup(started.entry_id)
        await again.async_block_till_done(wait_background_tasks=True)
        assert status(again) == was
        await move_to(again, freezer, NOON + HOUR)
        if word == "asked_to_run":
            assert (status(again)[0], tank_is(again)) == ("using_power", STATE_ON)
        else:
            assert (status(again), tank_is(again)) == (was, STATE_OFF)
        await again.config_entries.async_unload(started.entry_id)
        await again.async_stop(force=True)

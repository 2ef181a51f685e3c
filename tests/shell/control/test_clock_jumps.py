"""A clock that is set, or a machine that slept: no timer notices, and the favourable hours go on all the same."""

from datetime import datetime, timedelta
from time import monotonic

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from tests.fake_spark import FakeSpark
from tests.shell.conftest import SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to, tank_is


async def jump(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch, to: datetime
) -> None:
    """Let the clock show another time at once; a minute later only those timers ring that count minutes."""
    before = datetime.now(tz=to.tzinfo)
    stood = monotonic()
    monkeypatch.setattr("custom_components.volue_spark.jumps.monotonic", lambda: stood + 60)
    freezer.move_to(to + MINUTE)
    async_fire_time_changed_exact(hass, before + timedelta(seconds=60))
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_machine_that_slept_into_the_favourable_hours_is_on_a_minute_later(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    fake_spark: FakeSpark,
) -> None:
    """The timer for noon would ring as many hours too late as it slept."""
    await set_up()
    asked = len(fake_spark.requests)
    await jump(hass, freezer, monkeypatch, NOON + HOUR)
    assert tank_is(hass) == STATE_ON
    assert len(fake_spark.requests) > asked
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert tank_is(hass) == STATE_OFF


async def test_a_clock_that_is_set_back_gives_back_what_began_too_soon(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was wrong before, and is right now."""
    await set_up()
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    await jump(hass, freezer, monkeypatch, NOON - 30 * MINUTE)
    assert tank_is(hass) == STATE_OFF


async def test_a_clock_that_keeps_time_asks_nobody(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, fake_spark: FakeSpark
) -> None:
    """Each false alarm would be a request."""
    await set_up()
    # In the afternoon Spark is asked seldom.
    await move_to(hass, freezer, NOON + 4 * HOUR)
    await move_to(hass, freezer, NOON + 5 * HOUR)
    asked = len(fake_spark.requests)
    for minutes in range(1, 20):
        await move_to(hass, freezer, NOON + 5 * HOUR + minutes * MINUTE)
    assert len(fake_spark.requests) == asked

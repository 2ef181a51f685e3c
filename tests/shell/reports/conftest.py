"""A recorder, and the evening after the hours of an event."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.hours import (
    DAY,
    HOUR,
    METER,
    MINUTE,
    POWER,
    ran,
)
from tests.shell.reports.evening import Evening, come


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
async def yesterday(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    freezer: FrozenDateTimeFactory,
    everything_is_on: None,
) -> None:
    """Stand after the hours of an event, with a counter in Wh and a power sensor in W."""
    freezer.move_to(DAY + 20 * HOUR - MINUTE)
    await hass.config.async_set_time_zone("Europe/Oslo")
    await ran(hass)
    account.entities = {TANK: {"usage_entity_id": METER}, CHARGER: {"usage_entity_id": POWER}}


@pytest.fixture
async def evening(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> Evening:
    """Return the evening after an hour that is to be reported in the next moment."""
    return await come(hass, account, fake_spark, set_up, freezer)

"""When a home reports: all curves end at midnight, and Spark is there for everybody."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark.spark.polling import share_of
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.hours import DAY, HOUR, METER, MINUTE, counted, loaded, minutes_later, publish, ran, reported

# Its moment is 36 minutes and 19 seconds into the hour.
LATE_HOME = "account"


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture(autouse=True)
async def late_home(hass: HomeAssistant, account: Account, freezer: FrozenDateTimeFactory) -> None:
    """Stand before the last hour of an event, in a home whose moment is late."""
    freezer.move_to(DAY + 20 * HOUR - MINUTE)
    await hass.config.async_set_time_zone("Europe/Oslo")
    await ran(hass)
    account.entities = {TANK: {"usage_entity_id": METER}}
    account.entry_id = LATE_HOME
    assert round(share_of(LATE_HOME) * 60) == 36


def asked(spark: FakeSpark, what: str) -> int:
    """Return how often something was asked."""
    return sum(seen.path.endswith(what) for seen in spark.requests)


async def test_a_home_waits_for_its_own_moment(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """100,000 homes that report in the second in which their hours are compiled take Spark down."""
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1, 19: 1, 20: 2})
    await loaded(hass, set_up)
    for minutes in (123, 20, 14):
        await minutes_later(hass, freezer, minutes)
        assert (asked(fake_spark, "/reports"), asked(fake_spark, "/compensation")) == (0, 1)
    await minutes_later(hass, freezer, 2)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2}}]
    assert asked(fake_spark, "/compensation") == 2


async def test_what_is_tried_again_keeps_the_moment_of_the_home(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """On a full quarter everybody would be together again."""
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1, 19: 1, 20: 2})
    fake_spark.fail("POST", "/reports$", Fault(status=429))
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, 159)
    assert asked(fake_spark, "/reports") == 1
    await minutes_later(hass, freezer, 14)
    assert asked(fake_spark, "/reports") == 1
    await minutes_later(hass, freezer, 2)
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2}}]


async def test_who_leaves_does_not_wait(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What leaves with the home would be reported never."""
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {18: 1, 19: 1, 20: 2})
    entry = await loaded(hass, set_up)
    await minutes_later(hass, freezer, 62)
    assert reported(fake_spark) == []
    await entry.runtime_data.reporter.send_now()
    assert reported(fake_spark) == [{TANK: {19: 1, 20: 2}}]


async def test_homes_that_started_together_do_not_ask_together_what_they_earned(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """After a power cut half a town starts in one minute, and would ask in one minute every day."""
    await loaded(hass, set_up)
    assert asked(fake_spark, "/compensation") == 1
    await minutes_later(hass, freezer, timedelta(days=1, minutes=30) / timedelta(minutes=1))
    assert asked(fake_spark, "/compensation") == 1
    await minutes_later(hass, freezer, 7)
    assert asked(fake_spark, "/compensation") == 2

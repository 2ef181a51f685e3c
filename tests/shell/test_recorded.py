"""What the recorder keeps of the calendar and of each new curve."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, SetUp

NOON = datetime(2036, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Start the recorder before Home Assistant, as it wants to be."""


async def test_what_is_recorded_is_short(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What a stretch is worth can be a long text, and nobody looks it up afterwards."""
    freezer.move_to(NOON)
    entry = await set_up()
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON + timedelta(hours=n), -0.2) for n in range(30)])
    await entry.runtime_data.coordinator.async_refresh()
    await async_wait_recording_done(hass)
    with session_scope(hass=hass, read_only=True) as session:
        recorded = [row.shared_attrs or "" for row in session.query(StateAttributes)]
    [calendar] = [text for text in recorded if "Use power: " in text]
    [event] = [text for text in recorded if "lowest_delta" in text]
    assert "description" not in json.loads(calendar)
    assert max(len(text.encode()) for text in (calendar, event)) < 300

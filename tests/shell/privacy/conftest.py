"""An account that is watched from its first page on."""

from collections.abc import AsyncIterator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.fake_spark import FakeSpark
from tests.shell.hours import DAY, HOUR, METER, ran
from tests.shell.privacy.life import CLIENT_ID, LATITUDE, LONGITUDE, SECRET, SWITCH, Life
from tests.shell.push.conftest import listening


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture
async def life(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Life]:
    """Yield an account that is about to begin, and be watched; no test event is waited for while the clock stands."""
    monkeypatch.setattr("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (-1, -1))
    monkeypatch.setattr("custom_components.volue_spark.sent._TOLD_WITHIN", -1)
    monkeypatch.setattr("custom_components.volue_spark.sent._OBEYED_WITHIN", -1)
    freezer.move_to(DAY + 12 * HOUR)
    await ran(hass)
    hass.config.latitude, hass.config.longitude = LATITUDE, LONGITUDE
    hass.states.async_set(SWITCH, "off")
    measures = {"device_class": "energy", "state_class": "total_increasing", "unit_of_measurement": "kWh"}
    hass.states.async_set(METER, "unknown", measures)
    server = await listening(hass, hass_client_no_auth)
    await hass.config.async_update(external_url=str(server.make_url("/")).rstrip("/"))
    spark = FakeSpark(client_id=CLIENT_ID, client_secret=SECRET)
    await spark.start()
    life = Life(hass, spark, freezer, caplog)
    life.begin()
    yield life
    life.end()
    await spark.stop()

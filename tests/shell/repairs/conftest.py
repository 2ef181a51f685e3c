"""The page of repairs."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.repairs.desk import Desk


@pytest.fixture
async def desk(hass: HomeAssistant, fake_spark: FakeSpark, hass_client: Any, hass_ws_client: Any) -> Desk:
    """Open the page."""
    for component in ("websocket_api", "repairs", "webhook"):  # before the first client, which freezes the routes
        assert await async_setup_component(hass, component, {})
    return Desk(hass, await hass_client(), hass_ws_client)

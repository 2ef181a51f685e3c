"""A tank, a curve and an ear for service calls."""

from collections.abc import AsyncIterator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account
from tests.shell.control.tank import HOUR, NOON, SWITCH


@pytest.fixture(autouse=True)
async def tank(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 11:00 UTC with a tank that is off, and a curve that is favourable from 12:00 to 14:00."""
    freezer.move_to(NOON - HOUR)
    await hass.config.async_set_time_zone("Europe/Oslo")
    helpers = {"tank": {"name": "Tank"}, "other": {"name": "Other"}}
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": helpers})
    assert await async_setup_component(hass, "homeassistant", {})
    account.entities = {TANK: {"control_entity_id": SWITCH}}
    points = [(NOON, -0.2), (NOON + HOUR, -0.4), (NOON + 2 * HOUR, 0.3), (NOON + 5 * HOUR, -0.1)]
    fake_spark.publish_price_curve([(TANK, LOCATION), (CHARGER, LOCATION)], points)


@pytest.fixture
async def calls(hass: HomeAssistant) -> AsyncIterator[list[str]]:
    """Return the services called on the tank's switch by anybody, oldest first."""
    found: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["service_data"].get("entity_id") in (SWITCH, [SWITCH]):
            found.append(event.data["service"])

    stop = hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    yield found
    stop()

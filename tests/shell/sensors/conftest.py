"""Noon of a day in June, and every entity on."""

from collections.abc import Iterator
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
import pytest

from tests.shell.sensors.clock import NOON


@pytest.fixture(autouse=True)
def everything_is_on() -> Iterator[None]:
    """Enable what is off by default, as Home Assistant's own tests do."""
    with patch.object(Entity, "entity_registry_enabled_default", PropertyMock(return_value=True)):
        yield


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC, 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    hass.config.currency = "NOK"
    freezer.move_to(NOON)

"""An ear for the services that are called on a device."""

from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
import pytest

from tests.shell.conftest import TANK, Account


@pytest.fixture
def asked(hass: HomeAssistant, account: Account) -> list[tuple[str, Any]]:
    """Return the services called on the account's device by anybody, each with what it was given, oldest first."""
    found: list[tuple[str, Any]] = []

    @callback
    def note(event: Event[Any]) -> None:
        data = {**event.data["service_data"]}
        if data.pop("entity_id", None) == account.entities[TANK]["control_entity_id"]:
            found.append((event.data["service"], next(iter(data.values()), None)))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return found

"""Ears for what is done with a device, and a boost that actions switch."""

from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from tests.shell.conftest import TANK, Account
from tests.shell.control.adapters.boost import HOT
from tests.shell.control.tank import SWITCH


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


@pytest.fixture
async def boost(hass: HomeAssistant) -> None:
    """Have a boost that draws 2 kW while the water is cold, and a sensor that says in a word whether it is on."""
    draws = f"{{{{ 2000 if is_state('{SWITCH}', 'on') and is_state('{HOT}', 'off') else 5 }}}}"
    power = {"name": "Power", "state": draws, "unit_of_measurement": "W", "device_class": "power"}
    works = {"name": "Works", "state": f"{{{{ 'heating' if is_state('{SWITCH}', 'on') else 'idle' }}}}"}
    assert await async_setup_component(hass, "template", {"template": [{"sensor": [power, works]}]})
    await hass.async_block_till_done()


@pytest.fixture
def told(hass: HomeAssistant) -> list[Any]:
    """Return what the actions told, oldest first."""
    return async_capture_events(hass, "boost")  # type: ignore[no-any-return]

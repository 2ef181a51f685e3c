"""Three devices that want to start: each has its own minute."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON
from homeassistant.core import Event, HomeAssistant, callback

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.control.tank import MINUTE, NOON, SWITCH, move_to

HEATER, THIRD = "resource-heater", "input_boolean.third"


async def test_three_devices_start_a_minute_apart(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The second and the third would start in the same instant, and trip the fuse."""
    hass.states.async_set(THIRD, STATE_OFF)
    starts: list[tuple[timedelta, str]] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["service"] == "turn_on":
            entity_id = event.data["service_data"]["entity_id"]
            starts.append((event.time_fired - NOON, entity_id))
            hass.states.async_set(entity_id, STATE_ON)

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    account.devices[HEATER] = "hvac"
    entities = {CHARGER: "input_boolean.other", TANK: SWITCH, HEATER: THIRD}
    account.entities = {key: {"control_entity_id": entity_id} for key, entity_id in entities.items()}
    targets = [(key, LOCATION) for key in entities]
    fake_spark.publish_price_curve(targets, [(NOON, -0.2)])
    await set_up()
    for minutes in range(4):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert starts == [(number * MINUTE, entity_id) for number, entity_id in enumerate(entities.values())]

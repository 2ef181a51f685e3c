"""Water heaters that lack something: a choice of modes, a mode "off", a switch."""

from typing import Any, override

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.water_heater import WaterHeaterEntity
from homeassistant.components.water_heater.const import DATA_COMPONENT, WaterHeaterEntityFeature as Feature
from homeassistant.const import EVENT_CALL_SERVICE, UnitOfTemperature
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import WAITS, Data, state_of, switched, through_the_hours
from tests.shell.control.tank import HOUR, MINUTE, NOON, follow, move_to

TURNS, CHOOSES = Feature.ON_OFF, Feature.OPERATION_MODE
ON_OFF: Data = {"how": "on_off", **WAITS}
MODE: Data = {"how": "mode", "run": "performance"}


class Tank(WaterHeaterEntity):
    """One that comes on in the mode "eco", whatever it was in before."""

    entity_id = "water_heater.tank"
    _attr_should_poll = False
    _attr_temperature_unit = UnitOfTemperature.CELSIUS

    def __init__(self, features: Feature, modes: list[str], found: str) -> None:
        """Begin in a mode."""
        self._attr_supported_features, self._attr_operation_list = features, modes
        self._attr_current_operation = found

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self.async_set_operation_mode("eco")

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self.async_set_operation_mode("off")

    @override
    async def async_set_operation_mode(self, operation_mode: str) -> None:
        self._attr_current_operation = operation_mode
        self.async_write_ha_state()


async def have(hass: HomeAssistant, tank: Tank) -> list[Any]:
    """Have a tank; return the services that are called on it, refused or not."""
    assert await async_setup_component(hass, "water_heater", {})
    await hass.data[DATA_COMPONENT].async_add_entities([tank])
    calls: list[Any] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["domain"] == "water_heater":
            calls.append(event.data["service"])

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return calls


@pytest.mark.parametrize(
    ("heater", "following", "states"),
    [
        (Tank(TURNS, [], "electric"), ON_OFF, ["off", "eco", "eco"]),
        (Tank(TURNS | CHOOSES, ["eco", "electric"], "electric"), ON_OFF, ["off", "eco", "electric"]),
        (Tank(TURNS | CHOOSES, ["eco", "performance"], "off"), MODE, ["off", "performance", "off"]),
        (Tank(CHOOSES, ["off", "performance"], "off"), MODE, ["off", "performance", "off"]),
        (Tank(CHOOSES, ["eco", "performance"], "gas"), MODE, ["gas", "performance", "performance"]),
    ],
    ids=["no modes", "no mode off", "off is no mode", "no switch", "a mode that nobody can choose"],
)
async def test_what_can_be_put_back_is_and_nothing_else_is_asked_for(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    caplog: Any,
    heater: Tank,
    following: Data,
    states: list[str],
) -> None:
    """Asked for what it does not have, it refuses, and is asked again and again."""
    before, within, after = states
    calls = await have(hass, heater)
    switched(account, heater.entity_id, following)
    await set_up()
    assert await through_the_hours(hass, freezer, state_of(hass, heater.entity_id)) == [before, *[within] * 3, after]
    called = len(calls)
    for minutes in range(10):
        await move_to(hass, freezer, NOON + 2 * HOUR + minutes * MINUTE)
    assert (len(calls), called <= 3) == (called, True)
    assert "does not go back" not in caplog.text


async def test_a_tank_without_modes_is_only_on_again_when_it_need_not_wait_any_more(
    hass: HomeAssistant, account: Account, set_up: SetUp, caplog: Any
) -> None:
    """Which mode it comes on in is its own business."""
    calls = await have(hass, Tank(TURNS, [], "electric"))
    switched(account, Tank.entity_id, ON_OFF)
    await set_up()
    await follow(hass, "turn_off")
    assert state_of(hass, Tank.entity_id)() == "eco"
    assert calls == ["turn_off", "turn_on"]
    assert "could not be controlled" not in caplog.text

"""By what an entity can be switched: never by what its service would refuse."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.setup import async_setup_component
import pytest

from custom_components.volue_spark.control.adapters import abilities
from custom_components.volue_spark.control.adapters.base import Choice, Modes, Range
from custom_components.volue_spark.following import How
from tests.shell.control.adapters.ways import demo

SET_POINT, OPERATION, AWAY, ON_OFF = 1, 2, 4, 8
BETWEEN_TWO = 2
WARM = {"min_temp": 35, "max_temp": 75, "target_temp_step": 1}
WARMTH = Range(35, 75, 1)
LISTED = {"operation_list": ["eco", "off"]}
LIST = Modes(("eco", "off"))


@pytest.mark.parametrize(
    ("features", "attributes", "expected"),
    [
        (ON_OFF, {}, {How.ON_OFF: None}),
        (OPERATION, LISTED, {How.MODE: LIST}),
        (SET_POINT, WARM, {How.TEMPERATURE: WARMTH}),
        (15, {**WARM, **LISTED}, {How.ON_OFF: None, How.MODE: LIST, How.TEMPERATURE: WARMTH}),
        (AWAY, {**WARM, **LISTED}, {}),
        (None, {**WARM, **LISTED}, {}),
        ("15", {**WARM, **LISTED}, {}),
        (OPERATION, {"operation_list": ["eco"]}, {}),
        (OPERATION, {"operation_list": None}, {}),
        (OPERATION, {"operation_list": "eco, off"}, {}),
        (SET_POINT, {}, {}),
        (SET_POINT, {**WARM, "max_temp": "nan"}, {}),
        (SET_POINT, {**WARM, "max_temp": 35}, {}),
        (SET_POINT, {**WARM, "target_temp_step": None}, {How.TEMPERATURE: Range(35, 75, 0.5)}),
    ],
    ids=[
        *("on and off", "modes", "set-point", "all", "away only", "nothing", "features in words"),
        *("one mode", "no modes", "modes in words", "no range", "no end", "no width", "no step"),
    ],
)
def test_water_heaters(features: Any, attributes: Mapping[str, Any], expected: Mapping[How, Choice]) -> None:
    """An action that is refused at noon costs the favourable hours."""
    found = abilities(State("water_heater.a", "eco", {"supported_features": features, **attributes}))
    assert list(found.items()) == list(expected.items())


HEATS = {"hvac_modes": ["heat", "off"]}
MODE = {How.MODE: Modes(("heat", "off"))}
BOTH = {How.TEMPERATURE: WARMTH, **MODE}


@pytest.mark.parametrize(
    ("features", "attributes", "expected"),
    [
        (0, HEATS, MODE),
        (SET_POINT, {**WARM, **HEATS, "temperature": 40}, BOTH),
        (SET_POINT, {**WARM, **HEATS, "temperature": None}, BOTH),
        (BETWEEN_TWO, {**WARM, **HEATS, "target_temp_low": 20}, MODE),
        (3, {**WARM, **HEATS, "temperature": None, "target_temp_low": 20, "target_temp_high": 24}, MODE),
        (3, {**WARM, **HEATS, "temperature": 21, "target_temp_low": None, "target_temp_high": None}, BOTH),
        (SET_POINT, {**WARM, "hvac_modes": []}, {How.TEMPERATURE: WARMTH}),
        (0, {}, {}),
    ],
    ids=["modes", "both", "off", "between two", "between two now", "one now", "no modes", "nothing"],
)
def test_climate(features: int, attributes: Mapping[str, Any], expected: Mapping[How, Choice]) -> None:
    """A thermostat that is held between two temperatures takes no third."""
    found = abilities(State("climate.a", "heat", {"supported_features": features, **attributes}))
    assert list(found.items()) == list(expected.items())


@pytest.mark.parametrize("domain", ["number", "input_number"])
@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"min": 6, "max": 32, "step": 1, "unit_of_measurement": "A"}, {How.LEVEL: Range(6, 32, 1, "A")}),
        ({"min": 0.0, "max": 1.0}, {How.LEVEL: Range(0, 1, 1)}),
        ({"min": "?", "max": 32, "step": 1}, {}),
        ({"min": 6, "max": 6, "step": 1}, {}),
    ],
    ids=["a current", "no step", "garbage", "no width"],
)
def test_numbers(domain: str, attributes: Mapping[str, Any], expected: Mapping[How, Choice]) -> None:
    """A number out of its range is refused."""
    assert abilities(State(f"{domain}.a", "8", attributes)) == expected


@pytest.mark.parametrize("entity_id", ["switch.a", "input_boolean.a"])
def test_switches(entity_id: str) -> None:
    """There is nothing to choose."""
    assert abilities(State(entity_id, "off")) == {How.ON_OFF: None}


@pytest.mark.parametrize("entity_id", ["sensor.a", "light.a", "lock.a"])
def test_others_cannot_be_switched(entity_id: str) -> None:
    """Nobody's lights follow a price."""
    assert abilities(State(entity_id, "on", {"supported_features": 15})) == {}


@pytest.mark.parametrize(
    ("platform", "entity_id", "expected"),
    [
        (Platform.WATER_HEATER, "water_heater.demo_water_heater_celsius", [How.ON_OFF, How.MODE, How.TEMPERATURE]),
        (Platform.CLIMATE, "climate.hvac", [How.TEMPERATURE, How.MODE]),
        (Platform.CLIMATE, "climate.ecobee", [How.MODE]),
        (Platform.NUMBER, "number.volume", [How.LEVEL]),
    ],
)
async def test_an_entity_that_is_away_is_known_by_what_is_kept_of_it(
    hass: HomeAssistant, platform: Platform, entity_id: str, expected: list[How]
) -> None:
    """Who sets up a device while its radio is out must not be told that it cannot be switched."""
    entry = await demo(hass, platform)
    state = hass.states.get(entity_id)
    assert state
    present = abilities(state)
    assert list(present) == expected
    assert await hass.config_entries.async_unload(entry.entry_id)
    state = hass.states.get(entity_id)
    assert state
    assert state.state == STATE_UNAVAILABLE
    assert abilities(state) == present


async def test_a_helper_s_range_is_its_own(hass: HomeAssistant) -> None:
    """Home Assistant's helper, not our idea of it."""
    helper = {"min": 6, "max": 32, "step": 2, "unit_of_measurement": "A"}
    assert await async_setup_component(hass, "input_number", {"input_number": {"current": helper}})
    state = hass.states.get("input_number.current")
    assert state
    assert abilities(state) == {How.LEVEL: Range(6, 32, 2, "A")}

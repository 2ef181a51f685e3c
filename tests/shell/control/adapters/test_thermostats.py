"""Thermostats that a household made of helpers and templates."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import attribute_of, state_of, switched, through_the_hours

WARMER = {"how": "temperature", "run": 23.5, "wait": 19}


async def test_what_a_device_rounds_is_what_was_asked_for(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """A thermostat that counts in whole °F makes 22.8 °C of 23; asked again and again, it would be taken for broken."""
    kept = {"input_number": {"aim": {"min": 40, "max": 90, "step": 1, "initial": 70}}}
    assert await async_setup_component(hass, "input_number", kept)
    keep = {"action": "input_number.set_value", "target": {"entity_id": "input_number.aim"}}
    thermostat = {
        "name": "Fahrenheit",
        "temperature_unit": "°F",
        "hvac_modes": "{{ ['off', 'heat'] }}",
        "hvac_mode": "heat",
        "target_temperature": "{{ states('input_number.aim') | float }}",
        "set_hvac_mode": [],
        "set_temperature": [{**keep, "data": {"value": "{{ temperature | round }}"}}],
    }
    assert await async_setup_component(hass, "template", {"template": {"climate": thermostat}})
    await hass.async_block_till_done()
    switched(account, "climate.fahrenheit", {**WARMER, "run": 23}, "hvac")
    await set_up()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, "climate.fahrenheit", "temperature"))
    assert seen == [21.1, 22.8, 22.8, 22.8, 21.1]
    assert len(asked) == 2


async def test_a_thermostat_made_of_helpers_heats_more(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What it switches is its own business: a heater that follows two masters flickers."""
    hass.states.async_set("sensor.room", "21.5", {"unit_of_measurement": "°C"})
    heater = {"platform": "generic_thermostat", "heater": "input_boolean.other", "target_sensor": "sensor.room"}
    thermostat = {**heater, "name": "Room", "target_temp": 21, "initial_hvac_mode": "heat"}
    assert await async_setup_component(hass, "climate", {"climate": [thermostat]})
    await hass.async_block_till_done()
    switched(account, "climate.room", WARMER, "hvac")
    await set_up()
    heats = state_of(hass, "input_boolean.other")
    assert await through_the_hours(hass, freezer, heats) == ["off", "on", "on", "on", "off"]
    assert attribute_of(hass, "climate.room", "temperature")() == 21

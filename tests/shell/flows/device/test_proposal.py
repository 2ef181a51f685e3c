"""What a device of Home Assistant suggests."""

from typing import Any

from homeassistant.components.energy.data import DeviceConsumption, async_get_manager
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from tests.shell.conftest import SetUp

from .appliances import ENERGY, POWER, Appliance, a_charger
from .steps import start, suggested


async def suggests(hass: HomeAssistant, set_up: SetUp, appliance: Appliance, field: str) -> Any:
    """Return what a device suggests for one question, None for nothing."""
    flow = await start(hass, await set_up(), "device", {"device": appliance.device.id})
    return suggested(flow).get(field)


@pytest.mark.parametrize(
    ("name", "model", "manufacturer", "entity_id", "resource_type"),
    [
        ("Garage", "Home", "Easee", "switch.a", "charger"),
        ("Elbillader", None, None, "switch.a", "charger"),
        ("My Tesla", "Wall Connector", "Tesla", "switch.a", "charger"),
        ("Bathroom", "Connected 300", "Høiax", "switch.a", "hot_water_tank"),
        ("Plug", None, None, "switch.varmtvannsbereder", "hot_water_tank"),
        ("Cellar", None, None, "water_heater.cellar", "hot_water_tank"),
        ("Varmepumpe", None, None, "switch.a", "hvac"),
        ("Living room", None, None, "climate.living_room", "hvac"),
        ("Polestar 2", None, None, "climate.cabin", "vehicle"),
        ("Charger", None, None, "climate.housing", "charger"),
        ("Plug 7", "S", "Shelly", "switch.plug_7", None),
        (None, None, None, "switch.a", None),
    ],
)
async def test_the_type_is_guessed_from_words_and_domains(
    hass: HomeAssistant,
    set_up: SetUp,
    name: str | None,
    model: str | None,
    manufacturer: str | None,
    entity_id: str,
    resource_type: str | None,
) -> None:
    """A wrong guess is worse than none: it is submitted unread, and Spark cannot change it."""
    appliance = Appliance(hass, name, model, manufacturer)
    appliance.add(entity_id)
    assert await suggests(hass, set_up, appliance, "resource_type") == resource_type


async def test_a_heat_pump_that_makes_hot_water_is_a_heat_pump(hass: HomeAssistant, set_up: SetUp) -> None:
    """Most of what it draws is for heating."""
    pump = Appliance(hass, "F1245")
    pump.add("water_heater.f1245")
    pump.add("climate.f1245")
    assert await suggests(hass, set_up, pump, "resource_type") == "hvac"


async def test_the_users_own_name_counts(
    hass: HomeAssistant, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """A plug says nothing; its owner does."""
    plug = Appliance(hass, "Plug 7")
    plug.add("switch.plug_7")
    device_registry.async_update_device(plug.device.id, name_by_user="Bereder")
    assert await suggests(hass, set_up, plug, "resource_type") == "hot_water_tank"


@pytest.mark.parametrize(
    ("sensors", "listed", "usage"),
    [
        ({"sensor.b_energy": ENERGY, "sensor.a_power": POWER}, [], "sensor.b_energy"),
        ({"sensor.a_power": POWER}, [], "sensor.a_power"),
        ({"sensor.a_session_energy": ENERGY, "sensor.b_energy": ENERGY}, [], "sensor.b_energy"),
        ({"sensor.a_energy_returned": ENERGY, "sensor.b_power": POWER}, [], "sensor.b_power"),
        ({"sensor.a_energy_returned": ENERGY}, [], None),
        ({"sensor.a_session_energy": ENERGY}, [], "sensor.a_session_energy"),
        ({"sensor.a_energy": ENERGY, "sensor.b_energy": ENERGY}, ["sensor.b_energy"], "sensor.b_energy"),
        ({"sensor.a_energy": ENERGY, "sensor.b_energy": ENERGY}, ["sensor.elsewhere"], "sensor.a_energy"),
        ({"sensor.temperature": {"device_class": "temperature"}}, [], None),
    ],
)
async def test_the_sensor_that_the_household_measures_with_comes_first(
    hass: HomeAssistant, set_up: SetUp, sensors: dict[str, dict[str, str]], listed: list[str], usage: str | None
) -> None:
    """Who has set up the energy dashboard has answered this question already."""
    appliance = Appliance(hass, "Appliance")
    for entity_id, attributes in sensors.items():
        appliance.add(entity_id, attributes)
    hass.config.components.add("energy")
    manager = await async_get_manager(hass)
    devices: list[DeviceConsumption] = [{"stat_consumption": counter} for counter in listed]
    await manager.async_update({"energy_sources": [], "device_consumption": devices})
    assert await suggests(hass, set_up, appliance, "usage_entity_id") == usage


async def test_an_energy_dashboard_that_was_never_set_up_is_no_hindrance(hass: HomeAssistant, set_up: SetUp) -> None:
    """It is loaded in every home, and empty in most."""
    hass.config.components.add("energy")
    assert await suggests(hass, set_up, a_charger(hass), "usage_entity_id") == "sensor.garage_energy"


PLAIN: dict[str, Any] = {}
OUTLET = {"attributes": {"device_class": "outlet"}}
AMPERES = {"attributes": {"unit_of_measurement": "A"}}
CONFIG = {"category": EntityCategory.CONFIG}


@pytest.mark.parametrize(
    ("switches", "control"),
    [
        ({"switch.plug": PLAIN, "switch.child_lock": CONFIG}, "switch.plug"),
        ({"switch.plug": OUTLET, "switch.night_light": PLAIN}, "switch.plug"),
        ({"switch.a_charging": PLAIN, "switch.b_schedule": PLAIN}, "switch.a_charging"),
        ({"switch.is_enabled": CONFIG, "switch.cable_lock": CONFIG}, "switch.is_enabled"),
        ({"switch.left": OUTLET, "switch.right": OUTLET}, None),
        ({"switch.cable_lock": CONFIG}, None),
        ({"switch.overheat_protection": CONFIG}, None),
        ({"switch.plug": {"category": EntityCategory.DIAGNOSTIC}}, None),
        ({"switch.plug": {"hidden": True}}, None),
        ({"input_boolean.tank": PLAIN}, "input_boolean.tank"),
        ({"climate.a": PLAIN, "switch.child_lock": CONFIG}, "climate.a"),
        ({"climate.a": PLAIN, "climate.b": PLAIN}, None),
        ({"climate.a": PLAIN, "switch.plug": PLAIN}, "switch.plug"),
        ({"climate.a": PLAIN, "switch.left": OUTLET, "switch.right": OUTLET}, None),
        ({"water_heater.a": PLAIN}, "water_heater.a"),
        ({"number.charging_current": AMPERES}, None),
    ],
)
async def test_the_switch_of_the_whole_device_is_proposed(
    hass: HomeAssistant, set_up: SetUp, switches: dict[str, dict[str, Any]], control: str | None
) -> None:
    """A cable lock or one of two sockets would be switched at night for nothing."""
    appliance = Appliance(hass, "Appliance")
    for entity_id, how in switches.items():
        appliance.add(entity_id, **how)
    assert await suggests(hass, set_up, appliance, "control_entity_id") == control


@pytest.mark.parametrize(
    ("numbers", "control"),
    [
        ({"number.charging_current": AMPERES}, "number.charging_current"),
        ({"number.max_current": AMPERES | CONFIG}, "number.max_current"),
        ({"number.charging_current": PLAIN}, None),
        ({"number.brightness": AMPERES}, None),
        ({"number.charging_current": AMPERES, "number.charging_limit": AMPERES}, None),
        ({"number.charging_current": AMPERES, "switch.charging": PLAIN}, "switch.charging"),
        ({"climate.cabin": PLAIN}, None),
    ],
)
async def test_the_charging_current_is_proposed_where_no_switch_is(
    hass: HomeAssistant, set_up: SetUp, numbers: dict[str, dict[str, Any]], control: str | None
) -> None:
    """Set to a number that means something else, a charger may do anything; a car's cabin is not heated for money."""
    appliance = Appliance(hass, "Wallbox")
    for entity_id, how in numbers.items():
        appliance.add(entity_id, **how)
    assert await suggests(hass, set_up, appliance, "control_entity_id") == control

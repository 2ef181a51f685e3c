"""The page of a device that may wait for favourable hours: nobody shall be cold, and every car be charged."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from tests.shell.conftest import SetUp

from .steps import answer, asked, change, offered, start, suggested

SWITCH, NUMBER, WARM, ROOM = "switch.tank", "number.charger_current", "sensor.tank_temperature", "sensor.room"
AMPERES = {"min": 6, "max": 32, "step": 1, "unit_of_measurement": "A"}
DEGREES = {"device_class": "temperature", "unit_of_measurement": "°C"}
MODES = {"supported_features": 2, "operation_list": ["eco", "performance", "off"]}
TANK = {"temperature_entity_id": WARM, "wait_hours": 6, "floor": 45, "hot": 60, "hot_hours": 72}
WAITS: dict[str, Any] = {"waits": True}


@pytest.fixture(autouse=True)
def entities(hass: HomeAssistant) -> None:
    """Let there be what is switched, and what measures how warm it is."""
    hass.states.async_set(SWITCH, "on")
    hass.states.async_set(NUMBER, "16", AMPERES)
    hass.states.async_set("water_heater.tank", "eco", MODES)
    hass.states.async_set(WARM, "55", DEGREES)
    hass.states.async_set(ROOM, "70", {"unit_of_measurement": "°F"})
    hass.states.async_set("sensor.power", "70", {"unit_of_measurement": "W"})


async def page(hass: HomeAssistant, set_up: SetUp, kind: str, entity_id: str = SWITCH, **how: Any) -> Any:
    """Return the page about waiting of a new device."""
    answers = {"resource_type": kind, "control_entity_id": entity_id}
    return await start(hass, await set_up(), "device", {}, answers, {**WAITS, **how})


def kept(hass: HomeAssistant) -> Any:
    """Return what is kept of how the only device follows, None for nothing."""
    [entry] = hass.config_entries.async_entries("volue_spark")
    [device] = entry.get_subentries_of_type("device")
    return device.data.get("following")


@pytest.mark.parametrize(
    ("kind", "filled_in"),
    [
        ("generic", {"wait_hours": 6}),
        ("charger", {"ready_by": "07:00:00", "wait_hours": 6, "needs_hours": 4}),
        ("vehicle", {"ready_by": "07:00:00", "wait_hours": 6, "needs_hours": 4}),
        ("hvac", {"temperature_entity_id": None, "wait_hours": 6, "floor": 19}),
        ("hot_water_tank", TANK | {"temperature_entity_id": None}),
    ],
)
async def test_each_type_is_asked_what_matters_to_it(
    hass: HomeAssistant, set_up: SetUp, kind: str, filled_in: dict[str, Any]
) -> None:
    """A car has no temperature, and a room need not be ready at seven."""
    flow = await page(hass, set_up, kind)
    assert (flow["step_id"], asked(flow)) == ("waiting", ["waits", *filled_in])
    assert suggested(flow) == WAITS | {key: value for key, value in filled_in.items() if value is not None}


@pytest.mark.parametrize(
    ("answers", "all_kept"),
    [
        ({"ready_by": "07:00:00", "wait_hours": 6, "needs_hours": 4}, {"ready_by": "07:00:00"}),
        ({"wait_hours": 10, "needs_hours": 0.5}, {"wait_hours": 10, "needs_hours": 0.5}),
        ({}, {}),
    ],
)
async def test_a_charger_keeps_what_differs_from_the_usual_and_shows_it_again(
    hass: HomeAssistant, set_up: SetUp, answers: dict[str, Any], all_kept: dict[str, Any]
) -> None:
    """A time that was taken away must not come back by itself: the car would never wait beyond seven again."""
    flow = await page(hass, set_up, "charger")
    assert (await answer(hass, flow, WAITS | answers))["type"] is FlowResultType.CREATE_ENTRY
    assert kept(hass) == WAITS | all_kept
    [entry] = hass.config_entries.async_entries("volue_spark")
    [device] = entry.get_subentries_of_type("device")
    flow = await change(hass, entry, device.subentry_id)
    flow = await answer(hass, flow, {"control_entity_id": SWITCH})
    assert suggested(flow)["waits"] is True
    flow = await answer(hass, flow, WAITS)
    shown = {"wait_hours": 6, "needs_hours": 4} | WAITS | all_kept
    assert suggested(flow) == (shown if all_kept else shown | {"ready_by": "07:00:00"})
    await answer(hass, flow, WAITS | answers)
    assert kept(hass) == WAITS | all_kept


async def test_a_tank_waits_with_its_sensor(hass: HomeAssistant, set_up: SetUp) -> None:
    """All that is usual needs no answer but what measures the water."""
    flow = await page(hass, set_up, "hot_water_tank")
    await answer(hass, flow, WAITS | TANK)
    assert kept(hass) == WAITS | {"temperature_entity_id": WARM}


async def test_the_floor_of_a_room_is_none_of_water(hass: HomeAssistant, set_up: SetUp) -> None:
    """At 45 °C no room would ever wait."""
    flow = await page(hass, set_up, "hvac")
    await answer(hass, flow, WAITS | {"temperature_entity_id": ROOM, "floor": 19})
    assert kept(hass) == WAITS | {"temperature_entity_id": ROOM}
    [entry] = hass.config_entries.async_entries("volue_spark")
    [device] = entry.runtime_data.coordinator.devices
    assert device.following.waiting.comfort.floor == 19


@pytest.mark.parametrize(
    ("sensor", "error"),
    [
        (None, "temperature_required"),
        ("sensor.nowhere", "no_temperature"),
        ("sensor.power", "no_temperature"),
        (SWITCH, "no_temperature"),
    ],
)
async def test_what_nobody_measures_does_not_wait(
    hass: HomeAssistant, set_up: SetUp, sensor: str | None, error: str
) -> None:
    """The shower would be cold in the morning; who has no sensor can go on without waiting."""
    flow = await page(hass, set_up, "hot_water_tank")
    flow = await answer(hass, flow, WAITS | ({"temperature_entity_id": sensor} if sensor else {}))
    assert (flow["step_id"], flow["errors"]) == ("waiting", {"temperature_entity_id": error})
    assert (await answer(hass, flow, {"waits": False}))["type"] is FlowResultType.CREATE_ENTRY
    assert kept(hass) is None


async def test_our_own_sensors_are_not_offered_and_refused(hass: HomeAssistant, set_up: SetUp) -> None:
    """What we compute tells nothing about water."""
    await start(hass, await set_up(), "device", {}, {"resource_type": "generic"})
    own = "sensor.something_else_price_delta"
    hass.states.async_set(own, "50", DEGREES)
    [entry] = hass.config_entries.async_entries("volue_spark")
    answers = {"resource_type": "hvac", "control_entity_id": SWITCH}
    flow = await start(hass, entry, "device", {}, answers, WAITS)
    assert own in offered(flow, "temperature_entity_id").config["exclude_entities"]
    flow = await answer(hass, flow, WAITS | {"temperature_entity_id": own})
    assert flow["errors"] == {"temperature_entity_id": "no_temperature"}


@pytest.mark.parametrize(
    ("kind", "field", "answer_given", "error"),
    [
        ("charger", "wait_hours", 25, "out_of_range"),
        ("charger", "wait_hours", 0, "out_of_range"),
        ("charger", "needs_hours", 0, "out_of_range"),
        ("charger", "ready_by", "25:00", "no_time"),
        ("charger", "ready_by", "soon", "no_time"),
        ("hot_water_tank", "hot_hours", 73, "out_of_range"),
        ("hot_water_tank", "hot_hours", 0, "out_of_range"),
        ("hot_water_tank", "hot", 40, "out_of_range"),
        ("hot_water_tank", "floor", 60, "out_of_range"),
        ("hvac", "floor", 45, "out_of_range"),
    ],
)
async def test_what_would_leave_somebody_cold_or_a_car_empty_is_refused(
    hass: HomeAssistant, set_up: SetUp, kind: str, field: str, answer_given: Any, error: str
) -> None:
    """Legionella does not wait for prices, and nobody drives with half a battery twice."""
    flow = await page(hass, set_up, kind)
    rest = {"temperature_entity_id": WARM} if "temperature_entity_id" in asked(flow) else {}
    flow = await answer(hass, flow, WAITS | rest | {field: answer_given})
    assert (flow["step_id"], flow["errors"]) == ("waiting", {field: error})
    assert suggested(flow)[field] == answer_given


@pytest.mark.parametrize(
    ("wait", "error"),
    [(None, "setting_required"), (16, "same_setting"), (20, "wait_not_below"), (5, "out_of_range")],
)
async def test_a_current_for_waiting_is_less_than_the_other(
    hass: HomeAssistant, set_up: SetUp, wait: float | None, error: str
) -> None:
    """It would charge more while it waits than in the hours that are paid."""
    flow = await page(hass, set_up, "charger", NUMBER, run=16)
    assert (asked(flow)[1], suggested(flow)["wait"]) == ("wait", 6)
    flow = await answer(hass, flow, WAITS | ({} if wait is None else {"wait": wait}))
    assert flow["errors"] == {"wait": error}
    await answer(hass, flow, WAITS | {"wait": 6})
    assert kept(hass) == WAITS | {"how": "level", "run": 16, "wait": 6}


async def test_a_mode_for_waiting_is_another_one(hass: HomeAssistant, set_up: SetUp) -> None:
    """Off is what most people mean by waiting."""
    flow = await page(hass, set_up, "hot_water_tank", "water_heater.tank", run="performance")
    assert suggested(flow)["wait"] == "off"
    sensor = {"temperature_entity_id": WARM}
    flow = await answer(hass, flow, WAITS | sensor | {"wait": "performance"})
    assert flow["errors"] == {"wait": "same_setting"}
    await answer(hass, flow, WAITS | sensor | {"wait": "eco"})
    assert kept(hass) == WAITS | sensor | {"how": "mode", "run": "performance", "wait": "eco"}


async def test_which_temperature_it_waits_at_nobody_else_can_know(hass: HomeAssistant, set_up: SetUp) -> None:
    """The least that a heat pump can be set to is none that anybody lives in; nor has every tank an "off"."""
    hass.states.async_set("climate.room", "heat", {"supported_features": 1, "min_temp": 7, "max_temp": 30})
    flow = await page(hass, set_up, "hvac", "climate.room", run=23)
    assert "wait" in asked(flow)
    assert "wait" not in suggested(flow)
    hass.states.async_set(
        "water_heater.tank", "eco", {"supported_features": 2, "operation_list": ["eco", "performance"]}
    )
    [entry] = hass.config_entries.async_entries("volue_spark")
    answers = {"resource_type": "hot_water_tank", "control_entity_id": "water_heater.tank"}
    flow = await start(hass, entry, "device", {}, answers, WAITS | {"run": "performance"})
    assert "wait" not in suggested(flow)

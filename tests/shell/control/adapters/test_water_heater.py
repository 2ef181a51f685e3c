"""A water heater is switched on, put into another mode, or heated to more; then it is as it was found."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import WAITS, attribute_of, demo, state_of, switched, through_the_hours, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to

HEATER = "water_heater.demo_water_heater_celsius"
ON_OFF = {"how": "on_off"}
MODE = {"how": "mode", "run": "performance", "wait": "off"}
WARMER = {"how": "temperature", "run": 70, "wait": 40}


@pytest.fixture(autouse=True)
async def heater(hass: HomeAssistant) -> None:
    """Have a tank that stands at 45 °C, in the mode "eco"."""
    await demo(hass, Platform.WATER_HEATER)


async def test_a_mode_is_chosen_for_the_favourable_hours_and_given_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """Left in a costlier mode, the tank would cost more all day."""
    switched(account, HEATER, MODE)
    await set_up()
    seen = await through_the_hours(hass, freezer, state_of(hass, HEATER))
    assert seen == ["eco", "performance", "performance", "performance", "eco"]
    assert [data for service, data in asked if service == "set_operation_mode"] == ["performance", "eco"]


async def test_water_is_heated_to_more_and_then_to_what_it_was(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """Left at 70 °C, it would lose heat all day."""
    switched(account, HEATER, WARMER)
    await set_up()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, HEATER, "temperature"))
    assert seen == [45, 70, 70, 70, 45]
    assert asked == [("set_temperature", 70), ("set_temperature", 45)]


async def test_a_tank_that_was_off_is_switched_on_and_off_again(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """A tank for guests must not stay on after they have left."""
    await use(hass, "water_heater.turn_off", HEATER)
    switched(account, HEATER, ON_OFF)
    await set_up()
    asked.clear()
    seen = await through_the_hours(hass, freezer, state_of(hass, HEATER))
    assert seen == ["off", "eco", "eco", "eco", "off"]
    assert asked == [("turn_on", None), ("turn_off", None)]


async def test_a_tank_that_was_held_back_is_on_again_in_the_very_mode(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """Switched on, this tank comes in the mode "eco", whatever it was in before."""
    await use(hass, "water_heater.set_operation_mode", HEATER, operation_mode="high_demand")
    switched(account, HEATER, ON_OFF, **WAITS)
    await set_up()
    assert state_of(hass, HEATER)() == "off"
    seen = await through_the_hours(hass, freezer, state_of(hass, HEATER))
    assert seen == ["off", "eco", "eco", "eco", "high_demand"]


@pytest.mark.parametrize(
    ("following", "attribute", "held_back", "running", "found"),
    [(MODE, "operation_mode", "off", "performance", "eco"), (WARMER, "temperature", 40, 70, 45)],
    ids=["mode", "temperature"],
)
async def test_a_tank_is_held_back_before_the_favourable_hours(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    following: dict[str, Any],
    attribute: str,
    held_back: Any,
    running: Any,
    found: Any,
) -> None:
    """Water that was just heated takes no power when it is worth something."""
    switched(account, HEATER, following, **WAITS)
    await set_up()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, HEATER, attribute))
    assert seen == [held_back, running, running, running, found]


async def test_a_tank_for_which_no_lower_temperature_was_chosen_is_not_held_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, caplog: Any
) -> None:
    """Nobody said to what it should be lowered, so nobody guesses."""
    switched(account, HEATER, {**WARMER, "wait": None}, **WAITS)
    await set_up()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, HEATER, "temperature"))
    assert seen == [45, 70, 70, 70, 45]
    assert "could not be controlled" not in caplog.text


@pytest.mark.parametrize(
    ("following", "service", "data", "attribute", "value"),
    [
        (MODE, "set_operation_mode", {"operation_mode": "heat_pump"}, "operation_mode", "heat_pump"),
        (WARMER, "set_temperature", {"temperature": 50}, "temperature", 50),
        (WARMER, "set_temperature", {"temperature": 75}, "temperature", 75),
    ],
    ids=["another mode", "less", "even more"],
)
async def test_what_a_person_chooses_meanwhile_stays(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    following: dict[str, Any],
    service: str,
    data: dict[str, Any],
    attribute: str,
    value: Any,
) -> None:
    """Guests want hot water now, and after the favourable hours too."""
    switched(account, HEATER, following)
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await use(hass, f"water_heater.{service}", HEATER, **data)
    look = attribute_of(hass, HEATER, attribute)
    for at in (NOON + HOUR, NOON + 2 * HOUR):
        await move_to(hass, freezer, at)
        assert look() == value


@pytest.mark.parametrize("found", [70, 74.9], ids=["as hot", "hotter"])
async def test_water_that_is_that_hot_anyway_is_left_as_it_is(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any], found: float
) -> None:
    """Cooled down to the chosen temperature, the tank would use less power instead of more."""
    await use(hass, "water_heater.set_temperature", HEATER, temperature=found)
    switched(account, HEATER, WARMER)
    await set_up()
    asked.clear()
    assert set(await through_the_hours(hass, freezer, attribute_of(hass, HEATER, "temperature"))) == {found}
    assert asked == []


async def test_a_tank_that_is_off_is_not_heated_to_more(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """Some devices come on when they are given a temperature, and would stay on."""
    await use(hass, "water_heater.turn_off", HEATER)
    switched(account, HEATER, WARMER)
    await set_up()
    asked.clear()
    assert set(await through_the_hours(hass, freezer, attribute_of(hass, HEATER, "temperature"))) == {45}
    assert asked == []

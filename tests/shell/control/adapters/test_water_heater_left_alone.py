"""What a person wants of a water heater stays, and so does what needs nothing."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import attribute_of, demo, switched, through_the_hours, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to

HEATER = "water_heater.demo_water_heater_celsius"
ON_OFF = {"how": "on_off"}
MODE = {"how": "mode", "run": "performance", "wait": "off"}
WARMER = {"how": "temperature", "run": 70, "wait": 40}


@pytest.fixture(autouse=True)
async def heater(hass: HomeAssistant) -> None:
    """Have a tank that stands at 45 °C, in the mode "eco"."""
    await demo(hass, Platform.WATER_HEATER)


@pytest.mark.parametrize(
    ("following", "service", "data"),
    [
        (MODE, "set_operation_mode", {"operation_mode": "heat_pump"}),
        (WARMER, "set_temperature", {"temperature": 50}),
        (WARMER, "set_temperature", {"temperature": 75}),
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
) -> None:
    """Guests want hot water now, and after the favourable hours too."""
    switched(account, HEATER, following)
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await use(hass, f"water_heater.{service}", HEATER, **data)
    (name, value), *_ = data.items()
    look = attribute_of(hass, HEATER, name)
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

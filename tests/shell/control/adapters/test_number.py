"""A charging current is raised, or lowered, and then as it was found."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import WAITS, demo, state_of, switched, through_the_hours, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to

CURRENT = "input_number.current"
LEVEL = {"how": "level", "run": 16, "wait": 6}


@pytest.fixture(autouse=True)
async def current(hass: HomeAssistant) -> None:
    """Have a charger whose current is limited to 10 A."""
    helper = {"min": 0, "max": 32, "step": 1, "initial": 10, "unit_of_measurement": "A"}
    assert await async_setup_component(hass, "input_number", {"input_number": {"current": helper}})


async def test_a_current_is_raised_and_then_what_it_was(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """A household that limits the current for its fuses gets its limit back."""
    switched(account, CURRENT, LEVEL, "charger")
    await set_up()
    seen = await through_the_hours(hass, freezer, state_of(hass, CURRENT))
    assert seen == ["10.0", "16.0", "16.0", "16.0", "10.0"]
    assert asked == [("set_value", 16), ("set_value", 10)]


async def test_a_number_of_an_integration_is_raised_too(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """Steps of hundredths are no rounding."""
    await demo(hass, Platform.NUMBER)
    number = "number.pwm_1"
    switched(account, number, {"how": "level", "run": 0.43, "wait": 0.1}, "charger", **WAITS)
    await set_up()
    seen = await through_the_hours(hass, freezer, state_of(hass, number))
    assert seen == ["0.1", "0.43", "0.43", "0.43", "0.42"]
    assert [value for _, value in asked] == [0.1, 0.43, 0.42]


async def test_a_current_is_lowered_before_the_favourable_hours(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A car that is full by noon takes no power when it is worth something."""
    switched(account, CURRENT, LEVEL, "charger", **WAITS)
    await set_up()
    seen = await through_the_hours(hass, freezer, state_of(hass, CURRENT))
    assert seen == ["6.0", "16.0", "16.0", "16.0", "10.0"]


@pytest.mark.parametrize("value", [15, 20], ids=["less", "even more"])
async def test_what_a_person_chooses_meanwhile_stays(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, value: float
) -> None:
    """Who saves a fuse by hand must not find it blown."""
    switched(account, CURRENT, LEVEL, "charger")
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await use(hass, "input_number.set_value", CURRENT, value=value)
    for at in (NOON + HOUR, NOON + 2 * HOUR):
        await move_to(hass, freezer, at)
        assert float(state_of(hass, CURRENT)()) == value


async def test_what_is_no_number_is_left_alone_until_it_is_one(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A charger that has lost its cloud says anything."""
    hass.states.async_set(CURRENT, "nan")
    switched(account, CURRENT, LEVEL, "charger")
    await set_up()
    await move_to(hass, freezer, NOON)
    assert state_of(hass, CURRENT)() == "nan"
    hass.states.async_set(CURRENT, "8")
    await hass.async_block_till_done()
    assert state_of(hass, CURRENT)() == "16.0"
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert state_of(hass, CURRENT)() == "8.0"


async def test_a_setting_that_is_refused_is_told_in_the_log(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, caplog: Any
) -> None:
    """The limit of a charger may have been lowered since the form was filled in."""
    switched(account, CURRENT, {"how": "level", "run": 40}, "charger")
    await set_up()
    seen = await through_the_hours(hass, freezer, state_of(hass, CURRENT))
    assert set(seen) == {"10.0"}
    assert f"{CURRENT} could not be controlled: Invalid value" in caplog.text

"""Rooms are heated to more, or by another mode; then the thermostat is as it was found."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest

from tests.shell.conftest import Account, SetUp
from tests.shell.control.adapters.ways import WAITS, attribute_of, demo, state_of, switched, through_the_hours, use
from tests.shell.control.tank import HOUR, MINUTE, NOON, move_to

PUMP = "climate.hvac"
WARMER = {"how": "temperature", "run": 23.5, "wait": 19}
HEAT = {"how": "mode", "run": "heat", "wait": "off"}


@pytest.fixture(autouse=True)
async def pump(hass: HomeAssistant) -> None:
    """Have a heat pump that heats to 21 °C."""
    await demo(hass, Platform.CLIMATE)
    await use(hass, "climate.set_hvac_mode", PUMP, hvac_mode="heat")


async def test_rooms_are_heated_to_more_and_then_to_what_it_was(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any]
) -> None:
    """A set-point that stays up heats all night."""
    switched(account, PUMP, WARMER, "hvac")
    await set_up()
    asked.clear()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, PUMP, "temperature"))
    assert seen == [21, 23.5, 23.5, 23.5, 21]
    assert asked == [("set_temperature", 23.5), ("set_temperature", 21)]


@pytest.mark.parametrize("found", ["off", "auto", "cool"])
async def test_a_mode_is_chosen_for_the_favourable_hours_and_given_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any], found: str
) -> None:
    """Whatever the household had chosen is what it comes back to."""
    await use(hass, "climate.set_hvac_mode", PUMP, hvac_mode=found)
    switched(account, PUMP, HEAT, "hvac")
    await set_up()
    asked.clear()
    seen = await through_the_hours(hass, freezer, state_of(hass, PUMP))
    assert seen == [found, "heat", "heat", "heat", found]
    assert asked == [("set_hvac_mode", "heat"), ("set_hvac_mode", found)]


@pytest.mark.parametrize(
    ("following", "attribute", "seen"),
    [(HEAT, None, ["off", "heat", "heat", "heat", "heat"]), (WARMER, "temperature", [19, 23.5, 23.5, 23.5, 21])],
    ids=["mode", "temperature"],
)
async def test_heating_is_held_back_before_the_favourable_hours(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    following: dict[str, Any],
    attribute: str | None,
    seen: list[Any],
) -> None:
    """Rooms that are warm already take no power when it is worth something."""
    switched(account, PUMP, following, "hvac", **WAITS)
    await set_up()
    look = attribute_of(hass, PUMP, attribute) if attribute else state_of(hass, PUMP)
    assert await through_the_hours(hass, freezer, look) == seen


async def test_rooms_that_are_cold_are_not_held_back(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody freezes for money."""
    switched(account, PUMP, WARMER, "hvac", **{**WAITS, "floor": 70})
    await set_up()
    seen = await through_the_hours(hass, freezer, attribute_of(hass, PUMP, "temperature"))
    assert seen == [21, 23.5, 23.5, 23.5, 21]


@pytest.mark.parametrize("mode", ["cool", "dry", "fan_only", "off"])
async def test_a_set_point_is_left_alone_while_nothing_is_heated(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory, asked: list[Any], mode: str
) -> None:
    """Raised in summer it would save power, and wake what is off."""
    await use(hass, "climate.set_hvac_mode", PUMP, hvac_mode=mode)
    switched(account, PUMP, WARMER, "hvac", **WAITS)
    await set_up()
    asked.clear()
    assert set(await through_the_hours(hass, freezer, attribute_of(hass, PUMP, "temperature"))) == {21}
    assert asked == []


@pytest.mark.parametrize(
    ("following", "service", "data", "attribute", "value"),
    [
        (HEAT, "set_hvac_mode", {"hvac_mode": "off"}, None, "off"),
        (WARMER, "set_temperature", {"temperature": 20}, "temperature", 20),
    ],
    ids=["mode", "temperature"],
)
async def test_what_a_person_chooses_meanwhile_stays(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    following: dict[str, Any],
    service: str,
    data: dict[str, Any],
    attribute: str | None,
    value: Any,
) -> None:
    """Who is too warm must not have to fight the house."""
    switched(account, PUMP, following, "hvac")
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await use(hass, f"climate.{service}", PUMP, **data)
    look = attribute_of(hass, PUMP, attribute) if attribute else state_of(hass, PUMP)
    for at in (NOON + HOUR, NOON + 2 * HOUR):
        await move_to(hass, freezer, at)
        assert look() == value

"""A device that does not do what it is asked: one repair with its last answer, and a new try later."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, Account, SetUp
from tests.shell.control.tank import DEAF, HOUR, MINUTE, NOON, move_to, takes_calls

ISSUE = ("volue_spark", "device_not_answering_device-hot_water_tank")


@pytest.fixture(autouse=True)
def deaf(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, freezer: FrozenDateTimeFactory) -> None:
    """Let the tank have a switch that takes calls and does nothing."""
    freezer.move_to(NOON - HOUR)
    hass.states.async_set(DEAF, STATE_OFF)
    account.entities = {TANK: {"control_entity_id": DEAF}}
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(NOON, -0.2), (NOON + HOUR, 0), (NOON + 5 * HOUR, -0.1)])


async def let_it_try(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: float) -> None:
    """Let all tries pass that begin at an hour from noon."""
    for minutes in range(9):
        await move_to(hass, freezer, NOON + hour * HOUR + minutes * MINUTE)


async def test_the_household_is_told_once_and_the_repair_goes_when_the_device_obeys(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, issue_registry: ir.IssueRegistry
) -> None:
    """Who reads no log would believe that it runs and earns."""
    await set_up()
    calls = takes_calls(hass)
    await let_it_try(hass, freezer, 0)
    issue = issue_registry.issues[ISSUE]
    assert issue.translation_placeholders == {"device": "Hot water tank", "entity": DEAF, "answer": STATE_OFF}
    assert (len(calls), issue.is_fixable) == (4, False)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert ISSUE in issue_registry.issues
    # A new try in the next favourable hours: it takes longer than its patience, and counts all the same.
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert (len(calls), ISSUE in issue_registry.issues) == (5, True)
    await move_to(hass, freezer, NOON + 5 * HOUR + MINUTE)
    hass.states.async_set(DEAF, STATE_ON)
    await hass.async_block_till_done()
    assert ISSUE not in issue_registry.issues


async def test_a_restart_does_not_ask_a_device_that_was_given_up_again(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, issue_registry: ir.IssueRegistry
) -> None:
    """Each reload would start the tries anew."""
    entry = await set_up()
    calls = takes_calls(hass)
    await let_it_try(hass, freezer, 0)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (len(calls), ISSUE in issue_registry.issues) == (4, True)


async def test_a_device_that_does_not_go_back_is_told_too(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, issue_registry: ir.IssueRegistry
) -> None:
    """It runs on and costs money."""
    await set_up()
    calls = takes_calls(hass)
    await move_to(hass, freezer, NOON)
    hass.states.async_set(DEAF, STATE_ON)
    await let_it_try(hass, freezer, 1)
    assert calls == ["turn_on"] + 4 * ["turn_off"]
    assert issue_registry.issues[ISSUE].translation_placeholders == {
        "device": "Hot water tank",
        "entity": DEAF,
        "answer": STATE_ON,
    }
    hass.states.async_set(DEAF, STATE_OFF)
    await hass.async_block_till_done()
    assert (len(calls), ISSUE in issue_registry.issues) == (5, False)

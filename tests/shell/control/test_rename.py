"""An entity that is renamed while it is taken over stays taken over, and is given back."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, NOON, SWITCH, move_to, tank_is

PLUG, NEW = "switch.plug", "switch.boiler"
ON, OFF = ("turn_on", NEW), ("turn_off", NEW)


@pytest.fixture(autouse=True)
async def plug(hass: HomeAssistant, account: Account, tank: None) -> None:
    """Put a switch before the tank that is the same under every name, as a real one is."""
    target = {"target": {"entity_id": SWITCH}}
    plug = {
        "unique_id": "plug",
        "default_entity_id": PLUG,
        "name": "Plug",
        "state": f"{{{{ is_state('{SWITCH}', 'on') }}}}",
        "turn_on": [{"action": "input_boolean.turn_on", **target}],
        "turn_off": [{"action": "input_boolean.turn_off", **target}],
    }
    assert await async_setup_component(hass, "template", {"template": [{"switch": [plug]}]})
    await hass.async_block_till_done()
    account.entities = {TANK: {"control_entity_id": PLUG}}


@pytest.fixture
def calls(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return the services called on either name, oldest first."""
    found: list[tuple[str, str]] = []

    @callback
    def note(event: Event) -> None:
        if (entity_id := event.data["service_data"].get("entity_id")) in (PLUG, NEW):
            found.append((event.data["service"], entity_id))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return found


async def rename(hass: HomeAssistant, old: str = PLUG, new: str = NEW) -> None:
    """Do what a person does in the entity's settings."""
    er.async_get(hass).async_update_entity(old, new_entity_id=new)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_device_renamed_in_favourable_hours_stays_on_and_is_given_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[tuple[str, str]]
) -> None:
    """Given back by its dead name, or found "on" under the new one, it would stay on for ever."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await rename(hass)
    assert entry.subentries["device-hot_water_tank"].data["control_entity_id"] == NEW
    await move_to(hass, freezer, NOON + HOUR)
    assert (tank_is(hass), calls) == (STATE_ON, [("turn_on", PLUG)])
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, [("turn_on", PLUG), OFF])


async def test_a_person_who_switches_off_after_a_rename_wins(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[tuple[str, str]]
) -> None:
    """A new name changes nothing about who decides."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await rename(hass)
    hass.states.async_set(SWITCH, STATE_OFF)
    await move_to(hass, freezer, NOON + HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, [("turn_on", PLUG)])


async def test_a_helper_that_goes_off_by_being_renamed_is_switched_on_again(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Home Assistant begins a renamed helper anew; nobody wished it to be off."""
    account.entities = {TANK: {"control_entity_id": SWITCH}}
    await set_up()
    await move_to(hass, freezer, NOON)
    await rename(hass, SWITCH, "input_boolean.boiler")
    assert hass.states.is_state("input_boolean.boiler", STATE_ON)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert hass.states.is_state("input_boolean.boiler", STATE_OFF)


async def test_a_device_renamed_before_favourable_hours_follows_under_its_new_name(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[tuple[str, str]]
) -> None:
    """A new name is no reason to miss the day."""
    await set_up()
    await rename(hass)
    await move_to(hass, freezer, NOON)
    assert (calls, hass.states.is_state(FOLLOW, STATE_ON)) == ([ON], True)


async def test_a_device_renamed_while_spark_is_away_is_given_back_too(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[tuple[str, str]],
) -> None:
    """An account that waits for Spark has no controller that could notice the rename."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    fake_spark.fail("GET", ".", Fault(status=503), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await rename(hass)
    freezer.move_to(NOON + 2 * HOUR)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (tank_is(hass), calls) == (STATE_OFF, [("turn_on", PLUG), OFF])
    assert entry.subentries["device-hot_water_tank"].data["control_entity_id"] == NEW


async def test_an_account_removed_after_a_rename_gives_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody would be left to do it."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await rename(hass)
    assert tank_is(hass) == STATE_ON
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert tank_is(hass) == STATE_OFF

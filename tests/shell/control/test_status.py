"""What goes on with a device, in one word that a household understands."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import CoreState, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, follow, move_to, person

STATUS, UNCONTROLLED = "sensor.hot_water_tank_status", "sensor.charger_status"


def status(hass: HomeAssistant, entity_id: str = STATUS) -> str:
    """Return the state of a device's "Status"."""
    state = hass.states.get(entity_id)
    assert state
    return state.state


@callback
def written(hass: HomeAssistant) -> list[str]:
    """Return what is written from now on, as it comes."""
    found: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        found.append(event.data["new_state"].state if event.data["new_state"] else "removed")

    async_track_state_change_event(hass, STATUS, note)
    return found


async def pause(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Pause the home, as the home's menu does."""
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "paused": True})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_day_is_told_in_one_word_each(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Each word is written at its boundary, and once: an automation on it must not fire twice."""
    await set_up()
    assert status(hass) == "no_wish"
    seen = written(hass)
    for hour in (0, 1, 2, 3, 5, 6):
        await move_to(hass, freezer, NOON + hour * HOUR)
    assert seen == ["using_power", "hours_to_avoid", "no_wish", "using_power", "no_wish"]


async def test_a_device_that_nobody_switches_tells_what_spark_asks_for(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """That it uses power would be a lie: nobody knows."""
    await set_up()
    for hour, word in [(0, "use_power_now"), (2, "hours_to_avoid"), (3, "no_wish")]:
        await move_to(hass, freezer, NOON + hour * HOUR)
        assert status(hass, UNCONTROLLED) == word


async def test_whoever_switches_it_off_reads_that_they_took_over(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Else the next question is why it stands still in paid hours."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    assert status(hass) == "taken_over"
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert status(hass) == "hours_to_avoid"


async def test_following_is_told_as_soon_as_it_is_switched(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A click that changes nothing on the screen is clicked again."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await follow(hass, "turn_off")
    assert status(hass) == "not_following"
    await follow(hass, "turn_on")
    assert status(hass) == "using_power"


async def test_a_paused_home_is_why_nothing_is_switched(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The switch "Follow price curve" still says on: the reason must stand somewhere."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await pause(hass, entry)
    assert (status(hass), status(hass, UNCONTROLLED)) == ("paused", "use_power_now")


async def test_a_device_that_is_away_does_not_answer_and_uses_no_power(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever reads that it uses power does not look at the plug."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await person(hass, STATE_UNAVAILABLE)
    assert status(hass) == "not_answering"
    await person(hass, STATE_ON)
    assert status(hass) == "using_power"


async def test_a_device_that_never_went_on_does_not_answer_until_it_does(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody took over: the household would look for who did."""
    hass.states.async_set("switch.deaf", STATE_OFF)
    account.entities = {TANK: {"control_entity_id": "switch.deaf"}}
    await set_up()
    hass.services.async_register("switch", "turn_on", lambda _: None)
    seen = written(hass)
    await move_to(hass, freezer, NOON)
    for minutes in range(1, 9):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    assert seen == ["using_power", "not_answering"]
    hass.states.async_set("switch.deaf", STATE_ON)
    await hass.async_block_till_done()
    assert status(hass) == "using_power"
    for hour in (2, 5):
        await move_to(hass, freezer, NOON + hour * HOUR)
    assert seen[2:] == ["using_power", "hours_to_avoid", "using_power"]


@pytest.mark.parametrize(("found", "word"), [(STATE_ON, "already_on"), (STATE_OFF, "using_power")])
async def test_a_restart_tells_what_it_told_before(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, found: str, word: str
) -> None:
    """A word that comes and goes at every restart fires automations at night."""
    entry = await set_up()
    await person(hass, found)
    await move_to(hass, freezer, NOON)
    seen = written(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert seen == ["unavailable", word]


async def test_a_device_that_is_away_while_home_assistant_starts_or_ends_is_no_news(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """At every restart all devices are away for a while: some start later, some end sooner than we."""
    await person(hass, STATE_UNAVAILABLE)
    freezer.move_to(NOON)
    hass.set_state(CoreState.starting)
    await set_up()
    assert status(hass) == "using_power"
    seen = written(hass)
    await person(hass, STATE_OFF)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.set_state(CoreState.stopping)
    await person(hass, STATE_UNAVAILABLE)
    hass.set_state(CoreState.running)
    assert seen == []


async def test_nothing_known_is_said_and_not_taken_for_no_wish(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """In an outage that outlasts the curve the device stands still for a reason."""
    await set_up()
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await move_to(hass, freezer, NOON + 48 * HOUR)
    assert (status(hass), status(hass, UNCONTROLLED)) == ("curve_unknown", "curve_unknown")


async def test_a_state_that_says_neither_on_nor_off_in_hours_without_a_wish_is_no_news(
    hass: HomeAssistant, set_up: SetUp
) -> None:
    """A device is asked for nothing then, so there is nothing to answer."""
    await set_up()
    seen = written(hass)
    for state in (STATE_UNAVAILABLE, STATE_OFF, STATE_ON):
        await person(hass, state)
    assert (seen, hass.states.is_state(SWITCH, STATE_ON)) == ([], True)

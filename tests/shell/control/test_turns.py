"""Devices start one after the other, and only as far as the house has power left."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE, STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, SWITCH, move_to, person, tank_is
from tests.shell.control.test_status import status

OTHER, HOUSE = "input_boolean.other", "sensor.house_power"
CHARGER_STATUS = "sensor.charger_status"


@pytest.fixture(autouse=True)
def both(account: Account) -> None:
    """Let charger and tank follow, in this order; they draw 7 and 2 kW."""
    account.entities = {
        CHARGER: {"control_entity_id": OTHER, "rated_power_kw": 7},
        TANK: {"control_entity_id": SWITCH, "rated_power_kw": 2},
    }


@pytest.fixture
def starts(hass: HomeAssistant) -> list[tuple[datetime, str]]:
    """Return when something was switched on, and what."""
    found: list[tuple[datetime, str]] = []

    @callback
    def note(event: Event[dict[str, object]]) -> None:
        if event.data["service"] == "turn_on":
            found.append((event.time_fired, str(event.data["service_data"])))

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return found


def house_draws(hass: HomeAssistant, kw: object, unit: str = "kW") -> None:
    """Let the house's meter tell a power."""
    hass.states.async_set(HOUSE, str(kw), {"unit_of_measurement": unit, "device_class": "power"})


async def limited(hass: HomeAssistant, entry: MockConfigEntry, limit_kw: float = 10) -> None:
    """Set a limit for the house."""
    home = entry.subentries["home-1"]
    limit = {"house_power_entity_id": HOUSE, "house_limit_kw": limit_kw}
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, **limit})
    await hass.async_block_till_done(wait_background_tasks=True)


def on(hass: HomeAssistant) -> tuple[bool, bool]:
    """Tell whether charger and tank are on."""
    return hass.states.is_state(OTHER, STATE_ON), tank_is(hass) == STATE_ON


async def test_two_devices_start_a_minute_apart_in_the_order_of_the_list(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, starts: list[tuple[datetime, str]]
) -> None:
    """All at once they would trip the fuse, and nobody could see which one it was."""
    await set_up()
    await move_to(hass, freezer, NOON)
    # Its turn comes in a minute: a word of its own would be two rows more in the recorder for each start.
    assert (on(hass), status(hass)) == ((True, False), "using_power")
    await move_to(hass, freezer, NOON + timedelta(seconds=59))
    assert on(hass) == (True, False)
    await move_to(hass, freezer, NOON + MINUTE)
    assert (on(hass), status(hass)) == ((True, True), "using_power")
    assert [at for at, _ in starts] == [NOON, NOON + MINUTE]


async def test_a_reload_between_two_starts_does_not_make_them_one(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """What was started before is on disk."""
    entry = await set_up()
    await move_to(hass, freezer, NOON)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert on(hass) == (True, False)
    await move_to(hass, freezer, NOON + MINUTE)
    assert on(hass) == (True, True)


async def test_a_start_of_home_assistant_between_two_starts_does_not_make_them_one(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """After a power cut all start at once otherwise."""
    key = f"volue_spark.{account.entry_id}.control"
    memory = {"is_following": False, "starts": [(NOON - timedelta(seconds=10)).timestamp()]}
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": {CHARGER: memory}}
    freezer.move_to(NOON)
    await set_up()
    assert on(hass) == (False, False)
    await move_to(hass, freezer, NOON + timedelta(seconds=50))
    assert on(hass) == (False, True)


async def test_a_device_that_is_on_already_takes_no_turn(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing starts where nothing is switched."""
    await set_up()
    hass.states.async_set(OTHER, STATE_ON)
    await move_to(hass, freezer, NOON)
    assert on(hass) == (True, True)


async def test_a_device_starts_only_where_the_house_has_room_for_it(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A capacity tariff is paid for the highest hour; who has no room holds up nobody."""
    entry = await set_up()
    house_draws(hass, 4)
    await limited(hass, entry)
    await move_to(hass, freezer, NOON)
    assert (on(hass), status(hass, CHARGER_STATUS)) == ((False, True), "house_limit")
    await move_to(hass, freezer, NOON + 10 * MINUTE)
    house_draws(hass, 3000, "W")
    await hass.async_block_till_done()
    assert on(hass) == (False, True)
    house_draws(hass, 2999, "W")
    await hass.async_block_till_done()
    assert (on(hass), status(hass, CHARGER_STATUS)) == ((True, True), "using_power")
    # What runs is nobody's to switch off.
    house_draws(hass, 20)
    await move_to(hass, freezer, NOON + 20 * MINUTE)
    assert on(hass) == (True, True)
    await move_to(hass, freezer, NOON + 2 * HOUR)
    assert on(hass) == (False, False)


@pytest.mark.parametrize("told", [STATE_UNAVAILABLE, "much", "inf"])
async def test_where_nobody_knows_what_the_house_draws_nothing_starts(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, told: str
) -> None:
    """The limit is there because more costs money."""
    entry = await set_up()
    house_draws(hass, told)
    await limited(hass, entry)
    await move_to(hass, freezer, NOON)
    assert (on(hass), status(hass), status(hass, CHARGER_STATUS)) == ((False, False), "house_limit", "house_limit")
    house_draws(hass, 1)
    await move_to(hass, freezer, NOON + MINUTE)
    await move_to(hass, freezer, NOON + 2 * MINUTE)
    assert on(hass) == (True, True)


async def test_a_person_is_not_asked_to_wait(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Who asks a device to run knows their house."""
    entry = await set_up()
    house_draws(hass, 9.9)
    await limited(hass, entry)
    controls = entry.runtime_data.controls.by_key
    await controls[CHARGER].run_for(HOUR)
    await controls[TANK].run_for(HOUR)
    await hass.async_block_till_done()
    assert (on(hass), status(hass)) == ((True, True), "asked_to_run")
    await move_to(hass, freezer, NOON + MINUTE)
    assert on(hass) == (True, True)


async def test_who_waits_for_a_turn_and_is_told_not_to_follow_holds_up_nobody(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The list would otherwise have a member who never comes."""
    entry = await set_up()
    house_draws(hass, 4)
    await limited(hass, entry)
    await person(hass, STATE_OFF)
    await move_to(hass, freezer, NOON)
    await entry.runtime_data.controls.by_key[CHARGER].follow(wanted=False)
    house_draws(hass, 1)
    await move_to(hass, freezer, NOON + 2 * MINUTE)
    assert on(hass) == (False, True)


async def test_a_device_that_is_away_holds_up_nobody(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One unplugged charger would keep the water cold."""
    entry = await set_up()
    house_draws(hass, 9)
    await limited(hass, entry)
    await move_to(hass, freezer, NOON)
    assert on(hass) == (False, False)
    hass.states.async_set(OTHER, STATE_UNAVAILABLE)
    house_draws(hass, 1)
    await hass.async_block_till_done()
    assert on(hass) == (False, True)


async def test_adding_a_device_in_favourable_hours_calls_nothing_on_the_others(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, starts: list[tuple[datetime, str]]
) -> None:
    """Each change of a device loads the account anew."""
    entry = await set_up()
    for minutes in (0, 1):
        await move_to(hass, freezer, NOON + minutes * MINUTE)
    known = list(starts)
    charger = entry.subentries["device-charger"]
    hass.config_entries.async_remove_subentry(entry, "device-charger")
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.config_entries.async_add_subentry(entry, charger)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [what for _, what in starts if SWITCH in what] == [what for _, what in known if SWITCH in what]
    assert on(hass)[1]

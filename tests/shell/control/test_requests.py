"""What a person asks of a device with a press or an action: to run for a while, or to be left alone."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.const import ATTR_DEVICE_ID, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, MINUTE, NOON, SWITCH, follow, move_to, person, tank_is

RUN, NOT_TODAY = "button.hot_water_tank_run_for_2_hours", "button.hot_water_tank_not_today"
STATUS = "sensor.hot_water_tank_status"
TO_AVOID, MIDNIGHT = NOON + 2 * HOUR, NOON + 10 * HOUR
AUTUMN, SPRING = datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC)


async def press(hass: HomeAssistant, button: str) -> None:
    """Press a button as a dashboard does."""
    await hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)
    await hass.async_block_till_done()


async def ask(hass: HomeAssistant, action: str, duration: Any, **target: Any) -> None:
    """Perform one of our actions on a target; the tank by its switch, unless another one is named."""
    meant = target or {"entity_id": FOLLOW}
    await hass.services.async_call(DOMAIN, action, {"duration": duration}, target=meant, blocking=True)
    await hass.async_block_till_done()


def status(hass: HomeAssistant) -> tuple[str, str | None]:
    """Return what "Status" says, and until when by the clock on the wall."""
    found = hass.states.get(STATUS)
    assert found
    until = found.attributes.get("until")
    return found.state, until and datetime.fromisoformat(until).strftime("%H:%M")


async def test_asked_to_run_it_runs_for_two_hours_and_is_given_back(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """Somebody wants a bath tonight, whatever power costs now."""
    await set_up()
    await move_to(hass, freezer, TO_AVOID)
    calls.clear()
    await press(hass, RUN)
    assert (tank_is(hass), status(hass)) == (STATE_ON, ("asked_to_run", "18:00"))
    await move_to(hass, freezer, TO_AVOID + 2 * HOUR - MINUTE)
    assert tank_is(hass) == STATE_ON
    await move_to(hass, freezer, TO_AVOID + 2 * HOUR)
    assert (tank_is(hass), calls) == (STATE_OFF, ["turn_on", "turn_off"])


async def test_asked_once_more_it_counts_from_then_on_and_says_so(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A press after which the same end is shown is pressed ten times."""
    await set_up()
    await move_to(hass, freezer, TO_AVOID)
    await press(hass, RUN)
    await move_to(hass, freezer, TO_AVOID + HOUR)
    await press(hass, RUN)
    assert status(hass) == ("asked_to_run", "19:00")
    await move_to(hass, freezer, TO_AVOID + 2 * HOUR)
    assert tank_is(hass) == STATE_ON


async def test_asked_to_run_into_favourable_hours_it_is_not_switched_in_between(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str]
) -> None:
    """Off and on in the same second wears out a relay for nothing."""
    await set_up()
    await press(hass, RUN)
    for hour in (0, 1, 2):
        await move_to(hass, freezer, NOON + hour * HOUR)
    assert calls == ["turn_on", "turn_off"]


async def test_a_person_who_switches_it_off_ends_the_run(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """The newest word counts."""
    await set_up()
    await press(hass, RUN)
    await move_to(hass, freezer, NOON - HOUR + MINUTE)
    await person(hass, STATE_OFF)
    await move_to(hass, freezer, NOON - HOUR + 2 * MINUTE)
    assert tank_is(hass) == STATE_OFF


async def test_not_today_gives_it_back_and_leaves_it_alone_until_midnight(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Guests sleep beside the tank; tomorrow nobody should have to remember to switch it on again."""
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(NOON, -0.2), (MIDNIGHT - HOUR, -0.2), (MIDNIGHT, -0.2)])
    await set_up()
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    await press(hass, NOT_TODAY)
    assert (tank_is(hass), status(hass)) == (STATE_OFF, ("not_today", "00:00"))
    await move_to(hass, freezer, MIDNIGHT - HOUR)
    assert (tank_is(hass), status(hass)) == (STATE_OFF, ("not_today", "00:00"))
    await move_to(hass, freezer, MIDNIGHT)
    assert (tank_is(hass), status(hass)[0]) == (STATE_ON, "using_power")


@pytest.mark.parametrize(("midnight", "hours"), [(AUTUMN, 25), (SPRING, 23), (NOON - 14 * HOUR, 24)])
async def test_a_day_ends_at_midnight_however_many_hours_it_has(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    midnight: datetime,
    hours: int,
) -> None:
    """Counted with 24 hours the tank would be cold in the first hour of the next day, or start in the last of this."""
    freezer.move_to(midnight + MINUTE)
    entry = await set_up()
    await press(hass, NOT_TODAY)
    left = hass_storage[f"{DOMAIN}.{entry.entry_id}.control"]["data"][TANK]["left"]
    assert left["end"] == (midnight + hours * HOUR).timestamp()


@pytest.mark.parametrize(("first", "then", "word"), [(RUN, NOT_TODAY, "not_today"), (NOT_TODAY, RUN, "asked_to_run")])
async def test_the_newest_wish_counts(hass: HomeAssistant, set_up: SetUp, first: str, then: str, word: str) -> None:
    """Who presses the other button has changed their mind."""
    await set_up()
    await press(hass, first)
    await press(hass, then)
    assert (status(hass)[0], tank_is(hass)) == (word, STATE_ON if then == RUN else STATE_OFF)


async def test_following_switched_on_ends_every_wish(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It is the one switch that everybody finds."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await press(hass, NOT_TODAY)
    await follow(hass, "turn_on")
    assert (status(hass)[0], tank_is(hass)) == ("using_power", STATE_ON)


async def test_what_nobody_switches_has_no_buttons(hass: HomeAssistant, set_up: SetUp) -> None:
    """A button that does nothing is worse than none."""
    await set_up()
    buttons = sorted(hass.states.async_entity_ids("button"))
    assert buttons == [NOT_TODAY, RUN, "button.test_home_send_a_test_event"]


@pytest.mark.parametrize("action", ["run_for", "leave_alone"])
@pytest.mark.parametrize("duration", ["00:30:00", {"minutes": 30}, 1800])
async def test_an_action_takes_any_duration_of_home_assistant(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, action: str, duration: Any
) -> None:
    """The editor writes one kind, people another."""
    await set_up()
    await ask(hass, action, duration)
    word = {"run_for": "asked_to_run", "leave_alone": "not_today"}[action]
    assert status(hass) == (word, "13:30")
    await move_to(hass, freezer, NOON - HOUR / 2)
    assert status(hass)[0] == "no_wish"


async def test_a_duration_of_nothing_ends_what_it_is_about_and_nothing_else(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A script that ends a run in the morning must not end "Not today" with it."""
    await set_up()
    await ask(hass, "run_for", HOUR)
    await ask(hass, "leave_alone", 0)
    assert (status(hass)[0], tank_is(hass)) == ("asked_to_run", STATE_ON)
    await move_to(hass, freezer, NOON - HOUR / 2)
    await ask(hass, "run_for", 0)
    assert (status(hass)[0], tank_is(hass)) == ("no_wish", STATE_OFF)
    await press(hass, NOT_TODAY)
    await ask(hass, "run_for", 0)
    assert status(hass)[0] == "not_today"
    await ask(hass, "leave_alone", 0)
    assert status(hass)[0] == "no_wish"
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    await ask(hass, "run_for", 0)
    assert (status(hass)[0], tank_is(hass)) == ("taken_over", STATE_OFF)


@pytest.mark.parametrize("kind", ["area_id", "label_id", "floor_id", "device_id", "entity_id", "home"])
async def test_a_target_is_whatever_stands_for_a_device_that_is_switched(
    hass: HomeAssistant, set_up: SetUp, kind: str, device_registry: dr.DeviceRegistry, area_registry: ar.AreaRegistry
) -> None:
    """Where the charger beside it is not switched, the room means the tank; so does the home."""
    entry = await set_up()
    room = area_registry.async_create("Cellar", floor_id="below")
    for key in (TANK, CHARGER):
        device = device_of(device_registry, entry, key)
        device_registry.async_update_device(device.id, area_id=room.id, labels={"heavy"})
    target = {
        "area_id": {"area_id": room.id},
        "label_id": {"label_id": "heavy"},
        "floor_id": {"floor_id": "below"},
        "device_id": {"device_id": device_of(device_registry, entry, TANK).id},
        "entity_id": {"entity_id": STATUS},
        "home": {"device_id": device_of(device_registry, entry, LOCATION).id},
    }[kind]
    await ask(hass, "run_for", HOUR, **target)
    assert (tank_is(hass), status(hass)[0]) == (STATE_ON, "asked_to_run")


def device_of(registry: dr.DeviceRegistry, entry: MockConfigEntry, key: str) -> dr.DeviceEntry:
    """Return a device of ours by its key."""
    device = registry.async_get_device_by_identifier((DOMAIN, key), entry.entry_id)
    assert device
    return device


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ({}, "no_target"),
        ({"entity_id": SWITCH}, "no_target"),
        ({"entity_id": "none"}, "no_target"),
        ({"entity_id": "all"}, "no_target"),
        ({"area_id": "nowhere"}, "no_target"),
        ({ATTR_DEVICE_ID: "nobody"}, "no_target"),
        ({"entity_id": "sensor.charger_status"}, "nobody_switches"),
        ({"entity_id": ["sensor.charger_status", FOLLOW]}, "nobody_switches"),
    ],
    ids=str,
)
async def test_a_target_that_nobody_switches_is_refused_with_its_name(
    hass: HomeAssistant, set_up: SetUp, target: dict[str, Any], key: str
) -> None:
    """An action that does nothing looks like one that works."""
    await set_up()
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(DOMAIN, "run_for", {"duration": 60}, target=target, blocking=True)
    assert caught.value.translation_key == key
    assert "Charger" in str(caught.value) or key == "no_target"
    assert tank_is(hass) == STATE_OFF


async def test_a_home_in_which_nothing_is_switched_is_refused(
    hass: HomeAssistant, account: Account, set_up: SetUp, device_registry: dr.DeviceRegistry
) -> None:
    """The same for a home that stands for its devices."""
    account.entities = {}
    entry = await set_up()
    with pytest.raises(ServiceValidationError, match="Test home"):
        await ask(hass, "leave_alone", HOUR, device_id=device_of(device_registry, entry, LOCATION).id)


async def test_without_an_account_that_runs_there_is_no_target(hass: HomeAssistant, set_up: SetUp) -> None:
    """Nothing could be remembered."""
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await ask(hass, "run_for", HOUR)
    assert caught.value.translation_key == "no_target"


@pytest.mark.parametrize("duration", [{"hours": 24, "seconds": 1}, {"minutes": -1}, "-01:00:00", {"days": 30}, 1e30])
async def test_an_absurd_duration_is_refused(hass: HomeAssistant, set_up: SetUp, duration: Any) -> None:
    """A typing error must not heat for a month."""
    await set_up()
    with pytest.raises(ServiceValidationError) as caught:
        await ask(hass, "run_for", duration)
    assert (caught.value.translation_key, tank_is(hass)) == ("duration_too_long", STATE_OFF)
    await ask(hass, "run_for", {"hours": 24})
    assert tank_is(hass) == STATE_ON


@pytest.mark.parametrize(
    ("domain", "service", "data"),
    [
        ("button", "press", {"entity_id": RUN}),
        ("button", "press", {"entity_id": NOT_TODAY}),
        ("switch", "turn_off", {"entity_id": FOLLOW}),
        (DOMAIN, "run_for", {"entity_id": FOLLOW, "duration": 60}),
        (DOMAIN, "leave_alone", {"entity_id": FOLLOW, "duration": 60}),
    ],
)
async def test_on_a_full_disk_nothing_changes_and_the_reason_is_said(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, domain: str, service: str, data: dict[str, Any]
) -> None:
    """What would be forgotten at the next restart does not begin; and nobody has to know what a store is."""
    await set_up()
    await move_to(hass, freezer, NOON)
    before = (status(hass), tank_is(hass), hass.states.is_state(FOLLOW, STATE_ON))
    with patch("homeassistant.helpers.storage.Store.async_save"), pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(domain, service, data, blocking=True)
    assert caught.value.translation_key == "not_written"
    assert "Make room on the disk" in str(caught.value)
    await hass.async_block_till_done()
    assert (status(hass), tank_is(hass), hass.states.is_state(FOLLOW, STATE_ON)) == before


@pytest.mark.parametrize(
    ("button", "word", "at_the_end"), [(RUN, "asked_to_run", NOON + HOUR), (NOT_TODAY, "not_today", MIDNIGHT)]
)
async def test_a_wish_survives_a_reload_to_the_minute(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    button: str,
    word: str,
    at_the_end: datetime,
) -> None:
    """Somebody adds a second device meanwhile, and the bath is cold."""
    points = [(NOON, 0.3), (NOON + HOUR, 0.3), (MIDNIGHT, 0.3)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=NOON)
    entry = await set_up()
    await press(hass, button)
    was, before = status(hass), list(calls)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (status(hass), calls) == (was, before)
    await move_to(hass, freezer, at_the_end - MINUTE)
    assert status(hass) == was
    await move_to(hass, freezer, at_the_end)
    assert (status(hass)[0], tank_is(hass)) == ("hours_to_avoid", STATE_OFF)


@pytest.mark.parametrize(("button", "word"), [(RUN, "asked_to_run"), (NOT_TODAY, "not_today")])
async def test_a_wish_survives_a_new_start_of_home_assistant(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    button: str,
    word: str,
) -> None:
    """Only what is on disk is left; and an update at night must not end what somebody asked for."""
    entry = await set_up()
    await press(hass, button)
    was = status(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to(NOON + MINUTE)
    async with async_test_home_assistant() as again:
        again.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        await again.config.async_set_time_zone("Europe/Oslo")
        found = {"tank": {"name": "Tank", "initial": word == "asked_to_run"}}
        assert await async_setup_component(again, "input_boolean", {"input_boolean": found})
        started = Account(again, fake_spark, entities=account.entities).entry()
        started.add_to_hass(again)
        await again.config_entries.async_setup(started.entry_id)
        await again.async_block_till_done(wait_background_tasks=True)
        assert status(again) == was
        await move_to(again, freezer, NOON + HOUR)
        if word == "asked_to_run":
            assert (status(again)[0], tank_is(again)) == ("using_power", STATE_ON)
        else:
            assert (status(again), tank_is(again)) == (was, STATE_OFF)
        await again.config_entries.async_unload(started.entry_id)
        await again.async_stop(force=True)


async def test_nothing_is_written_about_a_button_that_nobody_presses(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, entity_registry: er.EntityRegistry
) -> None:
    """Two rows an hour for nothing fill a small disk."""
    await set_up()
    before = [hass.states.get(button) for button in (RUN, NOT_TODAY)]
    for hour in range(24):
        await move_to(hass, freezer, NOON + hour * HOUR)
    after = [hass.states.get(button) for button in (RUN, NOT_TODAY)]
    assert [a is b for a, b in zip(before, after, strict=True)] == [True, True]

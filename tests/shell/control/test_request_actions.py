"""The same as actions, for scripts: for how long, and for which devices."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import ATTR_DEVICE_ID, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.service import async_get_all_descriptions
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.const import DOMAIN
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.control.asking import NOT_TODAY, STATUS, ask, press, status
from tests.shell.control.tank import FOLLOW, HOUR, MINUTE, NOON, SWITCH, move_to, person, tank_is


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


async def test_the_editor_offers_what_follows_and_a_duration(hass: HomeAssistant, set_up: SetUp) -> None:
    """Nobody should have to write YAML to get a warm bath."""
    await set_up()
    offered = (await async_get_all_descriptions(hass))[DOMAIN]
    for action in ("run_for", "leave_alone"):
        assert offered[action]["target"] == {"entity": [{"integration": DOMAIN, "domain": ["switch"]}]}
        assert list(offered[action]["fields"]) == ["duration"]

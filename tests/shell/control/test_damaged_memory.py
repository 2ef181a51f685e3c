"""A memory that cannot be read, wholly or in part, stops nothing and loses no more than it must."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import TANK, Account
from tests.shell.control.tank import BY_SWITCH, FOLLOW, HOUR, NOON, held, move_to, tank_is

HOLD = held("on", since=NOON - 2 * HOUR, until=NOON - HOUR)
OTHER = HOLD | {"switching": BY_SWITCH | {"entity_id": "input_boolean.other"}}
WHOLE: dict[str, Any] = {
    "is_following": True,
    "hold": None,
    "aside_until": None,
    "run": None,
    "left": None,
    "turned_at": None,
    "starts": [],
    "waited_until": None,
    "hot_at": None,
    "last_answer": None,
}


async def start(hass: HomeAssistant, account: Account, storage: dict[str, Any], data: Any, version: int = 1) -> Any:
    """Set the account up with this on disk; return the entry."""
    entry = account.entry()
    key = f"volue_spark.{entry.entry_id}.control"
    storage[key] = {"version": version, "minor_version": 1, "key": key, "data": data}
    account.register()
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what our own log warns of."""
    found = [record for record in caplog.records if record.name.startswith("custom_components.volue_spark")]
    return [record.getMessage() for record in found if record.levelname == "WARNING"]


@pytest.mark.parametrize(("data", "version"), [([1], 1), ("nonsense", 1), (WHOLE, 2)], ids=["list", "text", "later"])
async def test_a_file_that_cannot_be_read_begins_anew(
    hass: HomeAssistant,
    account: Account,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    data: Any,
    version: int,
) -> None:
    """A broken file must not cost the curve, the reports and the money as well."""
    entry: MockConfigEntry = await start(hass, account, hass_storage, data, version)
    assert entry.state is ConfigEntryState.LOADED
    assert len(warnings(caplog)) == 1
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON
    await hass.config_entries.async_remove(entry.entry_id)
    assert tank_is(hass) == STATE_OFF


async def test_a_memory_that_is_whole_is_read_without_a_word(
    hass: HomeAssistant, account: Account, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Starts that were forgotten at each restart would be counted anew, and wear out what they should spare."""
    starts = [(NOON - 3 * HOUR).timestamp(), (NOON - 2 * HOUR).timestamp()]
    entry: MockConfigEntry = await start(hass, account, hass_storage, {TANK: WHOLE | {"starts": starts}})
    assert warnings(caplog) == []
    memory = entry.runtime_data.controls.memory_of(TANK)
    assert [at.timestamp() for at in memory.starts] == starts


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {},
        WHOLE | {"hold": 5},
        WHOLE | {"hold": HOLD | {"switching": BY_SWITCH | {"entity_id": "the tank"}}},
        WHOLE | {"hold": HOLD | {"switching": BY_SWITCH | {"how": "magic"}}},
        WHOLE | {"hold": HOLD | {"switching": BY_SWITCH | {"run": [1]}}},
        WHOLE | {"hold": HOLD | {"switching": BY_SWITCH | {"start_action": "turn on"}}},
        WHOLE | {"hold": HOLD | {"switching": BY_SWITCH | {"patience_seconds": -1}}},
        WHOLE | {"hold": HOLD | {"found": None}},
        WHOLE | {"hold": HOLD | {"task": "sleep"}},
        WHOLE | {"hold": HOLD | {"since": "noon"}},
        WHOLE | {"hold": HOLD | {"until": 1e300}},
        WHOLE | {"hold": HOLD | {"registry_id": 7}},
        WHOLE | {"aside_until": "tomorrow"},
        WHOLE | {"run": {"start": 5}},
        WHOLE | {"left": 7},
        WHOLE | {"starts": [1, "two"]},
        WHOLE | {"turned_at": -5},
        WHOLE | {"last_answer": 5},
        WHOLE | {"is_following": "no"},
    ],
    ids=str,
)
async def test_what_cannot_be_read_of_one_device_is_dropped_with_one_warning(
    hass: HomeAssistant,
    account: Account,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    damaged: Any,
) -> None:
    """What another device was found in is still given back; and a log is pasted into the open."""
    hass.states.async_set("input_boolean.other", STATE_ON)
    gone = WHOLE | {"hold": OTHER, "colour": "red"}
    entry: MockConfigEntry = await start(hass, account, hass_storage, {TANK: damaged, "resource-gone": gone})
    assert entry.state is ConfigEntryState.LOADED
    other = hass.states.get("input_boolean.other")
    assert other
    assert other.state == STATE_OFF
    [warning] = warnings(caplog)
    assert TANK not in warning
    await move_to(hass, freezer, NOON)
    assert tank_is(hass) == STATE_ON


async def test_a_persons_wish_outlives_what_cannot_be_read_beside_it(
    hass: HomeAssistant, account: Account, hass_storage: dict[str, Any], freezer: FrozenDateTimeFactory
) -> None:
    """A device that follows again by itself would be switched against somebody's will."""
    await start(hass, account, hass_storage, {TANK: {"is_following": False, "hold": "nonsense"}})
    await move_to(hass, freezer, NOON)
    state = hass.states.get(FOLLOW)
    assert state
    assert (state.state, tank_is(hass)) == (STATE_OFF, STATE_OFF)

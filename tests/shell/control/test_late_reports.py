"""Devices that report late, and persons who come in between: the value decides, not who wrote it."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import Context, HomeAssistant, ServiceCall
import pytest

from tests.shell.conftest import TANK, Account, SetUp
from tests.shell.control.tank import FOLLOW, HOUR, NOON, move_to

SLOW = "input_boolean.slow"
SECOND = timedelta(seconds=1)
ON, OFF = "turn_on", "turn_off"
END = 2 * 3600

# Each row: what the device reports, by seconds after the start of the favourable hours, which end after 7200 s;
# and what it is told in all. A person and a late answer look the same: only what holds tells them apart.
ROWS = [
    pytest.param([(2, "on"), (END + 2, "off")], [ON, OFF], id="2 s late"),
    pytest.param([(8, "on"), (END + 8, "off")], [ON, OFF], id="8 s late"),
    pytest.param([(25, "on"), (END + 25, "off")], [ON, OFF], id="25 s late"),
    pytest.param([(35, "on"), (END + 35, "off")], [ON, ON, OFF, OFF], id="35 s late and asked again"),
    pytest.param([(2, "off"), (8, "on"), (END + 2, "off")], [ON, OFF], id="the old state once more"),
    pytest.param([(1, "on"), (2, "off"), (3, "on"), (END + 1, "off")], [ON, OFF], id="flicker"),
    pytest.param([(2, "on"), (8, "off"), (25, "on"), (END + 1, "off")], [ON, OFF], id="slow flicker"),
    pytest.param([(1, "on"), (END + 1, "off"), (END + 2, "on"), (END + 3, "off")], [ON, OFF], id="flicker at the end"),
    pytest.param([(1, "on"), (5, "off")], [ON], id="a person after 5 s"),
    pytest.param([(0, "on"), (40, "off")], [ON], id="a person after 40 s"),
    pytest.param([(1, "on"), (40, "off"), (50, "on")], [ON], id="a person after 40 s, and back"),
    pytest.param([(1, "on"), (5, "off"), (20, "on"), (END + 1, "off")], [ON, OFF], id="a person after 5 s, and back"),
    pytest.param([(1, "on"), (5, "off"), (60, "on")], [ON], id="a person after 5 s, and back a minute later"),
    pytest.param([(25, "on"), (28, "off")], [ON], id="a person 3 s after a late answer"),
    pytest.param([(1, "unavailable"), (8, "on"), (END + 1, "off")], [ON, OFF], id="gone for 7 s"),
    pytest.param([(1, "on"), (40, "unavailable"), (50, "on"), (END + 1, "off")], [ON, OFF], id="gone later"),
    pytest.param([(1, "on"), (40, "unavailable"), (50, "off")], [ON], id="back with another value"),
]


@pytest.fixture
async def calls(hass: HomeAssistant, account: Account) -> list[str]:
    """Return what a device is told that answers when the test says so."""
    found: list[str] = []

    async def note(call: ServiceCall) -> None:
        if call.data["entity_id"] == SLOW:
            found.append(call.service)

    for service in (ON, OFF):
        hass.services.async_register("input_boolean", service, note)
    hass.states.async_set(SLOW, STATE_OFF)
    account.entities = {TANK: {"control_entity_id": SLOW, "following": {"least_on_minutes": 0}}}
    return found


async def live(hass: HomeAssistant, freezer: FrozenDateTimeFactory, reports: list[tuple[int, str]], until: int) -> None:
    """Let seconds after the start pass, and the device report in them; each timer rings at its time."""
    told, edges = dict(reports), {0, 30, 60, 90, 91, 240, 480, 3600, END, END + 30, END + 60, END + 91, END + 300}
    for second in sorted({*told, *(report + 30 for report in told), *edges}):
        if second <= until:
            await move_to(hass, freezer, NOON + second * SECOND)
            if second in told:
                # A context of its own, as a device's integration or a person has one: it must not matter.
                hass.states.async_set(SLOW, told[second], context=Context())
                await hass.async_block_till_done()


@pytest.mark.parametrize(("reports", "told"), ROWS)
async def test_what_holds_decides_whether_it_was_a_person(
    hass: HomeAssistant,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    reports: list[tuple[int, str]],
    told: list[str],
) -> None:
    """A late report taken for a person loses the hours; a person taken for a late report is fought with."""
    await set_up()
    await live(hass, freezer, reports, END + 300)
    assert calls == told


@pytest.mark.parametrize("second", [5, 40])
async def test_a_person_wins_until_the_hours_end_and_no_longer(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], second: int
) -> None:
    """Their switching is about these hours; the next ones are as promised."""
    await set_up()
    await live(hass, freezer, [(1, "on"), (second, "off")], END + 300)
    assert calls == [ON]
    await move_to(hass, freezer, NOON + 5 * HOUR)
    assert calls == [ON, ON]


@pytest.mark.parametrize("late", [2, 8, 25])
async def test_a_late_answer_to_what_nobody_wants_any_more_is_undone(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, calls: list[str], late: int
) -> None:
    """Switched off by nobody, it would heat until somebody sees it."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + SECOND)
    await hass.services.async_call("switch", OFF, {"entity_id": FOLLOW}, blocking=True)
    await live(hass, freezer, [(late, STATE_ON)], 300)
    assert calls[-1] == OFF


@pytest.mark.parametrize("late", [8, 25])
async def test_a_late_answer_to_our_own_call_is_no_person_s_word(
    hass: HomeAssistant,
    account: Account,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
    late: int,
) -> None:
    """Who asks for an hour right after the hours have ended would see it go off and stay off."""
    entry = await set_up()
    await live(hass, freezer, [(1, "on")], END)
    assert calls == [ON, OFF]
    await move_to(hass, freezer, NOON + (END + 3) * SECOND)
    (controller,) = entry.runtime_data.controls.by_key.values()
    await controller.run_for(HOUR)
    await live_on(hass, freezer, END + late, STATE_OFF)
    assert calls[-1] == ON


async def live_on(hass: HomeAssistant, freezer: FrozenDateTimeFactory, second: int, state: str) -> None:
    """Let one report come, and five minutes pass."""
    await move_to(hass, freezer, NOON + second * SECOND)
    hass.states.async_set(SLOW, state)
    await hass.async_block_till_done()
    for later in (30, 60, 120, 300):
        await move_to(hass, freezer, NOON + (second + later) * SECOND)

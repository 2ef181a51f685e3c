"""What "Status" says beside its word: until when, and what the device is going to do."""

from datetime import timezone
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, Account, SetUp
from tests.shell.control.tank import HOUR, MINUTE, NOON, follow, move_to, person
from tests.shell.control.test_status import STATUS, UNCONTROLLED, pause, status, written

DASH = "\N{EN DASH}"


def ahead(hass: HomeAssistant, entity_id: str = STATUS) -> dict[str, Any]:
    """Return the attributes that look ahead."""
    state = hass.states.get(entity_id)
    assert state
    return {key: value for key, value in state.attributes.items() if key in ("until", "plan")}


def local(hour: float) -> str:
    """Return an instant in hours from noon UTC as Oslo's clocks show it."""
    return (NOON + hour * HOUR).astimezone(timezone(2 * HOUR)).isoformat()


@pytest.mark.parametrize(
    ("hour", "word", "until", "plan"),
    [
        (-1, "no_wish", 0, f"10.06. 14:00{DASH}16:00 runs, 19:00{DASH}20:00 runs"),
        (0, "using_power", 2, f"10.06. 14:00{DASH}16:00 runs, 19:00{DASH}20:00 runs"),
        (2, "hours_to_avoid", 3, f"10.06. 19:00{DASH}20:00 runs"),
        (3, "no_wish", 5, f"10.06. 19:00{DASH}20:00 runs"),
        (6, "no_wish", 34, "Nothing planned"),
    ],
)
async def test_each_state_says_until_when_and_what_comes(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory, hour: int, word: str, until: int, plan: str
) -> None:
    """One look at the phone, and nobody opens a graph."""
    await set_up()
    for passing in (0, 2, 3, 5, 6):
        if passing <= hour:
            await move_to(hass, freezer, NOON + passing * HOUR)
    assert (status(hass), ahead(hass)) == (word, {"until": local(until), "plan": plan})


async def test_hours_of_tomorrow_stand_under_their_date(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Read after midnight, "tomorrow" would be a day late; hours of the day after are nobody's business yet."""
    waits = {"waits": True, "wait_hours": 3, "temperature_entity_id": "sensor.tank_temperature"}
    account.entities[TANK] |= {"following": waits}
    points = [(NOON + 10 * HOUR, -0.2), (NOON + 24 * HOUR, -0.2), (NOON + 40 * HOUR, -0.2)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=NOON)
    freezer.move_to(NOON + 6 * HOUR)
    await set_up()
    assert ahead(hass)["plan"] == (
        f"10.06. 21:00{DASH}00:00 waits, 11.06. 00:00{DASH}01:00 runs, 11:00{DASH}14:00 waits, 14:00{DASH}15:00 runs"
    )


async def test_a_state_ends_where_another_one_begins_not_where_an_interval_does(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Written at its start only, "until three" would stand there at four."""
    points = [(NOON + hour * HOUR, delta) for hour, delta in enumerate((0.3, 0.4, 0.5, -0.2))]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=NOON)
    await set_up()
    await move_to(hass, freezer, NOON)
    assert (status(hass), ahead(hass)["until"]) == ("hours_to_avoid", local(3))


async def test_a_tank_of_which_nobody_knows_how_warm_it_is_waits_in_no_plan(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """It never waits, for somebody would shower cold; so nobody may be told that it will."""
    account.entities[TANK] |= {"following": {"waits": True}}
    await set_up()
    assert ahead(hass)["plan"] == f"10.06. 14:00{DASH}16:00 runs, 19:00{DASH}20:00 runs"


async def test_what_does_not_follow_says_what_it_would_do(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody but a person ends that, so it has no end."""
    await set_up()
    await follow(hass, "turn_off")
    plan = f"10.06. 14:00{DASH}16:00 would run, 19:00{DASH}20:00 would run"
    assert (status(hass), ahead(hass)) == ("not_following", {"plan": plan})


async def test_a_paused_home_has_no_end_either(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """That a pause ends at the next interval would be a lie."""
    await pause(hass, await set_up())
    assert (status(hass), ahead(hass).get("until")) == ("paused", None)


async def test_whoever_took_over_reads_for_how_long(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Else the next question is whether it starts by itself while somebody mends it."""
    await set_up()
    await move_to(hass, freezer, NOON)
    await move_to(hass, freezer, NOON + MINUTE)
    await person(hass, STATE_OFF)
    plan = f"10.06. 14:00{DASH}16:00 would run, 19:00{DASH}20:00 runs"
    assert (status(hass), ahead(hass)) == ("taken_over", {"until": local(2), "plan": plan})


async def test_what_nobody_switches_has_no_plan(hass: HomeAssistant, set_up: SetUp) -> None:
    """A plan that nobody carries out is a promise."""
    await set_up()
    assert ahead(hass, UNCONTROLLED) == {}


async def test_a_new_curve_writes_nothing_until_the_state_changes(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A write for an attribute is a row in the recorder, every day, for every device."""
    entry = await set_up()
    seen = written(hass)
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(NOON + 8 * HOUR, -0.2)], created_at=NOON)
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (seen, "22:00" in ahead(hass)["plan"]) == ([], False)
    await move_to(hass, freezer, NOON)
    assert (seen, "22:00" in ahead(hass)["plan"]) == (["using_power"], True)

"""What a person asks of a device with a press: to run for two hours, or not today."""

from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, SetUp
from tests.shell.control.asking import MIDNIGHT, NOT_TODAY, RUN, TO_AVOID, press, status
from tests.shell.control.tank import HOUR, MINUTE, NOON, follow, move_to, person, tank_is

AUTUMN, SPRING = datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC)


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

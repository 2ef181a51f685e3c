"""Automations made from our blueprints, in a Home Assistant that lives through favourable hours."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.automations.blueprints.conftest import CAR, FOLLOWERS, SECOND, FollowerStory, follow
from tests.shell.automations.conftest import HOUR, MINUTE, NOON, curve


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_the_appliance_runs_in_favourable_hours(
    follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """From the first second to the last, each time."""
    curve(fake_spark, {1: -0.2, 2: -0.3, 3: 0.1, 4: -0.1})
    await follow(follower, name)
    expected = {1 - SECOND: "off", 1: "on", 3 - SECOND: "on", 3: "off"}
    expected |= {4 - SECOND: "off", 4: "on", 5 - SECOND: "on", 5: "off"}
    assert await follower.seen((1, 3, 4, 5)) == expected


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_what_was_on_stays_on(follower: FollowerStory, fake_spark: FakeSpark, name: str) -> None:
    """Somebody is charging for a long drive: that is not the automation's to end, whatever it did before."""
    curve(fake_spark, {1: -0.2, 4: -0.2})
    await follow(follower, name)
    assert await follower.seen((2,)) == {2 - SECOND: "on", 2: "off"}
    await follower.until(3)
    await follower.turn(value=True)
    assert set((await follower.seen((4, 5, 6))).values()) == {"on"}


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_a_person_decides_for_the_rest_of_the_hours(
    follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """Off stays off until the hours end, and what the person turns on afterwards is theirs; then it goes on."""
    curve(fake_spark, {1: -0.2, 2: -0.2, 3: -0.2, 5: -0.2})
    await follow(follower, name)
    await follower.until(1)
    await follower.turn(value=False)
    assert await follower.seen((2,)) == {2 - SECOND: "off", 2: "off"}
    await follower.turn(value=True)
    assert set((await follower.seen((4, 4.5))).values()) == {"on"}
    await follower.turn(value=False)
    assert await follower.seen((5, 6)) == {5 - SECOND: "off", 5: "on", 6 - SECOND: "on", 6: "off"}


@pytest.mark.parametrize("name", FOLLOWERS)
@pytest.mark.parametrize("at", ["off", "on"])
async def test_a_restart_in_the_middle_changes_nothing(
    follower: FollowerStory, fake_spark: FakeSpark, name: str, at: str
) -> None:
    """On runs on and ends with the hours, off stays off: somebody wanted it so."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, name)
    await follower.until(1)
    if at == "off":
        await follower.turn(value=False)
    await follower.until(1.5)
    await follower.down()
    follower.freezer.move_to(NOON + 1.6 * HOUR)
    await follower.up()
    assert follower.state() == at
    assert await follower.seen((3,)) == {3 - SECOND: at, 3: "off"}


@pytest.mark.parametrize("name", FOLLOWERS)
@pytest.mark.parametrize(("down", "up", "state"), [(0.5, 1.5, "on"), (1.5, 2.5, "off"), (0.5, 2.5, "off")])
async def test_what_a_restart_missed_is_caught_up(
    follower: FollowerStory, fake_spark: FakeSpark, name: str, down: float, up: float, state: str
) -> None:
    """A start, an end, or both: the appliance does not run on for ever."""
    curve(fake_spark, {1: -0.2})
    await follow(follower, name)
    for hour in (0.5, 1, 1.5):
        if hour <= down:
            await follower.until(hour)
    await follower.down()
    follower.freezer.move_to(NOON + up * HOUR)
    await follower.up()
    assert follower.state() == state


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_an_automation_that_is_made_anew_still_gives_back(
    follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """Whoever edits it in the middle leaves a new one that has nothing but its last state, as a restart does."""
    curve(fake_spark, {1: -0.2})
    await follow(follower, name)
    await follower.until(1)
    await follower.edit()
    await follower.use(f"127.0.0.1/{name}.yaml", **follower.given)
    assert await follower.seen((2,)) == {2 - SECOND: "on", 2: "off"}


async def test_what_ran_on_by_itself_runs_on_after_a_restart(follower: FollowerStory, fake_spark: FakeSpark) -> None:
    """What this automation did not turn on it does not turn off, however often it is restarted."""
    curve(fake_spark, {1: -0.2})
    await follow(follower)
    await follower.turn(value=True)
    await follower.until(1)
    await follower.down()
    follower.freezer.move_to(NOON + 1.5 * HOUR)
    await follower.up()
    assert await follower.seen((2,)) == {2 - SECOND: "on", 2: "on"}


@pytest.mark.parametrize("name", FOLLOWERS)
@pytest.mark.parametrize(("revised", "end"), [({1: -0.2, 2: -0.2}, 3.0), ({1: 0, 3: -0.1}, 1.5)])
async def test_a_revised_curve_moves_the_end(
    follower: FollowerStory, fake_spark: FakeSpark, name: str, revised: dict[float, float], end: float
) -> None:
    """Longer or shorter: what Spark says now counts."""
    curve(fake_spark, {1: -0.2})
    await follow(follower, name)
    await follower.until(1)
    await follower.until(1.5 - SECOND)
    curve(fake_spark, revised, created_at=NOON + 80 * MINUTE)
    await follower.until(1.5)
    await follower.ask()
    assert follower.state() == ("off" if end == 1.5 else "on")
    await follower.until(end - SECOND)
    assert follower.state() == ("off" if end == 1.5 else "on")
    await follower.until(end)
    assert follower.state() == "off"


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_an_appliance_that_is_away_is_waited_for(
    follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """At the start, and at the end: a cloud that is down for a quarter of an hour costs no more than that."""
    curve(fake_spark, {1: -0.2, 2: -0.2, 5: -0.2})
    await follow(follower, name)
    await follower.becomes("unavailable")
    await follower.until(1)
    await follower.becomes("off")
    assert follower.state() == "on"
    await follower.until(2.9)
    await follower.becomes("unavailable")
    await follower.until(3)
    await follower.becomes("on")
    assert follower.state() == "off"
    await follower.becomes("unavailable")
    await follower.until(5)
    await follower.until(6.5)
    await follower.becomes("off")
    assert follower.state() == "off"


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_an_appliance_that_does_not_answer_is_asked_four_times(
    hass: HomeAssistant, follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """A lost command is no reason to earn nothing, and one that is never obeyed none to ask for ever."""
    asked = {"turn_on": {"event": "asked", "event_data": {"on": True}}, "turn_off": []}
    silent = {"name": "Silent", "state": "{{ false }}", **asked}
    assert await async_setup_component(hass, "template", {"template": [{"switch": silent}]})
    heard: list[Any] = []
    hass.bus.async_listen("asked", heard.append)
    curve(fake_spark, {1: -0.2})
    await follow(follower, name, **{FOLLOWERS[name]: "switch.silent"})
    found = []
    for seconds in (0, 31, 62, 93, 124, 155):
        await follower.until(1 + seconds * SECOND)
        found.append(len(heard))
    assert found == [1, 2, 3, 4, 4, 4]


async def test_nothing_is_switched_while_the_car_is_away(follower: FollowerStory, fake_spark: FakeSpark) -> None:
    """It may be charging on the way, where its own switch must be left alone."""
    curve(fake_spark, {1: -0.2, 2: -0.2, 3: -0.2})
    await follow(follower, car=CAR)
    await follower.until(1)
    assert follower.state() == "off"
    await follower.until(1.5)
    await follower.turn(value=True, entity_id=CAR)
    assert follower.state() == "on"
    await follower.until(2)
    await follower.turn(value=False, entity_id=CAR)
    assert follower.state() == "off"
    await follower.turn(value=True)
    assert await follower.seen((4,)) == {4 - SECOND: "on", 4: "on"}


async def test_a_tracker_that_says_nothing_stops_nothing(follower: FollowerStory, fake_spark: FakeSpark) -> None:
    """A car that sleeps has not left; and what a person decided it does not undo by waking up."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, car=CAR)
    await follower.turn(value=True, entity_id=CAR)
    await follower.until(1)
    await follower.becomes("unavailable", CAR)
    assert follower.state() == "on"
    await follower.turn(value=False)
    await follower.becomes("on", CAR)
    assert follower.state() == "off"


async def test_a_tracker_that_wakes_up_starts_what_it_held_up(follower: FollowerStory, fake_spark: FakeSpark) -> None:
    """After a restart the car may be known to be at home only minutes later; that costs minutes, not the night."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, car=CAR)
    await follower.becomes("unknown", CAR)
    await follower.until(1)
    assert follower.state() == "off"
    await follower.becomes("on", CAR)
    assert follower.state() == "on"


async def test_a_tracker_that_wakes_up_after_a_restart_decides_nothing(
    follower: FollowerStory, fake_spark: FakeSpark
) -> None:
    """It does so after each restart: who switched the charger off before would find it on again."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, car=CAR)
    await follower.turn(value=True, entity_id=CAR)
    await follower.until(1)
    await follower.turn(value=False)
    await follower.down()
    follower.freezer.move_to(NOON + 1.5 * HOUR)
    await follower.becomes("unavailable", CAR)
    await follower.up()
    await follower.becomes("on", CAR)
    assert follower.state() == "off"


@pytest.mark.parametrize("name", FOLLOWERS)
async def test_a_condition_of_one_s_own_is_looked_at_first(
    follower: FollowerStory, fake_spark: FakeSpark, name: str
) -> None:
    """A full battery, an empty house: everybody knows something that nobody else does."""
    curve(fake_spark, {1: -0.2, 3: -0.2})
    await follow(follower, name, only_if=[{"condition": "state", "entity_id": CAR, "state": "on"}])
    assert await follower.seen((1,)) == {1 - SECOND: "off", 1: "off"}
    await follower.turn(value=True, entity_id=CAR)
    assert await follower.seen((3,)) == {3 - SECOND: "off", 3: "on"}

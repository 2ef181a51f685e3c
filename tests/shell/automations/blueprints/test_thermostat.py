"""A water heater with a thermostat, and our blueprint."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant
import pytest

from tests import blueprints
from tests.fake_spark import FakeSpark
from tests.shell.automations.blueprints.conftest import FollowerStory, follow, home_assistants_demo
from tests.shell.automations.conftest import HOUR, NOON, curve

HEATER = "water_heater.demo_water_heater_celsius"


@pytest.fixture
async def heater(hass: HomeAssistant) -> str:
    """Return a water heater with a thermostat, set to 45 °; it allows 60 °."""
    await home_assistants_demo(hass, "water_heater")
    return HEATER


async def degrees(story: FollowerStory, hours: Iterable[float]) -> dict[float, float]:
    """Return what the thermostat is set to at these moments."""
    found = {}
    for hour in hours:
        await story.until(hour)
        found[hour] = set_to(story)
    return found


def set_to(story: FollowerStory) -> float:
    """Return what the thermostat is set to now."""
    state = story.hass.states.get(HEATER)
    assert state
    return float(state.attributes["temperature"])


async def set_by_hand(story: FollowerStory, temperature: float) -> None:
    """Turn the thermostat as a person does."""
    data = {"entity_id": HEATER, "temperature": temperature}
    await story.hass.services.async_call("water_heater", "set_temperature", data, blocking=True)
    await story.settle()


@pytest.mark.parametrize(("warm", "reached"), [(55, 55), (75, 60)], ids=["allowed", "more than it allows"])
async def test_a_thermostat_is_set_higher_and_back(
    follower: FollowerStory, fake_spark: FakeSpark, heater: str, warm: int, reached: int
) -> None:
    """What the household has chosen comes back, whatever it was."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, blueprints.TANK, tank=heater, warm=warm)
    assert await degrees(follower, (0.9, 1, 2.9, 3)) == {0.9: 45, 1: reached, 2.9: reached, 3: 45}


async def test_a_thermostat_turned_by_hand_stays_so(
    follower: FollowerStory, fake_spark: FakeSpark, heater: str
) -> None:
    """Who wants a bath tonight, or goes away, decides; the next hours are favourable again."""
    curve(fake_spark, {1: -0.2, 2: -0.2, 4: -0.2})
    await follow(follower, blueprints.TANK, tank=heater, warm=55)
    await follower.until(1)
    await set_by_hand(follower, 50)
    assert await degrees(follower, (2, 3.1, 4, 5)) == {2: 50, 3.1: 50, 4: 55, 5: 50}
    await follower.until(5.1)
    await set_by_hand(follower, 58)


async def test_a_thermostat_that_is_higher_already_stays_higher(
    follower: FollowerStory, fake_spark: FakeSpark, heater: str
) -> None:
    """Favourable hours make nothing colder; nor do they heat for somebody who is away."""
    curve(fake_spark, {1: -0.2, 3: -0.2})
    await follow(follower, blueprints.TANK, tank=heater, warm=55)
    await set_by_hand(follower, 58)
    assert await degrees(follower, (1, 2.1)) == {1: 58, 2.1: 58}
    await set_by_hand(follower, 40)
    await follower.hass.services.async_call("water_heater", "turn_off", {"entity_id": HEATER}, blocking=True)
    await follower.settle()
    assert await degrees(follower, (3, 4.1)) == {3: 40, 4.1: 40}


async def test_a_thermostat_is_set_back_after_a_restart(
    follower: FollowerStory, fake_spark: FakeSpark, heater: str
) -> None:
    """What it was set to is forgotten then: it is set to what was said to be usual."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    await follow(follower, blueprints.TANK, tank=heater, warm=55, usual=47)
    await follower.until(1.5)
    await follower.down()
    follower.freezer.move_to(NOON + 1.6 * HOUR)
    await follower.up()
    assert await degrees(follower, (2.9, 3)) == {2.9: 55, 3: 47}

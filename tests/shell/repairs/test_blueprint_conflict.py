"""A blueprint and "Follow price curve" switch the same: a person is asked to keep one of them."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests import blueprints
from tests.fake_spark import FakeSpark
from tests.shell.automations.blueprints.conftest import SWITCH, FollowerStory, follower
from tests.shell.conftest import TANK, Account
from tests.shell.repairs.desk import Desk

__all__ = ["follower"]
FOLLOW = "switch.hot_water_tank_follow_price_curve"
ISSUE = "blueprint_conflict_device-hot_water_tank"
MOVED = "somewhere/else/charger_follows.yaml"


async def begin(story: FollowerStory, account: Account) -> None:
    """Set up an account whose tank follows the curve with the appliance's switch."""
    account.entities = {TANK: {"control_entity_id": SWITCH}}
    story.entry = await story.set_up()


async def conflict(story: FollowerStory, account: Account, name: str = blueprints.TANK) -> None:
    """Let the same switch follow by a blueprint, too."""
    await begin(story, account)
    given = "tank" if name == blueprints.TANK else "charger"
    await story.follow(name, spark_device=story.device("Hot water tank"), **{given: SWITCH})


async def switch(hass: HomeAssistant, domain: str, service: str, entity_id: str) -> None:
    """Switch it as a person does."""
    await hass.services.async_call(domain, service, {"entity_id": entity_id}, blocking=True)
    await hass.async_block_till_done()


def copy(place: Path) -> None:
    """Copy a blueprint by hand."""
    place.parent.mkdir(parents=True)
    place.write_text((blueprints.FOLDER / f"{blueprints.CHARGER}.yaml").read_text())


@pytest.mark.parametrize("name", [blueprints.CHARGER, blueprints.TANK])
async def test_whoever_uses_both_is_told_once(follower: FollowerStory, account: Account, desk: Desk, name: str) -> None:
    """Both would take each other for a person, and the tank would be cold without anybody knowing why."""
    await conflict(follower, account, name)
    issues = await desk.issues()
    assert list(issues) == [ISSUE]
    assert (issues[ISSUE]["is_fixable"], issues[ISSUE]["severity"]) == (False, "warning")
    quoted = {"device": "Hot water tank", "entity": SWITCH, "automation": "Made"}
    assert issues[ISSUE]["translation_placeholders"] == quoted


@pytest.mark.parametrize(("domain", "entity_id"), [("switch", FOLLOW), ("automation", "automation.made")])
async def test_it_goes_with_one_of_the_two_and_comes_again(
    hass: HomeAssistant, follower: FollowerStory, account: Account, desk: Desk, domain: str, entity_id: str
) -> None:
    """Whoever does what it says sees at once that it was right."""
    await conflict(follower, account)
    await switch(hass, domain, "turn_off", entity_id)
    assert await desk.issues() == {}
    await switch(hass, domain, "turn_on", entity_id)
    assert list(await desk.issues()) == [ISSUE]


async def test_an_automation_that_is_changed_or_deleted_is_looked_at_again(
    follower: FollowerStory, account: Account, desk: Desk
) -> None:
    """The other way to keep one of the two."""
    await conflict(follower, account)
    other = {"spark_device": follower.device("Hot water tank"), "tank": "input_boolean.car"}
    await follower.use("127.0.0.1/water_heater_follows.yaml", **other)
    assert await desk.issues() == {}
    await follower.use("127.0.0.1/water_heater_follows.yaml", **other | {"tank": SWITCH})
    assert list(await desk.issues()) == [ISSUE]
    await follower.edit()
    assert await desk.issues() == {}


@pytest.mark.parametrize(("path", "found"), [(MOVED, [ISSUE]), ("volue_spark/mine.yaml", [ISSUE]), ("mine.yaml", [])])
async def test_a_blueprint_of_ours_is_known_wherever_it_is(
    hass: HomeAssistant, follower: FollowerStory, account: Account, desk: Desk, path: str, found: list[str]
) -> None:
    """People sort their files; what they wrote themselves is none of our business."""
    await begin(follower, account)
    copy(Path(hass.config.path("blueprints", "automation", path)))
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": {"appliance": {}}})
    await follower.arm({"triggers": [], "actions": []})
    await follower.use(path, spark_device=follower.device(), charger=SWITCH)
    assert list(await desk.issues()) == found


async def test_an_automation_of_one_s_own_is_left_in_peace(
    follower: FollowerStory, account: Account, desk: Desk
) -> None:
    """Who switches the tank off before a holiday has thought about it."""
    await begin(follower, account)
    target: dict[str, Any] = {"target": {"entity_id": SWITCH}}
    own = {"alias": "Own", "triggers": [], "actions": [{"action": "input_boolean.turn_off", **target}]}
    assert await async_setup_component(follower.hass, "input_boolean", {"input_boolean": {"appliance": {}}})
    await follower.arm(own)
    assert await desk.issues() == {}


async def test_it_is_there_after_a_restart(
    hass: HomeAssistant, follower: FollowerStory, account: Account, desk: Desk, fake_spark: FakeSpark
) -> None:
    """Nothing is forgotten, and nothing is said of an account that is gone."""
    await conflict(follower, account)
    entry = follower.entry
    assert isinstance(entry, MockConfigEntry)
    await hass.config_entries.async_reload(entry.entry_id)
    assert list(await desk.issues()) == [ISSUE]
    await hass.config_entries.async_remove(entry.entry_id)
    assert ISSUE not in await desk.issues()

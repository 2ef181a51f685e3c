"""Whether it is favourable, and whether it is to be avoided."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, condition, device_registry as dr
import pytest
import voluptuous as vol

from tests.fake_spark import FakeSpark, Fault
from tests.shell.automations.conftest import NEVER, Story, curve, telling
from tests.shell.conftest import TANK

FAVOURABLE, AVOID = "volue_spark.is_favourable", "volue_spark.is_to_avoid"


async def passes(hass: HomeAssistant, name: str, target: dict[str, Any], behavior: str | None = None) -> bool | None:
    """Test a condition, as the editor's own button does."""
    config: dict[str, Any] = {"condition": name, "target": target}
    if behavior:
        config["options"] = {"behavior": behavior}
    checker = await condition.async_from_config(hass, await condition.async_validate_condition_config(hass, config))
    try:
        return checker.async_check()
    finally:
        checker.async_unload()


async def test_each_hour_is_one_or_the_other_or_neither(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """An hour without a wish, and one with a delta of 0, are neither."""
    curve(fake_spark, {1: -0.2, 2: 0.4, 3: 0})
    await story.begin(NEVER)
    charger, found = story.target("Charger"), {}
    for hour in (0, 1, 1.99, 2, 3, 4):
        await story.until(hour)
        found[hour] = (await passes(hass, FAVOURABLE, charger), await passes(hass, AVOID, charger))
    nothing, favourable, avoid = (False, False), (True, False), (False, True)
    assert found == {0: nothing, 1: favourable, 1.99: favourable, 2: avoid, 3: nothing, 4: nothing}


async def test_what_is_unknown_does_not_pass(hass: HomeAssistant, story: Story, fake_spark: FakeSpark) -> None:
    """Without a curve nobody may guess; without the account there is none."""
    curve(fake_spark, {0: -0.2})
    await story.begin(NEVER)
    charger = story.target("Charger")
    assert story.entry
    assert await hass.config_entries.async_unload(story.entry.entry_id)
    assert not await passes(hass, FAVOURABLE, charger)
    assert await hass.config_entries.async_setup(story.entry.entry_id)
    assert await passes(hass, FAVOURABLE, charger)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await story.until(24)
    assert hass.states.is_state("binary_sensor.charger_use_power_now", "unknown")
    assert (await passes(hass, FAVOURABLE, charger), await passes(hass, AVOID, charger)) == (False, False)


async def test_of_several_devices_any_or_all_are_asked(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """Any, where nothing is chosen; of nobody nothing is true."""
    curve(fake_spark, {0: -0.2, 1: -0.2})
    curve(fake_spark, {1: -0.2}, resource=TANK)
    await story.begin(NEVER)
    both, home = story.target("Charger", "Hot water tank"), story.target("Test home")
    found = [await passes(hass, FAVOURABLE, both, behavior) for behavior in (None, "any", "all")]
    assert found == [True, True, False]
    assert await passes(hass, FAVOURABLE, home)
    assert not await passes(hass, FAVOURABLE, story.target("Hot water tank"))
    await story.until(1)
    assert await passes(hass, FAVOURABLE, both, "all")
    assert [await passes(hass, FAVOURABLE, {"area_id": "nowhere"}, each) for each in ("any", "all")] == [False, False]


async def test_an_area_may_be_named(hass: HomeAssistant, story: Story, fake_spark: FakeSpark) -> None:
    """As for triggers."""
    curve(fake_spark, {0: 0.2})
    await story.begin(NEVER)
    garage = ar.async_get(hass).async_create("Garage").id
    dr.async_get(hass).async_update_device(story.target("Charger")["device_id"][0], area_id=garage)
    assert await passes(hass, AVOID, {"area_id": garage})


async def test_a_condition_without_a_target_is_refused(hass: HomeAssistant, story: Story) -> None:
    """The editor shows it as incomplete."""
    await story.begin(NEVER)
    with pytest.raises(vol.Invalid, match="target"):
        await condition.async_validate_condition_config(hass, {"condition": FAVOURABLE})


async def test_at_the_boundary_a_condition_agrees_with_the_trigger(story: Story, fake_spark: FakeSpark) -> None:
    """Trigger and condition about the same hours, or the automation would never run."""
    curve(fake_spark, {1: -0.2, 2: 0.2})
    await story.begin(NEVER)
    target = story.target("Charger")
    favourable, avoid = ({"condition": name, "target": target} for name in (FAVOURABLE, AVOID))
    started, ended = "favourable_hours_started", "favourable_hours_ended"
    await story.edit(
        telling(started, target, conditions=[favourable]),
        telling(ended, target, conditions=[favourable]),
        telling("hours_to_avoid_started", target, conditions=[avoid]),
    )
    await story.until(1)
    assert story.told() == [started]
    await story.until(2)
    assert story.told() == ["hours_to_avoid_started"]

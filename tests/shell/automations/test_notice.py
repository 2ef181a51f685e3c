"""Hours that are still to come: told so long before they start, once."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.automations.conftest import HOUR, MINUTE, NEVER, NOON, Story, curve, telling

COMING, STARTED = "favourable_hours_coming", "favourable_hours_started"


async def begin(story: Story, *minutes: float) -> None:
    """Set up an automation for each time before the start; without any for the usual 15 minutes."""
    await story.begin(NEVER)
    target = story.target("Charger")
    chosen = [telling(COMING, target, options={"before": {"minutes": each}}) for each in minutes]
    await story.edit(*(chosen or [telling(COMING, target)]), telling(STARTED, target))


async def test_the_notice_comes_exactly_so_long_before(story: Story, fake_spark: FakeSpark) -> None:
    """A car that is warmed up for 15 minutes needs 15 minutes."""
    curve(fake_spark, {1: -0.2, 2: -0.3, 4: -0.1})
    await begin(story)
    second = 1 / 3600
    expected: dict[float, list[str]] = {
        0.75 - second: [],
        0.75: [COMING],
        0.9: [],
        1: [STARTED],
        3: [],
        3.75: [COMING],
        4: [STARTED],
        5: [],
    }
    assert await story.through(expected) == expected


async def test_each_automation_has_its_own_time(story: Story, fake_spark: FakeSpark) -> None:
    """The one who boils water and the one who drives home are told apart."""
    curve(fake_spark, {2: -0.2})
    await begin(story, 10, 90)
    found = []
    for minute in range(0, 121, 10):
        await story.until(minute / 60)
        found += [minute] * len(story.told())
    assert found == [30, 110, 120]


async def test_two_that_are_near_are_both_told(story: Story, fake_spark: FakeSpark) -> None:
    """With an hour's notice the second of two short stretches is told while the first is still to come."""
    curve(fake_spark, {1: -0.2, 1.5: -0.2}, resolution=timedelta(minutes=15))
    await begin(story, 60)
    assert story.told() == []  # it was due when the automation was made
    await story.until(0.5)
    [heard] = story.heard
    assert heard["start"] == "2026-06-10 15:30:00+02:00"


async def test_a_curve_that_comes_late_is_told_at_once_and_once(story: Story, fake_spark: FakeSpark) -> None:
    """Ten minutes are better than none; after the start there is nothing to prepare."""
    await begin(story)
    curve(fake_spark, {1 / 6: -0.2})
    await story.ask()
    assert story.told() == [COMING]
    await story.ask()
    await story.until(0.1)
    assert story.told() == []
    await story.until(1 / 6)
    assert story.told() == [STARTED]
    curve(fake_spark, {0.5: -0.9}, created_at=NOON + 11 * MINUTE)
    await story.until(0.5)
    await story.ask()
    assert COMING not in story.told()


async def test_a_start_that_is_moved_is_told_again(story: Story, fake_spark: FakeSpark) -> None:
    """Exactly so long before the start that now counts."""
    curve(fake_spark, {1: -0.2})
    await begin(story)
    await story.until(0.75)
    assert story.told() == [COMING]
    curve(fake_spark, {1: 0, 2: -0.2}, created_at=NOON + 46 * MINUTE)
    await story.until(0.8)
    await story.ask()
    assert story.told() == []
    await story.until(1.75)
    assert story.told() == [COMING]


@pytest.mark.parametrize(
    ("down", "up", "told"),
    [(0.5, 0.6, []), (0.5, 0.8, [COMING]), (0.8, 0.9, []), (0.5, 1, [STARTED])],
    ids=["early", "missed", "told before", "too late"],
)
async def test_a_restart_tells_what_it_missed_and_repeats_nothing(
    story: Story, fake_spark: FakeSpark, down: float, up: float, told: list[str]
) -> None:
    """As with starts and ends: what is not told yet, and still of use."""
    curve(fake_spark, {1: -0.2})
    await begin(story)
    for hour in (0.5, 0.75, 0.8):
        if hour <= down:
            await story.until(hour)
    story.told()
    await story.down()
    story.freezer.move_to(NOON + up * HOUR)
    await story.up()
    assert story.told() == told
    await story.until(up + 0.01)
    await story.down()
    await story.up()
    assert story.told() == []


async def test_an_edited_automation_is_told_nothing_twice(story: Story, fake_spark: FakeSpark) -> None:
    """Also where it is edited ten minutes before the start, to be told twenty minutes before."""
    curve(fake_spark, {1: -0.2})
    await begin(story)
    await story.until(50 / 60)
    assert story.told() == [COMING]
    await story.switch("turn_off")
    await story.switch("turn_on")
    target = story.target("Charger")
    for minutes in (15, 20):
        await story.edit(telling(COMING, target, options={"before": {"minutes": minutes}}))
    await story.until(51 / 60)
    assert story.told() == []
    await story.edit(telling(COMING, target, options={"before": {"minutes": 5}}))
    await story.until(55 / 60)
    assert story.told() == [COMING]


async def test_nobody_wakes_for_whom_nobody_waits(story: Story, fake_spark: FakeSpark) -> None:
    """An automation that was removed leaves no timer, and is never told."""
    curve(fake_spark, {1: -0.2})
    await begin(story)
    await story.edit(NEVER)
    await story.until(0.75)
    await story.until(1)
    assert story.told() == []


@pytest.mark.parametrize("before", [{"minutes": 0}, {"minutes": -5}, "soon"])
async def test_a_time_before_that_is_none_is_refused(
    hass: HomeAssistant, story: Story, caplog: pytest.LogCaptureFixture, before: Any
) -> None:
    """Zero minutes before the start is the start: there is a trigger for that."""
    await story.begin(NEVER)
    await story.edit(telling(COMING, story.target("Charger"), options={"before": before}))
    assert "before" in caplog.text
    assert [state.state for state in hass.states.async_all("automation")] == ["unavailable"]

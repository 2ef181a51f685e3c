"""What automations are told after a restart: what changed meanwhile, once."""

from copy import deepcopy
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.automations.conftest import HOUR, KINDS, MINUTE, NOON, Story, curve, telling
from tests.shell.conftest import TANK, Account

STARTED, ENDED = "favourable_hours_started", "favourable_hours_ended"


@pytest.mark.parametrize(
    ("down", "up", "told"),
    [
        (0.5, 0.6, []),
        (0.5, 1.5, [STARTED]),
        (1.5, 1.6, []),
        (1.5, 2.5, []),
        (1.5, 3.5, [ENDED, "hours_to_avoid_started"]),
        (0.5, 3.5, ["hours_to_avoid_started"]),  # the favourable hours came and went
        (1.5, 5.5, [ENDED, STARTED]),
        (3.5, 4.5, ["hours_to_avoid_ended"]),
        (1.5, 7, [ENDED]),
    ],
)
@pytest.mark.parametrize("has_network", [True, False])
async def test_what_changed_while_home_assistant_was_down_is_told_once(
    story: Story, fake_spark: FakeSpark, down: float, up: float, told: list[str], *, has_network: bool
) -> None:
    """A charger that misses the start stands still, one that misses the end goes on at the full price."""
    curve(fake_spark, {1: -0.2, 2: -0.5, 3: 0.4, 5: -0.1})
    await story.begin()
    for hour in (1, 2, 3):
        if hour < down:
            await story.until(hour)
    await story.until(down)
    story.told()
    if not has_network:
        fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await story.down()
    story.freezer.move_to(NOON + up * HOUR)
    await story.up()
    assert story.told() == told
    await story.ask()
    await story.switch("turn_off")
    await story.switch("turn_on")
    await story.down()
    await story.up()
    assert story.told() == []


async def test_an_account_that_comes_late_tells_what_it_missed(story: Story, fake_spark: FakeSpark) -> None:
    """Where Spark has to be asked first, automations are armed long before the curve is there."""
    curve(fake_spark, {1: -0.2})
    await story.begin()
    assert story.entry
    assert await story.hass.config_entries.async_unload(story.entry.entry_id)
    story.freezer.move_to(NOON + HOUR)
    assert await story.hass.config_entries.async_setup(story.entry.entry_id)
    await story.settle()
    assert story.told() == [STARTED]
    await story.hass.config_entries.async_reload(story.entry.entry_id)
    await story.settle()
    assert story.told() == []


async def test_an_account_that_comes_late_meets_the_condition(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """The trigger fires while the account is being loaded: "it is favourable" is true by then."""
    curve(fake_spark, {1: -0.2})
    await story.begin()
    target = story.target("Charger")
    condition = {"condition": "volue_spark.is_favourable", "target": target}
    await story.edit(telling(STARTED, target, conditions=[condition]))
    assert story.entry
    assert await hass.config_entries.async_unload(story.entry.entry_id)
    story.freezer.move_to(NOON + HOUR)
    assert await hass.config_entries.async_setup(story.entry.entry_id)
    await story.settle()
    assert story.told() == [STARTED]


async def test_a_curve_of_the_meantime_is_news(story: Story, fake_spark: FakeSpark) -> None:
    """Published at 13:00 while the update ran: it is new to this home."""
    curve(fake_spark, {1: -0.2}, created_at=NOON - HOUR)
    await story.begin(kinds=KINDS)
    await story.down()
    curve(fake_spark, {1: 0.2, 2: -0.4}, created_at=NOON + MINUTE)
    story.freezer.move_to(NOON + 1.5 * HOUR)
    await story.up()
    assert story.told() == ["new_curve", "hours_to_avoid_started"]


async def test_a_curve_that_nobody_was_told_of_is_news_at_the_next_start(story: Story, fake_spark: FakeSpark) -> None:
    """It was fetched and on disk, and Home Assistant was stopped again before any automation was armed."""
    curve(fake_spark, {1: -0.2}, created_at=NOON - HOUR)
    await story.begin(kinds=["new_curve"])
    await story.down()
    curve(fake_spark, {20: -0.4}, created_at=NOON + MINUTE)
    assert story.entry
    await story.hass.config_entries.async_setup(story.entry.entry_id)
    await story.settle()
    await story.hass.config_entries.async_unload(story.entry.entry_id)
    await story.up()
    assert story.told() == ["new_curve"]
    await story.down()
    await story.up()
    assert story.told() == []


async def test_a_curve_is_told_once_though_the_disk_lost_it(
    story: Story, fake_spark: FakeSpark, hass_storage: dict[str, Any]
) -> None:
    """What is on disk may be older than what was told; whoever is told twice plans the day twice."""
    curve(fake_spark, {1: -0.2}, created_at=NOON - HOUR)
    await story.begin(kinds=["new_curve"])
    assert story.entry
    key = f"volue_spark.{story.entry.entry_id}.events"
    before = deepcopy(hass_storage[key])
    curve(fake_spark, {20: -0.4}, created_at=NOON + MINUTE)
    await story.ask()
    assert story.told() == ["new_curve"]
    await story.down()
    hass_storage[key] = before
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await story.up()
    fake_spark.clear_faults()
    await story.ask()
    assert story.told() == []


async def test_a_new_device_makes_no_curve_new(
    story: Story, account: Account, fake_spark: FakeSpark, hass_storage: dict[str, Any]
) -> None:
    """All events are read again for it, and its home heard of them before."""
    del account.devices[TANK]
    await story.begin(kinds=["new_curve"])
    assert story.entry
    await story.edit(telling("new_curve", story.target("Test home")))
    curve(fake_spark, {20: -0.4}, created_at=NOON + MINUTE)
    curve(fake_spark, {20: -0.4}, resource=TANK, created_at=NOON + MINUTE)
    await story.ask()
    assert story.told() == ["new_curve"]
    account.devices[TANK] = "hot_water_tank"
    tank = next(each for each in account.entry().subentries.values() if each.unique_id == TANK)
    story.hass.config_entries.async_add_subentry(story.entry, tank)
    await story.settle()
    assert story.hass.states.get("sensor.hot_water_tank_price_delta")
    await story.ask()
    assert story.told() == []
    assert len(hass_storage[f"volue_spark.{story.entry.entry_id}.moments"]["data"]["curves"]) == 2


async def test_curves_that_are_no_more_are_forgotten(
    story: Story, fake_spark: FakeSpark, hass_storage: dict[str, Any]
) -> None:
    """The file would grow for as long as the house stands."""
    curve(fake_spark, {1: -0.2}, created_at=NOON)
    await story.begin()
    assert story.entry
    key = f"volue_spark.{story.entry.entry_id}.moments"
    [old] = hass_storage[key]["data"]["curves"]
    story.freezer.move_to(NOON + 40 * 24 * HOUR)
    new = curve(fake_spark, {40 * 24 + 1: -0.2}, created_at=NOON + 40 * 24 * HOUR)
    await story.ask()
    assert new != old
    assert hass_storage[key]["data"]["curves"] == [new]


async def test_a_clock_that_steps_back_across_a_start_tells_nothing(story: Story, fake_spark: FakeSpark) -> None:
    """It is set right a second after the full hour: a charger that is stopped and started again wears out."""
    curve(fake_spark, {1: -0.2})
    await story.begin()
    coming = telling("favourable_hours_coming", story.target("Charger"), options={"before": {"minutes": 10}})
    await story.edit(*(telling(kind, story.target("Charger")) for kind in (STARTED, ENDED)), coming)
    assert (await story.through((0.9, 1)), story.told()) == ({0.9: ["favourable_hours_coming"], 1: [STARTED]}, [])
    story.freezer.move_to(NOON + HOUR - MINUTE)
    await story.ask()
    curve(fake_spark, {20: -0.4}, created_at=NOON + MINUTE)
    await story.ask()
    await story.down()
    await story.up()
    assert story.told() == []
    assert await story.through((1, 1.5, 2)) == {1: [], 1.5: [], 2: [ENDED]}


async def test_a_revision_of_the_past_starts_nothing_again(story: Story, fake_spark: FakeSpark) -> None:
    """What was told counts, not what the curve says today about this morning."""
    curve(fake_spark, {0.5: -0.2, 1.5: -0.2})
    await story.begin()
    await story.until(0.5)
    assert story.told() == [STARTED]
    await story.until(1)
    curve(fake_spark, {0: 0.0, 1: -0.2}, created_at=NOON + HOUR)
    await story.ask()
    await story.down()
    await story.up()
    assert story.told() == []


@pytest.mark.parametrize(
    "damage",
    [
        "no JSON of ours",
        {"subjects": {"resource-charger": 7}, "curves": []},
        {"subjects": {"resource-charger": {"hours": {"favourable": {}}, "notices": []}}, "curves": []},
        {"subjects": {"resource-charger": {"hours": {}, "notices": [{"seconds": 60}]}}, "curves": []},
        {
            "subjects": {
                "resource-charger": {"hours": {}, "notices": [{"seconds": 900, "start": "2026-06-10T12:00:00"}]}
            },
            "curves": [],
        },
        {
            "subjects": {
                "resource-charger": {"hours": {}, "notices": [{"seconds": 900, "start": "0001-01-01T00:00:00+05:00"}]}
            },
            "curves": [],
        },
        {"subjects": {}},
    ],
    ids=["text", "number", "half", "half a notice", "no zone", "before the first year", "no curves"],
)
async def test_a_damaged_file_is_said_and_stops_nothing(
    story: Story,
    fake_spark: FakeSpark,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    damage: object,
) -> None:
    """The worst is a start told twice; a start of Home Assistant that fails is worse."""
    curve(fake_spark, {0: -0.2})
    await story.begin()
    assert story.entry
    await story.down()
    hass_storage[f"volue_spark.{story.entry.entry_id}.moments"]["data"] = damage
    await story.up()
    assert story.told() == [STARTED]
    assert "they may be told once more" in caplog.text


async def test_nothing_stays_behind(story: Story, fake_spark: FakeSpark, hass_storage: dict[str, Any]) -> None:
    """The file goes with the account; before, it holds no more than the hours that run."""
    curve(fake_spark, {0: -0.2}, resource=TANK)
    await story.begin()
    assert story.entry
    key = f"volue_spark.{story.entry.entry_id}.moments"

    def subjects() -> dict[str, Any]:
        content: dict[str, Any] = hass_storage[key]["data"]["subjects"]
        return content

    hours = {"start": "2026-06-10T12:00:00+00:00", "end": "2026-06-10T13:00:00+00:00", "delta": -0.2, "currency": "NOK"}
    told = {"hours": {"favourable": hours}, "notices": []}
    nothing: dict[str, Any] = {"hours": {}, "notices": []}
    assert subjects() == {TANK: told, "location-1": told, "resource-charger": nothing}
    await story.until(1)
    assert subjects() == {TANK: nothing, "location-1": nothing, "resource-charger": nothing}
    await story.hass.config_entries.async_remove(story.entry.entry_id)
    assert key not in hass_storage

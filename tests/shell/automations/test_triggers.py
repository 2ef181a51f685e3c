"""Hours that start and end, and new curves, as automations hear of them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.automations.conftest import HOUR, KINDS, MINUTE, NEVER, NOON, Story, curve, telling
from tests.shell.conftest import CHARGER, TANK

STARTED, ENDED = "favourable_hours_started", "favourable_hours_ended"
AVOID_STARTED, AVOID_ENDED = "hours_to_avoid_started", "hours_to_avoid_ended"


async def test_a_day_is_told_to_the_second(story: Story, fake_spark: FakeSpark) -> None:
    """A minute late is a minute unpaid; two hours in a row are one start and one end."""
    curve(fake_spark, {1: -0.2, 2: -0.5, 3: 0.4, 5: -0.1})
    await story.begin()
    expected: dict[float, list[str]] = {
        0.99: [],
        1: [STARTED],
        2: [],
        3: [ENDED, AVOID_STARTED],
        4: [AVOID_ENDED],
        5: [STARTED],
        6: [ENDED],
        7: [],
    }
    assert await story.through(expected) == expected


async def test_templates_are_told_who_when_and_how_much(story: Story, fake_spark: FakeSpark) -> None:
    """A message "charger: use power from 15:00 to 17:00" must need no code."""
    curve(fake_spark, {1: -0.2, 2: -0.5}, currency="SEK")
    await story.begin()
    await story.until(1)
    assert story.heard == [
        {
            "kind": STARTED,
            "device": "Charger",
            "start": "2026-06-10 15:00:00+02:00",
            "end": "2026-06-10 17:00:00+02:00",
            "delta": -0.5,
            "currency": "SEK",
        }
    ]


async def test_a_curve_that_comes_late_starts_and_ends_hours_at_once(story: Story, fake_spark: FakeSpark) -> None:
    """A test event begins in the middle of an hour, and so does a revision."""
    await story.begin(kinds=KINDS)
    curve(fake_spark, {-0.5: -0.3, 0.5: -0.3}, created_at=NOON)
    await story.ask()
    assert story.told() == ["new_curve", STARTED]
    curve(fake_spark, {-0.5: -0.4, 0.5: 0.2}, created_at=NOON + MINUTE)
    await story.until(2 / 60)
    await story.ask()
    assert story.told() == ["new_curve"]
    await story.until(0.5)
    assert story.told() == [ENDED, AVOID_STARTED]
    curve(fake_spark, {0.5: 0.0}, created_at=NOON + 31 * MINUTE)
    await story.until(32 / 60)
    await story.ask()
    assert story.told() == ["new_curve", AVOID_ENDED]


async def test_an_outage_loses_nothing_and_repeats_nothing(story: Story, fake_spark: FakeSpark) -> None:
    """What is known goes on counting while Spark is away."""
    curve(fake_spark, {3: -0.2, 4: -0.2})
    await story.begin(kinds=KINDS)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    for hour in (1, 2.5, 3, 3.5):
        await story.until(hour)
    assert story.told() == [STARTED]
    fake_spark.clear_faults()
    await story.ask()
    await story.until(5)
    assert story.told() == [ENDED]


async def test_a_curve_is_new_once(story: Story, fake_spark: FakeSpark) -> None:
    """What was there before the start is old, and so is what was told."""
    curve(fake_spark, {1: -0.2})
    await story.begin(kinds=["new_curve"])
    await story.ask()
    assert story.told() == []
    curve(fake_spark, {1: -0.2}, resource=TANK, created_at=NOON + MINUTE)
    curve(fake_spark, {20: 0.5, 21: -0.3}, created_at=NOON + MINUTE)
    curve(fake_spark, {}, created_at=NOON + MINUTE)
    await story.ask()
    [heard] = story.heard
    assert (heard["start"], heard["end"]) == ("2026-06-11 10:00:00+02:00", "2026-06-11 12:00:00+02:00")
    assert (heard["delta"], heard["currency"]) == (-0.3, "NOK")
    await story.ask()
    await story.until(3)
    assert story.told() == ["new_curve"]


async def test_who_is_told_finds_the_states_changed(hass: HomeAssistant, story: Story, fake_spark: FakeSpark) -> None:
    """An automation that reads a sensor at the boundary must not read the hour before."""
    await story.begin(NEVER)
    seen = {"kind": "{{ states('binary_sensor.charger_use_power_now') }} {{ states('sensor.charger_price_delta') }}"}
    reading = telling(STARTED, story.target("Charger"))
    reading["actions"] = [{"event": "told", "event_data": seen}]
    await story.edit(reading)
    curve(fake_spark, {1: -0.2})
    await story.ask()
    await story.until(1)
    assert story.told() == ["on -0.2"]


async def test_an_edited_automation_hears_nothing_of_the_past(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark
) -> None:
    """Whoever corrects a name during favourable hours does not want the charger to start again."""
    curve(fake_spark, {0: -0.2, 1: 0.2})
    await story.begin()
    assert story.told() == []  # they began before there were automations
    await story.switch("turn_off")
    await story.switch("turn_on")
    await story.edit(telling(STARTED, story.target("Charger")), telling(AVOID_STARTED, story.target("Charger")))
    assert story.told() == []
    await story.until(1)
    assert story.told() == [AVOID_STARTED]


@pytest.fixture
def garage(hass: HomeAssistant) -> str:
    """Return the id of an area."""
    return ar.async_get(hass).async_create("Garage").id


@pytest.mark.parametrize("way", ["area", "entity", "entity in an area", "label", "renamed"])
async def test_a_target_may_be_named_in_any_way(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark, garage: str, way: str
) -> None:
    """The editor offers devices, areas, labels and entities alike; names are the person's own."""
    curve(fake_spark, {1: -0.2})
    await story.begin(NEVER)
    devices, entities = dr.async_get(hass), er.async_get(hass)
    charger = story.target("Charger")["device_id"][0]
    target: dict[str, Any] = {"area_id": garage}
    match way:
        case "area":
            devices.async_update_device(charger, area_id=garage)
        case "entity":
            target = {"entity_id": "sensor.charger_price_delta"}
        case "entity in an area":
            entities.async_update_entity("binary_sensor.charger_use_power_now", area_id=garage)
        case "label":
            devices.async_update_device(charger, labels={"paid"})
            target = {"label_id": "paid"}
        case "renamed":
            devices.async_update_device(charger, name_by_user="Wallbox")
            target = {"device_id": charger}
    await story.edit(telling(STARTED, target))
    await story.until(1)
    assert [heard["device"] for heard in story.heard] == ["Wallbox" if way == "renamed" else "Charger"]


async def test_others_are_not_told(hass: HomeAssistant, story: Story, fake_spark: FakeSpark, garage: str) -> None:
    """The tank's automation is not the charger's, and an empty area is nobody."""
    curve(fake_spark, {1: -0.2})
    await story.begin(NEVER)
    targets = (story.target("Hot water tank"), {"area_id": garage}, {"entity_id": "sensor.made_up"})
    await story.edit(*(telling(STARTED, target) for target in targets))
    await story.until(1)
    assert story.told() == []


async def test_a_home_is_told_once_for_all_its_devices(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark, garage: str
) -> None:
    """Its hours are those in which any device is asked; in an area with its devices it would be told twice."""
    curve(fake_spark, {1: -0.2, 2: -0.2})
    curve(fake_spark, {2: -0.5, 3: -0.1}, resource=TANK)
    await story.begin(NEVER)
    registry, home = dr.async_get(hass), story.target("Test home")
    for device_id in (*home["device_id"], *story.target("Charger")["device_id"]):
        registry.async_update_device(device_id, area_id=garage)
    kinds = (STARTED, ENDED, "new_curve")
    await story.edit(*(telling(kind, home) for kind in kinds), telling(STARTED, {"area_id": garage}))
    await story.until(1)
    assert sorted(heard["device"] for heard in story.heard) == ["Charger", "Test home"]
    [heard] = [heard for heard in story.heard if heard["device"] == "Test home"]
    assert (heard["end"], heard["delta"]) == ("2026-06-10 18:00:00+02:00", -0.5)
    story.told()
    for hour in (2, 3):
        await story.until(hour)
    assert story.told() == []
    await story.until(4)
    assert story.told() == [ENDED]
    fake_spark.publish_price_curve(
        [(CHARGER, "location-1"), (TANK, "location-1")], [(NOON + 9 * HOUR, 0.1)], created_at=NOON + 4 * HOUR
    )
    await story.ask()
    assert story.told() == ["new_curve"]


async def test_two_devices_of_one_target_are_told_apart(story: Story, fake_spark: FakeSpark) -> None:
    """Both of a target are told, each under its name."""
    curve(fake_spark, {1: -0.2})
    curve(fake_spark, {1: -0.2}, resource=TANK)
    await story.begin(NEVER)
    await story.edit(telling(STARTED, story.target("Charger", "Hot water tank")))
    await story.until(1)
    assert sorted(heard["device"] for heard in story.heard) == ["Charger", "Hot water tank"]

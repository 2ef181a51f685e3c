"""Old and new resource stand side by side, and one sensor measures both: no kWh is told twice."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault, Resource
from tests.shell.conftest import LOCATION, TANK, USER
from tests.shell.hours import at, counted, minutes_later, reported, settle
from tests.shell.upkeep.conftest import DEVICES, House

NEW = "resource-new-tank"


def publish(spark: FakeSpark, targets: list[str], hours: list[int], created: float) -> None:
    """Publish an event that is favourable in these hours."""
    places = [(target, LOCATION) for target in targets]
    spark.publish_price_curve(places, [(at(hour), -0.5) for hour in hours], created_at=at(created))


async def register_anew(hass: HomeAssistant, house: House) -> None:
    """Give the tank another resource, as a change that Spark has no call for does."""
    house.spark.resources[NEW] = Resource(NEW, "hot_water_tank", USER, LOCATION)
    subentry = house.entry.subentries[DEVICES[TANK]]
    hass.config_entries.async_update_subentry(house.entry, subentry, data={**subentry.data, "resource_id": NEW})
    await settle(hass)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (
            [([TANK], [18, 19, 20, 21], -11), ([NEW], [20, 21, 22], 19.9)],
            [{TANK: {18: 0.25, 19: 0.5}}, {NEW: {20: 1, 21: 2, 22: 4}}],
        ),
        (
            [([TANK], [18, 19, 20, 21], -11), ([NEW], [21, 22], 19.9)],
            [{TANK: {18: 0.25, 19: 0.5, 20: 1}}, {NEW: {21: 2, 22: 4}}],
        ),
        ([([TANK, NEW], [18, 19, 20, 21], -11)], [{TANK: {18: 0.25, 19: 0.5}, NEW: {20: 1, 21: 2}}]),
        ([([TANK], [18, 19, 20, 21], -11)], [{TANK: {18: 0.25, 19: 0.5, 20: 1, 21: 2}}]),
        ([([NEW], [18, 19, 20, 21], -11)], [{NEW: {18: 0.25, 19: 0.5, 20: 1, 21: 2}}]),
    ],
    ids=["overlapping", "in turn", "one event for both", "only the old one", "only the new one"],
)
async def test_each_hour_is_told_for_one_of_the_two(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    house: House,
    freezer: FrozenDateTimeFactory,
    events: list[tuple[list[str], list[int], float]],
    told: list[dict[str, dict[float, float]]],
) -> None:
    """Told for both, the same kWh would be paid twice, and Spark would find out."""
    await counted(hass, {17: 5, 18: 0.25, 19: 0.5, 20: 1, 21: 2, 22: 4, 23: 5})
    for event in events:
        publish(fake_spark, *event)
    await register_anew(hass, house)
    for _ in range(6):
        await minutes_later(hass, freezer, 61)
    assert reported(fake_spark) == told
    assert (TANK in fake_spark.resources, NEW in fake_spark.resources) == (False, True)


async def test_an_hour_stays_told_when_the_old_resource_is_gone(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """An event about the new one that ends later must not tell the old one's hours again."""
    await counted(hass, {17: 5, 18: 0.25, 19: 0.5, 20: 1, 21: 2, 22: 4, 23: 5})
    publish(fake_spark, [TANK], [18, 19, 20], created=-11)
    await house.restart()
    await register_anew(hass, house)
    await minutes_later(hass, freezer, 123)
    assert (reported(fake_spark), TANK in fake_spark.resources) == ([{TANK: {18: 0.25, 19: 0.5, 20: 1}}], False)
    publish(fake_spark, [NEW], [18, 19, 20, 21, 22], created=-10)
    await house.restart()
    for _ in range(4):
        await minutes_later(hass, freezer, 61)
    assert reported(fake_spark)[1:] == [{NEW: {21: 2, 22: 4}}]


async def test_a_refused_report_takes_no_hour_from_the_new_resource(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """What Spark has declined is not paid, so it is not told twice."""
    await counted(hass, {15: 5, 16: 1, 17: 2})
    publish(fake_spark, [TANK], [16, 17], created=-11)
    fake_spark.fail("POST", "/reports$", Fault(status=400, body='"no"'))
    await register_anew(hass, house)
    assert TANK not in fake_spark.resources
    publish(fake_spark, [NEW], [16, 17], created=-10)
    await house.restart()
    assert reported(fake_spark) == [{NEW: {16: 1, 17: 2}}]


@pytest.mark.parametrize("is_measured", [True, False])
async def test_a_curve_that_was_made_for_the_old_resource_is_followed_to_its_end(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory, *, is_measured: bool
) -> None:
    """Tomorrow's was published at one o'clock; who changes a device at eight must not lose a day by it."""
    subentry = house.entry.subentries[DEVICES[TANK]]
    if not is_measured:
        data = {key: value for key, value in subentry.data.items() if key != "usage_entity_id"}
        hass.config_entries.async_update_subentry(house.entry, subentry, data=data)
    await settle(hass)
    await counted(hass, {21: 9, 22: 1, 23: 2})
    publish(fake_spark, [TANK], [22, 23], created=11)
    await register_anew(hass, house)
    shown = []
    for _ in range(6):
        state = hass.states.get("sensor.hot_water_tank_price_delta")
        assert state
        shown.append((state.state, TANK in fake_spark.resources))
        await minutes_later(hass, freezer, 60.5)
    assert shown == [("0.0", True), ("0.0", True), ("-0.5", True), ("-0.5", True), ("0.0", is_measured), ("0.0", False)]
    await minutes_later(hass, freezer, 61.5)
    assert reported(fake_spark) == ([{TANK: {22: 1, 23: 2}}] if is_measured else [])
    assert TANK not in fake_spark.resources


async def test_a_curve_made_later_keeps_the_old_resource_from_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Spark addresses both as long as both are there: waited for, each day would keep the old one another day."""
    await counted(hass, {17: 9, 18: 1, 19: 1, 20: 1})
    publish(fake_spark, [TANK], [18, 19, 20], created=-11)
    await house.restart()
    await register_anew(hass, house)
    await minutes_later(hass, freezer, 30)
    publish(fake_spark, [TANK, NEW], [22, 23], created=20.5)
    await minutes_later(hass, freezer, 95)
    assert (TANK in fake_spark.resources, NEW in fake_spark.resources) == (False, True)


async def test_another_device_does_not_follow_what_was_removed(
    hass: HomeAssistant, fake_spark: FakeSpark, house: House
) -> None:
    """A curve is about what draws the power, not about the home."""
    publish(fake_spark, [TANK], [19, 20, 21], created=-11)
    await house.restart()
    await house.remove(DEVICES[TANK])
    state = hass.states.get("sensor.charger_price_delta")
    assert state
    assert (state.state, TANK in fake_spark.resources) == ("0.0", True)

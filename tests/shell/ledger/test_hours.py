"""Hours that could not be reported for a reason that a person can mend: advised, and mended by the advice."""

from collections.abc import Collection
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder.models import StatisticData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, TANK, Account, SetUp
from tests.shell.flows.device.appliances import ENERGY, POWER as WATTS, Appliance, helper
from tests.shell.hours import METER, POWER, ROW, ROWS, at, counted, drew, imported, loaded, publish, ran, reported
from tests.shell.repairs.desk import Desk

LATE, TOO_MUCH = "late_counter_device-hot_water_tank", "too_much_device-hot_water_tank"
BLIND, GONE = "presence_unknown_device-vehicle", "presence_entity_gone_device-vehicle"
BESIDE, TRACKER = "sensor.tank_power", "device_tracker.car"


def data(entry: MockConfigEntry, kind: str) -> dict[str, Any]:
    """Return what is kept of a device."""
    return dict(entry.subentries[f"device-{kind}"].data)


async def counted_late(hass: HomeAssistant, late: Collection[int], hours: range) -> None:
    """Let a counter show the energy of some hours all at once, in the first minutes of the next hour."""
    total, rows = 0.0, []
    for hour in hours:
        for number in range(ROWS):
            total += 3000 if number == 0 and hour - 1 in late else 50
            rows.append(StatisticData(start=at(hour) + number * ROW, state=total, sum=total))
    await imported(hass, METER, rows, has_sum=True)


@pytest.fixture
async def tank(hass: HomeAssistant, account: Account) -> Appliance:
    """Return the appliance of a tank with a counter, which alone is measured."""
    await ran(hass, (-100, 19.97))
    appliance = Appliance(hass, "Boiler")
    appliance.add(METER, ENERGY)
    account.entities = {TANK: {"usage_entity_id": METER}}
    return appliance


@pytest.mark.parametrize(
    ("late", "is_said"),
    [({-14, 10}, True), ({-62, -14, 10}, True), ({10}, False), ({-62, -38}, False), (set(), False)],
    ids=["both days", "most days", "one day", "long ago", "never"],
)
async def test_a_late_counter_is_said_when_it_is_usual(
    hass: HomeAssistant,
    tank: Appliance,
    fake_spark: FakeSpark,
    set_up: SetUp,
    issue_registry: ir.IssueRegistry,
    late: set[int],
    is_said: bool,
) -> None:
    """One bad day is an accident; who is warned of those reads no warning."""
    for hour in (-62, -38, -14, 10):
        publish(fake_spark, hour, both=False, created=hour - 20)
    await counted_late(hass, late, range(-64, 14))
    await loaded(hass, set_up)
    assert ([issue_id for _, issue_id in issue_registry.issues] == [LATE]) is is_said


async def test_the_power_sensor_beside_it_is_filled_in(
    hass: HomeAssistant, tank: Appliance, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """Whoever has an Easee charger has both sensors, and chose the wrong one because it says kWh."""
    tank.add(BESIDE, WATTS)
    for hour in (-14, 10):
        publish(fake_spark, hour, both=False, created=hour - 20)
    await counted_late(hass, {-14, 10}, range(-16, 14))
    entry = await loaded(hass, set_up)
    issue = (await desk.issues())[LATE]
    assert issue["translation_placeholders"] == {"device": "Hot water tank", "entity": METER}
    page = await desk.open(LATE)
    [field] = page["data_schema"]
    assert (field["name"], field["description"]) == ("usage_entity_id", {"suggested_value": BESIDE})
    assert (await desk.submit(page, {"usage_entity_id": BESIDE}))["type"] == "create_entry"
    assert (data(entry, "hot_water_tank")["usage_entity_id"], await desk.issues()) == (BESIDE, {})


async def test_where_there_is_no_power_sensor_nothing_is_filled_in(
    hass: HomeAssistant, tank: Appliance, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """A smart plug has to be bought first; the form can be closed."""
    for hour in (-14, 10):
        publish(fake_spark, hour, both=False, created=hour - 20)
    await counted_late(hass, {-14, 10}, range(-16, 14))
    await loaded(hass, set_up)
    [field] = (await desk.open(LATE))["data_schema"]
    assert "description" not in field


@pytest.mark.parametrize("sensor", [METER, POWER])
async def test_too_much_is_mended_by_stating_the_rated_power(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, sensor: str
) -> None:
    """The hours that wait are proved then, and nothing is lost."""
    helper(hass, sensor, ENERGY if sensor == METER else WATTS)
    account.entities = {TANK: {"usage_entity_id": sensor, "rated_power_kw": 2}}
    publish(fake_spark, 10, both=False)
    await (counted if sensor == METER else drew)(hass, {9: 1, 10: 3})
    entry = await loaded(hass, set_up)
    [issue] = (await desk.issues()).values()
    assert issue["issue_id"] == TOO_MUCH
    assert issue["translation_placeholders"] == {"device": "Hot water tank", "hour": "2030-06-10 12:00", "rated": "2"}
    page = await desk.open(TOO_MUCH)
    assert page["data_schema"][0]["description"] == {"suggested_value": 3.0}
    page = await desk.submit(page, {"rated_power_kw": 6.5})
    assert (page["errors"], page["description_placeholders"]["most"]) == ({"base": "rated_power"}, "6")
    assert reported(fake_spark) == []
    assert (await desk.submit(page, {"rated_power_kw": 3}))["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (data(entry, "hot_water_tank")["rated_power_kw"], await desk.issues()) == (3, {})
    assert reported(fake_spark) == [{TANK: {10: 3}}]


async def test_where_the_recorder_forgot_nothing_is_filled_in(
    hass: HomeAssistant, tank: Appliance, account: Account, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """The number is a help; without it one reads the label."""
    account.entities[TANK]["rated_power_kw"] = 2
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 3})
    await loaded(hass, set_up)
    with patch("custom_components.volue_spark.repairs.rated_power.recent_usage", return_value=[]):
        page = await desk.open(TOO_MUCH)
    assert "description" not in page["data_schema"][0]


@pytest.fixture
def car(hass: HomeAssistant, account: Account, entity_registry: er.EntityRegistry) -> dict[str, Any]:
    """Return what is known of a car, which is measured: to be changed before the set-up."""
    helper(hass, METER, ENERGY)
    entity_registry.async_get_or_create("device_tracker", "test", "car", suggested_object_id="car")
    hass.states.async_set(TRACKER, "home")
    account.devices = {CHARGER: "vehicle"}
    account.entities = {CHARGER: {"usage_entity_id": METER}}
    known: dict[str, Any] = account.entities[CHARGER]
    return known


async def drives(hass: HomeAssistant, spark: FakeSpark, set_up: SetUp, *hours: int) -> MockConfigEntry:
    """Let a car have charged in these hours, and set it up."""
    await ran(hass, (-100, 19.97))
    for hour in hours:
        spark.publish_price_curve([(CHARGER, "location-1")], [(at(hour), -0.5)], created_at=at(hour - 20))
    await counted(hass, {hour: 1 for first in hours for hour in (first - 1, first, first + 1)})
    return await loaded(hass, set_up)


async def test_a_car_without_a_tracker_is_asked_for_one(
    hass: HomeAssistant, car: dict[str, Any], fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """It charges at home every night, and earns nothing."""
    entry = await drives(hass, fake_spark, set_up, 10)
    assert list(await desk.issues()) == [BLIND]
    page = await desk.open(BLIND)
    for answers, said in (({}, "presence_required"), ({"presence_entity_id": METER}, "no_presence")):
        page = await desk.submit(page, answers)
        assert page["errors"] == {"presence_entity_id": said}
    assert (await desk.submit(page, {"presence_entity_id": TRACKER}))["type"] == "create_entry"
    assert (data(entry, "vehicle")["presence_entity_id"], await desk.issues()) == (TRACKER, {})


@pytest.mark.parametrize("unwanted", [{"reported": False}, {"usage_entity_id": None}], ids=str)
async def test_a_car_that_is_not_reported_needs_none(
    hass: HomeAssistant,
    car: dict[str, Any],
    fake_spark: FakeSpark,
    set_up: SetUp,
    desk: Desk,
    unwanted: dict[str, Any],
) -> None:
    """Nobody is asked for what changes nothing."""
    car.update(unwanted)
    await drives(hass, fake_spark, set_up, 10)
    assert await desk.issues() == {}


@pytest.mark.parametrize(("hours", "is_said"), [((-14, 10), True), ((10,), False)])
async def test_a_tracker_that_goes_on_telling_nothing_is_said(
    hass: HomeAssistant,
    car: dict[str, Any],
    fake_spark: FakeSpark,
    set_up: SetUp,
    issue_registry: ir.IssueRegistry,
    hours: tuple[int, ...],
    is_said: bool,
) -> None:
    """A car app logs itself out; an hour without a network is nothing to talk about."""
    car["presence_entity_id"] = TRACKER
    hass.states.async_set(TRACKER, "unavailable")
    entry = await drives(hass, fake_spark, set_up, *hours)
    assert ([issue_id for _, issue_id in issue_registry.issues] == [BLIND]) is is_said
    hass.states.async_set(TRACKER, "not_home")
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    entry.runtime_data.coordinator.async_update_listeners()
    assert not issue_registry.issues


async def test_a_tracker_that_is_gone_is_replaced_or_done_without(
    hass: HomeAssistant,
    car: dict[str, Any],
    set_up: SetUp,
    desk: Desk,
    entity_registry: er.EntityRegistry,
) -> None:
    """The car was sold, its tracker with it; two cars may be told by one person."""
    car["presence_entity_id"] = TRACKER
    entry = await loaded(hass, set_up)
    entity_registry.async_remove(TRACKER)
    hass.states.async_remove(TRACKER)
    issue = (await desk.issues())[GONE]
    assert issue["translation_placeholders"] == {"device": "Vehicle", "entity": TRACKER}
    helper(hass, "person.driver")
    page = await desk.submit(await desk.open(GONE), {"presence_entity_id": "person.driver"})
    assert (page["type"], await desk.issues()) == ("create_entry", {})
    assert data(entry, "vehicle")["presence_entity_id"] == "person.driver"


@pytest.mark.parametrize("issue_id", [LATE, TOO_MUCH])
async def test_a_form_whose_device_is_gone_is_over(
    hass: HomeAssistant,
    tank: Appliance,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    desk: Desk,
    issue_id: str,
) -> None:
    """A repair for a device that is no more could never be solved."""
    if issue_id == TOO_MUCH:
        account.entities[TANK]["rated_power_kw"] = 2
    for hour in (-14, 10):
        publish(fake_spark, hour, both=False, created=hour - 20)
    if issue_id == LATE:
        await counted_late(hass, {-14, 10}, range(-16, 14))
    else:
        await counted(hass, {9: 1, 10: 3})
    entry = await loaded(hass, set_up)
    page = await desk.open(issue_id)
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    await hass.async_block_till_done(wait_background_tasks=True)
    page = await desk.submit(page, {"rated_power_kw": 3} if issue_id == TOO_MUCH else {})
    assert (page["type"], page["reason"]) == ("abort", "solved")

"""The ledger as an action tells it: what became of each hour, and the very JSON that left the house."""

from hashlib import sha256
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, SetUp
from tests.shell.hours import at, counted, drew, loaded, publish
from tests.shell.ledger.conftest import Act

BOTH = ["Charger", "Hot water tank"]


def body_sent(spark: FakeSpark) -> dict[str, Any]:
    """Return the JSON that crossed the socket last."""
    [*_, sent] = [seen for seen in spark.requests if seen.method == "POST" and seen.path.endswith("/reports")]
    found: dict[str, Any] = sent.json
    return found


async def test_a_report_is_told_with_all_that_proves_it(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act
) -> None:
    """Whoever doubts Spark's amount needs both sides of the counter, without reading a log."""
    event_id = publish(fake_spark, 10, 11)
    await counted(hass, {9: 1, 10: 2, 11: 0.5})
    await drew(hass, {10: 7.4})
    await loaded(hass, set_up)
    [told] = await get_reports()
    body = body_sent(fake_spark)
    assert told.pop("json") == body
    assert told.pop("sha256") == sha256(json.dumps(body, separators=(",", ":")).encode()).hexdigest()
    assert told.pop("answer") == fake_spark.reports[0].report_id
    hours = told.pop("hours")
    tank = {"device": "Hot water tank", "resource_id": TANK}
    charger = {"device": "Charger", "resource_id": CHARGER}
    ten, eleven = {"start": "2030-06-10T12:00:00+02:00"}, {"start": "2030-06-10T13:00:00+02:00"}
    assert [hour for hour in hours if hour["resource_id"] == TANK] == [
        tank | ten | {"energy_kwh": 2.0},
        tank | eleven | {"energy_kwh": 0.5},
    ]
    assert [hour for hour in hours if hour["resource_id"] == CHARGER] == [
        charger | ten | {"energy_kwh": 7.4},
        charger | eleven | {"reason": "not_available"},
    ]
    assert told == {
        "event_id": event_id,
        "day": "2030-06-10",
        "settlement": "accepted",
        "since": "2030-06-10T21:59:00+02:00",
        "deadline": "2030-07-03T00:00:00+02:00",
        "energy_kwh": 9.9,
        "estimate": {"NOK": 4.95},
        "status": 200,
        "attempts": 1,
        "next_attempt": None,
        "by_hand": False,
    }


async def test_what_waits_has_no_json_yet(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act
) -> None:
    """Nothing has left the house, so there is nothing to show; what it would be worth is known."""
    publish(fake_spark, 10)
    await counted(hass, {9: 1, 10: 2})
    await loaded(hass, set_up)
    [told] = await get_reports()
    known = [told[key] for key in ("settlement", "energy_kwh", "estimate", "json", "sha256", "attempts")]
    assert known == ["waiting", 2, {"NOK": 1}, None, None, 0]


async def test_what_spark_put_off_says_when_it_is_tried_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act
) -> None:
    """Otherwise somebody sends it by hand, and then it is sent twice."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 1, 10: 2})
    fake_spark.fail("POST", "/reports$", Fault(status=429, headers={"Retry-After": "3600"}))
    await loaded(hass, set_up)
    [told] = await get_reports()
    assert (told["settlement"], told["status"], told["attempts"]) == ("ready", 429, 1)
    assert told["next_attempt"] == "2030-06-10T22:59:00+02:00"


async def test_the_newest_comes_first_and_a_range_leaves_out_the_rest(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act
) -> None:
    """A month has dozens; one looks for yesterday's."""
    first, second = (publish(fake_spark, hour, both=False, created=hour - 20) for hour in (10, 12))
    await counted(hass, {9: 1, 10: 2, 11: 1, 12: 3})
    await loaded(hass, set_up)
    assert [told["event_id"] for told in await get_reports()] == [second, first]
    assert [told["event_id"] for told in await get_reports(start=at(11), end=at(13))] == [second]
    assert await get_reports(end=at(10)) == []
    with pytest.raises(ServiceValidationError) as refused:
        await get_reports(start=at(11), end=at(11))
    assert refused.value.translation_key == "end_before_start"


async def test_a_home_or_device_can_be_asked_for_alone(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act, device_registry: dr.DeviceRegistry
) -> None:
    """In a house with two flats each looks for its own."""
    publish(fake_spark, 10)
    of_charger = fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(at(12), -0.5)], created_at=at(-9))
    await counted(hass, {9: 1, 10: 2, 11: 1, 12: 1})
    await drew(hass, {10: 1, 12: 1})
    entry = await loaded(hass, set_up)
    found = {device.name: device.id for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)}
    assert len(await get_reports(device_id=found["Test home"])) == 2
    [told] = await get_reports(device_id=found["Hot water tank"])
    assert told["event_id"] != of_charger
    assert {hour["device"] for hour in told["hours"]} == {"Hot water tank"}
    newest, _ = await get_reports(device_id=found["Charger"])
    assert newest["event_id"] == of_charger


async def test_a_resource_without_a_device_keeps_its_name(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act
) -> None:
    """Its last hours are told after it is gone, and an id means nothing to anybody."""
    publish(fake_spark, 10)
    await counted(hass, {9: 1, 10: 2})
    entry = await loaded(hass, set_up)
    hass.config_entries.async_remove_subentry(entry, "device-hot_water_tank")
    await hass.async_block_till_done(wait_background_tasks=True)
    [told] = await get_reports()
    assert {hour["resource_id"] for hour in told["hours"]} == {CHARGER, TANK}
    assert {hour["device"] for hour in told["hours"]} <= {*BOTH, None}


async def test_a_report_that_is_lost_is_told_as_far_as_it_is_known(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, get_reports: Act, hass_storage: dict[str, Any]
) -> None:
    """One line that cannot be read must not hide the others."""
    key = "volue_spark.account-6.reports"
    data = {"since": 0, "entries": {"lost": 7}}
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": data}
    await loaded(hass, set_up)
    [told] = await get_reports()
    known = ("event_id", "day", "settlement", "deadline", "hours", "energy_kwh", "estimate", "json")
    assert [told[key] for key in known] == ["lost", None, "uncertain", None, [], 0, {}, None]

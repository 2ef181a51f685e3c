"""The file that a homeowner attaches to an issue."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry

from custom_components.volue_spark import diagnostics
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at noon, with something to switch."""
    freezer.move_to(NOON)
    hass.states.async_set("input_boolean.charger", "off")


async def told(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return what is told about an account, as it is written into the file."""
    written = json.dumps(await diagnostics.async_get_config_entry_diagnostics(hass, entry))
    found: dict[str, Any] = json.loads(written)
    return found


async def test_it_tells_what_is_configured_and_what_runs(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A maintainer who has to ask back for every fact gives up after the third."""
    account.entities = {CHARGER: {"control_entity_id": "input_boolean.charger"}}
    event_id = fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.35), (NOON + timedelta(hours=1), 0.2)])
    entry = await set_up()
    hass.config_entries.async_update_entry(entry, options={"spot_price_entity_id": "sensor.spot"})
    found = await told(hass, entry)
    assert found["account"]["state"] == "loaded"
    assert found["account"]["spot_price_entity_id"] == "sensor.spot"
    assert found["account"]["api"] == fake_spark.api_url
    [home] = found["homes"]
    assert (home["user"], home["location"], home["meter_points"]) == ("user 1", "location 1", 1)
    assert [(device["resource"], device["type"]) for device in found["devices"]] == [
        ("resource 1", "charger"),
        ("resource 2", "hot_water_tank"),
    ]
    assert found["standings"] == {"user 1": "taking_part"}
    [event] = [event for event in found["events"] if event["id"] == event_id]
    assert (event["own_targets"], event["points"], event["currency"]) == (1, 2, "NOK")
    assert event["first"] == NOON.isoformat()
    assert [interval["delta"] for interval in found["timelines"]["resource 1"]["intervals"]] == [-0.35, 0.2]
    assert found["timelines"]["resource 1"]["known_until"] == "2026-06-10T22:00:00+00:00"
    assert found["timelines"]["resource 2"]["intervals"] == []
    assert found["control"]["resource 1"]["is_controlled"]
    assert found["control"]["resource 1"]["hold"]["entity_id"] == "input_boolean.charger"
    assert found["control"]["resource 1"]["reason"] == "using_power"
    assert not found["control"]["resource 2"]["is_controlled"]
    assert found["control"]["resource 2"]["reason"] is None


async def test_it_tells_the_rule_and_not_what_own_actions_do(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Most questions about following are answered by the rule; a person's own actions are full of names."""
    waits = {"waits": True, "temperature_entity_id": "sensor.upstairs", "least_delta": 0.1}
    action = [{"action": "notify.upstairs"}]
    acts = {"how": "actions", "start_action": action, "give_back_action": action}
    account.entities = {
        CHARGER: {"control_entity_id": "input_boolean.charger", "following": acts},
        TANK: {"control_entity_id": "input_boolean.tank", "following": waits},
    }
    entry = await set_up()
    home = entry.subentries["home-1"]
    limit = {"house_power_entity_id": "sensor.house", "house_limit_kw": 9}
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, **limit})
    await hass.async_block_till_done(wait_background_tasks=True)
    found = await told(hass, entry)
    charger, tank = (device["following"] for device in found["devices"])
    assert (charger["how"], charger["waiting"], charger["starts_a_day"]) == ("actions", None, 8)
    assert (tank["least_delta"], tank["is_measured_in_degrees"], tank["waiting"]["floor"]) == (0.1, True, 45)
    assert tank["waiting"]["hot_every"] == "3 days, 0:00:00"
    assert found["homes"][0]["house_limit_kw"] == 9
    assert "upstairs" not in json.dumps(found["devices"])


async def test_it_tells_the_last_requests_and_when_spark_last_answered(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Whether Spark was asked, and what it said, decides where to look first."""
    found = await told(hass, await set_up())
    asked = [(request["method"], request["path"], request["status"]) for request in found["requests"]]
    assert asked[:2] == [("GET", "events", 200), ("GET", "users/{id}/eligibility", 200)]
    assert found["requests_by_path"]["GET events"] == 2
    assert found["requests_by_utc_day"] == {"2026-06-10": len(found["requests"])}
    assert found["poll"]["last_contact"] == NOON.isoformat()
    assert found["poll"]["is_successful"]
    assert 3000 < found["token"]["renewed_in_seconds"] < 3600


async def test_it_tells_what_became_of_reports_without_naming_a_resource(
    hass: HomeAssistant, account: Account, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """The questions that cost money are about reports; one on a device that is gone counts as well."""
    account.register()
    entry = account.entry()
    point = {"timestamp": NOON.isoformat(), "kiloWattHours": 1.5}
    payload = {"resourceId": "resource-that-is-gone", "locationId": LOCATION, "points": [point, point]}
    report = {
        "settlement": "rejected",
        "at": NOON.timestamp(),
        "body": {"eventId": "event-1", "payloads": [payload]},
        "proofs": {"resource-that-is-gone": {str(int(NOON.timestamp())): 1.5}},
        "delivery": [NOON.timestamp(), 400, "400: resource-that-is-gone is not known", "abc", False],
    }
    key = f"volue_spark.{entry.entry_id}.reports"
    hass_storage[key] = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {"since": 0, "entries": {"event-1": report}},
    }
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    found = (await told(hass, entry))["reports"]["event-1"]
    assert (found["settlement"], found["at"]) == ("rejected", NOON.isoformat())
    assert found["hours"] == {"resource 3": {NOON.isoformat(): 1.5}}
    assert (found["delivery"]["status"], found["delivery"]["answer"]) == (400, "400: resource 3 is not known")
    assert found["body"]["payloads"][0]["locationId"] == "location 1"


async def test_it_tells_what_left_the_integration_without_a_device(
    hass: HomeAssistant, account: Account, hass_storage: dict[str, Any]
) -> None:
    """What is left at Spark can be asked about, under a name that is not its own."""
    entry = account.entry()
    owned = {"resource_id": "left-over", "user_id": USER, "location_id": LOCATION, "title": "Sauna"}
    content = {"account": {"homes": [], "resources": [{**owned, "usage_entity_id": None, "retired_at": 0.0}]}}
    key = "volue_spark.registered"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": content}
    entry.add_to_hass(hass)
    found = await told(hass, entry)
    assert found["registered"]["resources"] == {"resource 3": {"retired_at": "1970-01-01T00:00:00+00:00"}}


async def test_an_account_that_does_not_load_tells_why(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """It is then that the file is asked for."""
    fake_spark.fail("GET", "events", Fault(status=503), times=None)
    entry = await set_up()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    found = await told(hass, entry)
    assert found["account"]["state"] == "setup_retry"
    assert found["account"]["reason"] == "Spark has a problem of its own"
    assert "requests" not in found
    assert len(found["devices"]) == 2


@pytest.mark.parametrize("payload", [{"payloadType": "UserEligibility"}, {"payloadType": "News"}], ids=str)
async def test_an_event_without_a_curve_is_told_too(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, payload: dict[str, str]
) -> None:
    """An event of a type that nobody knows yet is the first thing to look for."""
    fake_spark.publish_raw({"id": "event-1", "createdAt": NOON.isoformat(), "payload": payload})
    found = await told(hass, await set_up())
    [event] = [event for event in found["events"] if event["id"] == "event-1"]
    assert "points" not in event


async def test_home_assistant_offers_the_file(hass: HomeAssistant, hass_client: Any, set_up: SetUp) -> None:
    """Home Assistant finds the module by its name, and turns what it gets into JSON."""
    assert await async_setup_component(hass, "diagnostics", {})
    entry = await set_up()
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert found["devices"][1]["resource"] == "resource 2"
    assert TANK not in json.dumps(found)


async def test_neither_sparks_id_of_a_report_nor_one_that_it_quotes_is_told(
    hass: HomeAssistant, account: Account, hass_storage: dict[str, Any]
) -> None:
    """With either, support at Volue could look up whose home it is."""
    account.register()
    entry = account.entry()
    quoted, hour = "0B7F6E5D-1c2a-4e3b-8d4f-5a6b7c8d9e0f", str(int(NOON.timestamp()))
    told_of = {
        "accepted": [NOON.timestamp(), 200, "report-4711", "abc", False],
        "rejected": [NOON.timestamp(), 400, f"400: user {quoted} has no home", "abc", False],
    }
    entries = {
        settlement: {
            "settlement": settlement,
            "at": NOON.timestamp(),
            "proofs": {"resource-nobody-has": {hour: 1}},
            "delivery": delivery,
        }
        for settlement, delivery in told_of.items()
    }
    key = f"volue_spark.{entry.entry_id}.reports"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": {"since": 0, "entries": entries}}
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    reports = (await told(hass, entry))["reports"]
    assert [reports[key]["delivery"]["answer"] for key in told_of] == ["report 1", "400: user [id] has no home"]
    assert [list(reports[key]["hours"]) for key in told_of] == [["resource 3"], ["resource 3"]]


async def test_it_tells_what_decides_whether_hours_are_reported(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Why a device earns nothing is the question that is asked most."""
    account.entities = {CHARGER: {"reported": False, "rated_power_kw": 11}}
    found = await told(hass, await set_up())
    charger, tank = found["devices"]
    assert (charger["is_reported"], charger["stated_power_kw"]) == (False, 11)
    assert (tank["is_reported"], tank["stated_power_kw"], tank["presence_entity_id"]) == (True, None, None)
    assert (found["reports_cannot_be_written"], found["reports_since"]) == (False, "1970-01-01T00:00:00+00:00")

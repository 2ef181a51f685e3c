"""The logbook: a line for what became of each report, and a sentence for each month."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_fire_time_changed
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.fake_spark import FakeSpark, Fault, Location
from tests.shell.conftest import CHARGER, LOCATION, TANK, USER, Account, SetUp
from tests.shell.hours import DAY, HOUR, at, counted, drew, loaded, minutes_later, publish, settle
from tests.shell.reports.shown import attributes, state

# The first of July in Oslo, at eight.
JULY = 20 * 24 + 22 + 8


@pytest.fixture(autouse=True)
async def logbook(hass: HomeAssistant) -> None:
    """Have a logbook, as nearly every home has."""
    assert await async_setup_component(hass, "logbook", {})


@pytest.fixture
def read(hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_admin_user: MockUser) -> Any:
    """Return what reads the logbook of the home's device, as its page does."""

    async def read(title: str = "Test home") -> list[str]:
        # Weeks go by in these tests: whoever reads has logged in just now.
        session = await hass.auth.async_create_refresh_token(hass_admin_user, "a browser")
        client = await hass_ws_client(hass, hass.auth.async_create_access_token(session))
        found = dr.async_get(hass).devices
        home = next(device.id for device in found if device.name == title)
        period = {"start_time": (DAY - 99 * 24 * HOUR).isoformat(), "end_time": (DAY + 99 * 24 * HOUR).isoformat()}
        await client.send_json_auto_id({"type": "logbook/get_events", "device_ids": [home], **period})
        answer = await client.receive_json()
        assert answer["success"], answer
        lines = [line for line in answer["result"] if line.get("domain") == "volue_spark" and "message" in line]
        assert {line["name"] for line in lines} <= {title}
        return [line["message"] for line in lines]

    return read


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: float) -> None:
    """Go to an hour of the day, be it weeks away."""
    freezer.move_to(at(hour))
    async_fire_time_changed(hass)
    await settle(hass)


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (None, "2.00 kWh on 10.06. reported: Spark accepted it"),
        (Fault(status=400), "2.00 kWh on 10.06. reported: Spark refused it"),
        (Fault(drop=True), "2.00 kWh on 10.06.: nobody knows whether Spark got the report"),
    ],
)
async def test_each_report_has_a_line_on_the_page_of_its_home(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, read: Any, fault: Fault | None, line: str
) -> None:
    """Nobody reads a log; the page of the home tells what became of yesterday, once."""
    if fault:
        fake_spark.fail("POST", "reports", fault)
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert await read() == [line]


async def test_a_report_that_a_person_took_as_delivered_says_so(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, read: Any
) -> None:
    """Spark never said that it accepted it."""
    fake_spark.fail("POST", "reports", Fault(drop=True))
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    await entry.runtime_data.reporter.take_as_delivered(event_id)
    await settle(hass)
    assert (await read())[1:] == ["2.00 kWh on 10.06.: somebody here said that Spark has the report"]


async def test_what_came_too_late_is_said_once(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, read: Any
) -> None:
    """It is money that is gone: whoever wonders finds out why."""
    fake_spark.fail("POST", "reports", Fault(status=429), times=None)
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    assert await read() == []
    await move_to(hass, freezer, 23 * 24)
    await minutes_later(hass, freezer, 60)
    assert "2.00 kWh on 10.06. could not be reported in time and will not be paid" in await read()


async def test_a_line_names_nothing_of_spark_s(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Events are seen by every automation, and logbooks are posted in forums."""
    seen: list[dict[str, Any]] = []
    hass.bus.async_listen("volue_spark_report", lambda event: seen.append(dict(event.data)))
    event_id = publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    [told] = seen
    assert set(told) == {"device_id", "home", "settlement", "day", "energy_kwh"}
    assert not {event_id, TANK, LOCATION, USER} & {str(value) for value in told.values()}


async def test_a_month_is_told_once_with_what_is_held_back_and_why(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, read: Any
) -> None:
    """A missing meter point can be mended for the next month, if somebody knows of it."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await loaded(hass, set_up)
    await move_to(hass, freezer, JULY - 1)
    assert len(await read()) == 1
    await move_to(hass, freezer, JULY)
    said = "June: 0.00 NOK in favourable hours, 1.00 held back because no meter point is known"
    assert (await read())[1:] == [said]
    await hass.config_entries.async_reload(entry.entry_id)
    await move_to(hass, freezer, JULY + 24)
    assert (await read())[1:] == [said]


async def test_a_month_in_which_all_is_paid_has_no_but(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, read: Any
) -> None:
    """Good news is short; a start in the middle of the month tells what the first did not."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    entry = await set_up()
    fake_spark.locations[LOCATION] = Location(LOCATION, USER, meter_point_ids=("707057599900000101",))
    await settle(hass)
    await minutes_later(hass, freezer, 26 * 60)
    await hass.config_entries.async_unload(entry.entry_id)
    await move_to(hass, freezer, JULY + 240)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert (await read())[1:] == ["June: 1.00 NOK in favourable hours"]


async def test_where_spark_told_nothing_the_own_estimate_is_called_so(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, read: Any
) -> None:
    """An estimate that looks like a promise would be held against Spark."""
    fake_spark.fail("GET", "compensation", Fault(status=503), times=None)
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    await move_to(hass, freezer, JULY)
    said = "June: about 1.00 NOK in favourable hours, by our own estimate; Spark has not told what it pays"
    assert (await read())[1:] == [said]


async def test_a_month_without_anything_is_not_told(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, read: Any
) -> None:
    """Nothing happened, nothing is said."""
    await loaded(hass, set_up)
    await move_to(hass, freezer, JULY)
    assert await read() == []


async def test_a_logbook_is_not_needed(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A stop while a month is told leaves nothing running."""
    entry = await loaded(hass, set_up)
    assert await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(timedelta(days=40))
    async_fire_time_changed(hass)
    await settle(hass)


async def test_each_home_in_a_report_has_a_line_of_its_own(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, read: Any
) -> None:
    """A report is the whole account's; who looks at the cabin wants to know of the cabin."""
    account.register()
    fake_spark.locations["location-2"] = Location("location-2", USER)
    fake_spark.resources[CHARGER] = replace(fake_spark.resources[CHARGER], location_id="location-2")
    entry = account.entry()
    entry.add_to_hass(hass)
    home, charger = entry.subentries["home-1"], entry.subentries["device-charger"]
    cabin = ConfigSubentry(
        data=MappingProxyType({**home.data, "location_id": "location-2"}),
        subentry_type="home",
        title="Cabin",
        unique_id="location-2",
        subentry_id="home-2",
    )
    hass.config_entries.async_add_subentry(entry, cabin)
    hass.config_entries.async_update_subentry(entry, charger, data={**charger.data, "home": "home-2"})
    targets = [(TANK, LOCATION), (CHARGER, "location-2")]
    fake_spark.publish_price_curve(targets, [(at(10), -0.5)], created_at=at(-11))
    await counted(hass, {9: 9, 10: 2})
    await drew(hass, {9: 1, 10: 3})
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert len(fake_spark.reports) == 1
    assert await read() == ["2.00 kWh on 10.06. reported: Spark accepted it"]
    assert await read("Cabin") == ["3.00 kWh on 10.06. reported: Spark accepted it"]
    assert state(hass, "sensor.test_home_own_estimate_this_month") == "1.0"
    assert state(hass, "sensor.cabin_own_estimate_this_month") == "1.5"
    assert attributes(hass, "sensor.cabin_last_report")["energy_kwh"] == 3

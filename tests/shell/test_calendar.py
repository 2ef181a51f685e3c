"""The calendars of a home: what they say, when they are on, and for whom."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed_exact
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.fake_spark import FakeSpark, Fault, Location, User
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

FAVOURABLE, TO_AVOID = "calendar.test_home_favourable_hours", "calendar.test_home_hours_to_avoid"
# 14:00 in Oslo.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEASURED = {CHARGER: {"usage_entity_id": "sensor.charger"}, TANK: {"usage_entity_id": "sensor.tank"}}
BOTH = [(CHARGER, LOCATION), (TANK, LOCATION)]


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory, account: Account) -> None:
    """Stand at 14:00 in Oslo, with a charger and a tank that are measured."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    hass.config.currency = "NOK"
    freezer.move_to(NOON)
    account.entities = MEASURED


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time reach an instant exactly."""
    freezer.move_to(now)
    async_fire_time_changed_exact(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


async def listed(
    hass: HomeAssistant, entity_id: str = FAVOURABLE, start: datetime = NOON - 9 * HOUR, hours: float = 48
) -> list[dict[str, str]]:
    """Return what the action ``calendar.get_events`` tells."""
    asked = {"entity_id": entity_id, "start_date_time": start, "end_date_time": start + hours * HOUR}
    told = await hass.services.async_call("calendar", "get_events", asked, blocking=True, return_response=True)
    found: Any = told
    return list(found[entity_id]["events"])


def state(hass: HomeAssistant, entity_id: str = FAVOURABLE) -> str:
    """Return the state of a calendar."""
    found = hass.states.get(entity_id)
    return found.state if found else "missing"


async def test_it_says_what_to_use_for_how_much_and_what_that_is_worth(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A number on a card tells nobody whether it is worth getting up for."""
    points = [(NOON + hour * HOUR, delta) for hour, delta in enumerate((-0.2, -0.5, -0.5, -0.4))]
    fake_spark.publish_price_curve(BOTH, [*points, (NOON + 6 * HOUR, -0.35)])
    await set_up()
    assert await listed(hass) == [
        {
            "start": "2026-06-10T14:00:00+02:00",
            "end": "2026-06-10T18:00:00+02:00",
            "summary": "Use power: Charger, Hot water tank, \N{MINUS SIGN}0.20 to \N{MINUS SIGN}0.50 NOK/kWh",
            "description": "About 12 NOK if Charger runs throughout: 7.4 kW for 4 h\n"
            "About 3.20 NOK if Hot water tank runs throughout: 2 kW for 4 h\n"
            "About 15 NOK together",
        },
        {
            "start": "2026-06-10T20:00:00+02:00",
            "end": "2026-06-10T21:00:00+02:00",
            "summary": "Use power: Charger, Hot water tank, \N{MINUS SIGN}0.35 NOK/kWh",
            "description": "About 2.59 NOK if Charger runs throughout: 7.4 kW for 1 h\n"
            "About 0.70 NOK if Hot water tank runs throughout: 2 kW for 1 h\n"
            "About 3.29 NOK together",
        },
    ]


async def test_the_rated_power_of_the_device_counts(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """A charger of 11 kW earns half as much again."""
    account.entities = {CHARGER: MEASURED[CHARGER] | {"rated_power_kw": 11}}
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.004)], resolution=HOUR / 2, currency="EUR")
    await set_up()
    [event] = await listed(hass)
    assert event["summary"] == "Use power: Charger, \N{MINUS SIGN}0.004 EUR/kWh"
    assert event["description"] == "About 0.02 EUR if Charger runs throughout: 11 kW for 30 min"


async def test_what_is_not_measured_is_promised_nothing(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Nobody can report what nobody knows, and so nobody is paid for it."""
    account.entities = {CHARGER: MEASURED[CHARGER]}
    fake_spark.publish_price_curve(BOTH, [(NOON, -0.2)])
    await set_up()
    [event] = await listed(hass)
    assert event["description"].splitlines() == [
        "About 1.48 NOK if Charger runs throughout: 7.4 kW for 1 h",
        "Nothing for Hot water tank: it has no usage sensor, so nobody knows what it uses",
    ]


async def test_two_currencies_are_two_events(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """No sum over both is money."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(NOON, -0.2)])
    fake_spark.publish_price_curve([(TANK, LOCATION)], [(NOON, -0.2)], currency="SEK")
    await set_up()
    assert [event["summary"] for event in await listed(hass)] == [
        "Use power: Charger, \N{MINUS SIGN}0.20 NOK/kWh",
        "Use power: Hot water tank, \N{MINUS SIGN}0.20 SEK/kWh",
    ]


async def test_hours_to_avoid_are_there_for_who_wants_them(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Few need them, and nothing is paid for them; favourable hours are not among them."""
    fake_spark.publish_price_curve(BOTH, [(NOON, 0.4), (NOON + HOUR, -0.2), (NOON + 2 * HOUR, 0.0)])
    entry = await set_up()
    assert state(hass, TO_AVOID) == "missing"
    assert len(await listed(hass)) == 1
    entity_registry.async_update_entity(TO_AVOID, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    [event] = await listed(hass, TO_AVOID)
    assert event["summary"] == "Use less: Charger, Hot water tank, +0.40 NOK/kWh"
    assert "Nothing is paid" in event["description"]
    assert (event["start"], state(hass, TO_AVOID)) == ("2026-06-10T14:00:00+02:00", "on")


async def test_it_is_on_from_the_first_instant_to_the_last_and_written_at_these_only(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Home Assistant's alarm and our clock ring at the same time; one row is enough."""
    points = [(NOON + hour * HOUR, delta) for hour, delta in ((1, -0.2), (2, -0.3), (4, -0.1))]
    fake_spark.publish_price_curve(BOTH, points)
    await set_up()
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["entity_id"] == FAVOURABLE:
            written.append(str(event.event_type))

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    hass.bus.async_listen(EVENT_STATE_REPORTED, note, event_filter=callback(lambda _: True))
    before, seen = timedelta(milliseconds=1), []
    for now in [
        NOON + HOUR - before,
        NOON + HOUR,
        NOON + 2 * HOUR,
        NOON + 3 * HOUR - before,
        NOON + 3 * HOUR,
        NOON + 4 * HOUR,
        NOON + 5 * HOUR,
    ]:
        await move_to(hass, freezer, now)
        seen.append(state(hass))
    assert seen == ["off", "on", "on", "on", "off", "on", "off"]
    assert written == ["state_changed"] * 4


@pytest.mark.parametrize(
    ("start", "day", "zone"),
    [
        (datetime(2027, 10, 30, 20, tzinfo=UTC), "25 hours", "Europe/Oslo"),
        (datetime(2027, 3, 27, 20, tzinfo=UTC), "23 hours", "Europe/Oslo"),
        (datetime(2027, 10, 30, 20, tzinfo=UTC), "25 hours", "Europe/Helsinki"),
    ],
)
async def test_on_the_days_with_another_number_of_hours_it_is_as_right_as_ever(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    start: datetime,
    day: str,
    zone: str,
) -> None:
    """In autumn 02:15 comes twice: by the clock on the wall an event could end before it begins."""
    await hass.config.async_set_time_zone(zone)
    freezer.move_to(start)
    quarter = HOUR / 4
    # Every fourth, fifth and sixth quarter, so that stretches begin and end everywhere, the hour of the change too.
    wanted = [n for n in range(35) if n % 7 in (3, 4, 5)]
    fake_spark.publish_price_curve(BOTH, [(start + n * quarter, -0.2) for n in wanted], resolution=quarter)
    await set_up()
    found = await listed(hass, start=start)
    spans = [[datetime.fromisoformat(event[edge]).astimezone(UTC) for edge in ("start", "end")] for event in found]
    assert spans == [[start + n * quarter, start + (n + 3) * quarter] for n in wanted if n % 7 == 3]
    for n in range(35):
        await move_to(hass, freezer, start + n * quarter)
        assert state(hass) == ("on" if n in wanted else "off"), start + n * quarter


async def test_a_range_holds_what_overlaps_it(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_client: ClientSessionGenerator
) -> None:
    """The day view asks from midnight to midnight; what touches it from outside is not in it."""
    fake_spark.publish_price_curve(BOTH, [(NOON, -0.2), (NOON + HOUR, -0.2)])
    await set_up()
    client = await hass_client()
    for first, last, expected in [(-2, 0, 0), (-2, 0.1, 1), (0.5, 0.6, 1), (1.9, 5, 1), (2, 5, 0)]:
        asked = {"start": (NOON + first * HOUR).isoformat(), "end": (NOON + last * HOUR).isoformat()}
        response = await client.get(f"/api/calendars/{FAVOURABLE}", params=asked)
        assert response.status == HTTPStatus.OK
        events = await response.json()
        assert len(events) == expected, (first, last)
    assert state(hass) == "on"


async def test_each_home_has_its_own_hours(
    hass: HomeAssistant, fake_spark: FakeSpark, account: Account, set_up: SetUp
) -> None:
    """Nobody drives to the cabin because the house has a tank."""
    entry = await set_up()
    add_cabin(hass, entry, fake_spark)
    await hass.async_block_till_done(wait_background_tasks=True)
    targets = [(CHARGER, LOCATION), ("resource-cabin", "location-cabin")]
    fake_spark.publish_price_curve(targets, [(NOON, -0.2)])
    await entry.runtime_data.coordinator.async_refresh()
    cabin = "calendar.cabin_favourable_hours"
    assert [(event["summary"]) for name in (FAVOURABLE, cabin) for event in await listed(hass, name)] == [
        "Use power: Charger, \N{MINUS SIGN}0.20 NOK/kWh",
        "Use power: Cabin tank, \N{MINUS SIGN}0.20 NOK/kWh",
    ]


def add_cabin(hass: HomeAssistant, entry: MockConfigEntry, spark: FakeSpark) -> None:
    """Add a second home, with a tank."""
    spark.users["user-cabin"] = User("user-cabin")
    spark.locations["location-cabin"] = Location("location-cabin", "user-cabin")
    home = {"user_id": "user-cabin", "location_id": "location-cabin", "meter_point_ids": []}
    tank = {"home": "home-2", "resource_id": "resource-cabin", "resource_type": "hot_water_tank"}
    for kind, title, key, data in (("home", "Cabin", "home-2", home), ("device", "Cabin tank", "tank-2", tank)):
        made = ConfigSubentry(
            data=MappingProxyType(data), subentry_type=kind, title=title, unique_id=f"{key}-id", subentry_id=key
        )
        hass.config_entries.async_add_subentry(entry, made)


async def test_a_restart_without_network_shows_the_hours_that_are_known(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """An automation that waits for the calendar must not miss its start because of a router."""
    fake_spark.publish_price_curve(BOTH, [(NOON, -0.2), (NOON + 24 * HOUR, -0.3)])
    entry = await set_up()
    known = await listed(hass)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass) == "on"
    assert len(known) == 2
    assert await listed(hass) == known


async def test_a_home_without_a_curve_has_an_empty_calendar(hass: HomeAssistant, set_up: SetUp) -> None:
    """Off, not unavailable: there is nothing wrong."""
    await set_up()
    assert (state(hass), await listed(hass)) == ("off", [])

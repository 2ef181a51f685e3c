"""The plan of a device as a calendar: what it does and did, and what it would."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed_exact

from tests.fake_spark import FakeSpark
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

PLAN = "calendar.charger_plan"
FOLLOW = "switch.charger_follow_price_curve"
# 14:00 in Oslo.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUS = "\N{MINUS SIGN}"
WAITS = {"following": {"waits": True, "wait_hours": 4, "ready_by": "07:00", "needs_hours": 2}}


@pytest.fixture(autouse=True)
async def charger(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    account: Account,
    fake_spark: FakeSpark,
    everything_is_on: None,
) -> None:
    """Stand at 14:00 in Oslo with a charger that is switched, and hours before, after and at night."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    hass.config.currency = "NOK"
    freezer.move_to(NOON)
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": {"charger": {"name": "Charger"}}})
    account.entities = {CHARGER: {"control_entity_id": "input_boolean.charger", "usage_entity_id": "sensor.charger"}}
    points = [(NOON - 3 * HOUR, -0.1), (NOON + HOUR, -0.2), (NOON + 2 * HOUR, -0.4), (NOON + 12 * HOUR, -0.3)]
    fake_spark.publish_price_curve([(CHARGER, LOCATION), (TANK, LOCATION)], points)


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: datetime) -> None:
    """Let time reach an instant exactly."""
    freezer.move_to(now)
    async_fire_time_changed_exact(hass, now)
    await hass.async_block_till_done(wait_background_tasks=True)


async def act(hass: HomeAssistant, domain: str, service: str, entity_id: str, **data: Any) -> None:
    """Perform an action."""
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True)
    await hass.async_block_till_done()


async def told(hass: HomeAssistant, start: datetime = NOON - 14 * HOUR, hours: float = 48) -> list[dict[str, str]]:
    """Return what the action ``calendar.get_events`` tells."""
    asked = {"entity_id": PLAN, "start_date_time": start, "end_date_time": start + hours * HOUR}
    found: Any = await hass.services.async_call("calendar", "get_events", asked, blocking=True, return_response=True)
    return list(found[PLAN]["events"])


async def listed(hass: HomeAssistant) -> list[tuple[str, str, str]]:
    """Return the events of two days: from when until when, by the clock on the wall, and what they say."""

    def clock(instant: str) -> str:
        return datetime.fromisoformat(instant).strftime("%H:%M")

    return [(clock(event["start"]), clock(event["end"]), event["summary"]) for event in await told(hass)]


def state(hass: HomeAssistant) -> str:
    """Return the state of the calendar."""
    found = hass.states.get(PLAN)
    return found.state if found else "missing"


async def test_it_says_when_the_device_runs_and_ran_for_how_much(hass: HomeAssistant, set_up: SetUp) -> None:
    """Whoever parks the car wants to know when it is charged."""
    await set_up()
    assert await told(hass) == [
        {
            "start": "2026-06-10T11:00:00+02:00",
            "end": "2026-06-10T12:00:00+02:00",
            "summary": f"Run: {MINUS}0.10 NOK/kWh",
            "description": "About 0.74 NOK if Charger runs throughout: 7.4 kW for 1 h",
        },
        {
            "start": "2026-06-10T15:00:00+02:00",
            "end": "2026-06-10T17:00:00+02:00",
            "summary": f"Run: {MINUS}0.20 to {MINUS}0.40 NOK/kWh",
            "description": "About 4.44 NOK if Charger runs throughout: 7.4 kW for 2 h",
        },
        {
            "start": "2026-06-11T02:00:00+02:00",
            "end": "2026-06-11T03:00:00+02:00",
            "summary": f"Run: {MINUS}0.30 NOK/kWh",
            "description": "About 2.22 NOK if Charger runs throughout: 7.4 kW for 1 h",
        },
    ]


async def test_it_says_when_the_device_waits(hass: HomeAssistant, account: Account, set_up: SetUp) -> None:
    """A charger that stands still in the evening looks broken."""
    account.entities[CHARGER] |= WAITS
    await set_up()
    assert await listed(hass) == [
        ("07:00", "11:00", "Wait for favourable hours"),
        ("11:00", "12:00", f"Run: {MINUS}0.10 NOK/kWh"),
        ("12:00", "15:00", "Wait for favourable hours"),
        ("15:00", "17:00", f"Run: {MINUS}0.20 to {MINUS}0.40 NOK/kWh"),
        ("22:00", "02:00", "Wait for favourable hours"),
        ("02:00", "03:00", f"Run: {MINUS}0.30 NOK/kWh"),
    ]
    assert (await told(hass))[0]["description"] == "It uses its power in the favourable hours that follow."


async def test_what_does_not_follow_shows_what_it_would_do_and_would_have_done(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """A dry run: whoever hesitates sees a week of it before anything is switched."""
    account.entities[CHARGER] |= WAITS
    await set_up()
    await act(hass, "switch", "turn_off", FOLLOW)
    found = await listed(hass)
    assert found[:2] == [
        ("07:00", "11:00", "Would wait for favourable hours (does not follow)"),
        ("11:00", "12:00", f"Would run: {MINUS}0.10 NOK/kWh (does not follow)"),
    ]
    assert all("Would" in summary for *_, summary in found)
    await act(hass, "switch", "turn_on", FOLLOW)
    assert not [summary for *_, summary in await listed(hass) if "Would" in summary]


async def test_a_paused_home_shows_what_its_devices_would_do(hass: HomeAssistant, set_up: SetUp) -> None:
    """On holiday too somebody looks."""
    entry = await set_up()
    home = entry.subentries["home-1"]
    hass.config_entries.async_update_subentry(entry, home, data={**home.data, "paused": True})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await listed(hass))[-1][2] == f"Would run: {MINUS}0.30 NOK/kWh (home is paused)"


async def test_not_today_is_of_today_only(hass: HomeAssistant, set_up: SetUp) -> None:
    """What was before, and what comes after midnight, is as it was and will be."""
    await set_up()
    await act(hass, "button", "press", "button.charger_not_today")
    assert await listed(hass) == [
        ("11:00", "12:00", f"Run: {MINUS}0.10 NOK/kWh"),
        ("15:00", "17:00", f"Would run: {MINUS}0.20 to {MINUS}0.40 NOK/kWh (left alone)"),
        ("02:00", "03:00", f"Run: {MINUS}0.30 NOK/kWh"),
    ]


async def test_a_run_that_was_asked_for_is_in_it(hass: HomeAssistant, set_up: SetUp) -> None:
    """Else it runs, and its plan says that it does not."""
    await set_up()
    await act(hass, "volue_spark", "run_for", FOLLOW, duration="01:30:00")
    assert (await listed(hass))[1:3] == [
        ("14:00", "15:30", "Run: you asked"),
        ("15:30", "17:00", f"Run: {MINUS}0.20 to {MINUS}0.40 NOK/kWh"),
    ]
    assert state(hass) == "on"


async def test_hours_that_somebody_took_over_are_shown_as_what_would_be(
    hass: HomeAssistant, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """It stands still, and its calendar must not say that it runs."""
    await set_up()
    await move_to(hass, freezer, NOON + HOUR)
    await move_to(hass, freezer, NOON + HOUR + timedelta(minutes=1))
    await act(hass, "input_boolean", "turn_off", "input_boolean.charger")
    assert (await listed(hass))[1][2] == f"Would run: {MINUS}0.20 to {MINUS}0.40 NOK/kWh (you took over)"


async def test_its_state_is_written_at_the_starts_and_ends_of_its_events(
    hass: HomeAssistant, account: Account, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Its minutes are the device's; more writes are rows for nothing."""
    account.entities[CHARGER] |= WAITS
    await set_up()
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        if event.data["entity_id"] == PLAN:
            written.append(event.data["new_state"].state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    for n in range(4 * 15):
        await move_to(hass, freezer, NOON + n * HOUR / 4)
    assert written == ["on", "off", "on", "on", "off"]


async def test_on_the_day_with_an_hour_twice_it_is_as_right_as_ever(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """By the clock on the wall a run could end before it begins."""
    start = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    freezer.move_to(start - 4 * HOUR)
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], [(start, -0.2)], resolution=HOUR)
    await set_up()
    [event] = await told(hass, start - HOUR)
    assert (event["start"], event["end"]) == ("2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00")
    await move_to(hass, freezer, start + HOUR / 2)
    assert state(hass) == "on"


async def test_it_is_off_until_somebody_enables_it_and_only_there_for_what_is_switched(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    """Few need it, and it is written whenever a device runs."""
    entry: MockConfigEntry = await set_up()
    found = [each.entity_id for each in er.async_entries_for_config_entry(entity_registry, entry.entry_id)]
    assert [entity_id for entity_id in found if entity_id.endswith("_plan")] == [PLAN]

"""Limitations of power: nothing is switched, and somebody is told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed_exact

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, SetUp
from tests.shell.repairs.desk import Desk

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 12:00 UTC, 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(NOON)


def limit(
    spark: FakeSpark, event_id: str, hours: dict[int, float], location: str = LOCATION, kind: str = "LocationLPC"
) -> None:
    """Publish a limit: hours after noon -> kW."""
    points = [{"timestamp": (NOON + hour * HOUR).isoformat(), "maxPowerInKiloWatts": kw} for hour, kw in hours.items()]
    target = {"locationId": location, "meterPointId": "707057500000000000", "resolution": "01:00:00", "points": points}
    payload = {"payloadType": kind, "targets": [target]}
    spark.publish_raw({"id": event_id, "createdAt": NOON.isoformat(), "payload": payload})


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: float) -> None:
    """Let time pass until so many hours after noon."""
    freezer.move_to(NOON + hour * HOUR)
    async_fire_time_changed_exact(hass, NOON + hour * HOUR)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_limit_is_said_with_its_figure_and_its_time(fake_spark: FakeSpark, set_up: SetUp, desk: Desk) -> None:
    """Whoever receives one has to comply; a log line would be read by nobody."""
    limit(fake_spark, "event-1", {2: 1.5, 3: 0.5})
    await set_up()
    [issue] = (await desk.issues()).values()
    assert (issue["issue_id"], issue["translation_key"]) == ("power_limited_home-1_event-1", "power_limited")
    assert (issue["is_fixable"], issue["severity"]) == (False, "warning")
    quoted = {"home": "Test home", "kilowatts": "0.5", "start": "2026-06-10 16:00", "end": "2026-06-10 18:00"}
    assert issue["translation_placeholders"] == quoted
    assert "707057500000000000" not in str(issue)


async def test_each_limit_goes_when_it_is_over(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """To the second, also while Spark is silent; what is over is nobody's worry, what comes is."""
    for event_id, hours in {"gone": [-2], "now": [-1, 0], "soon": [1], "apart": [0, 5]}.items():
        limit(fake_spark, event_id, dict.fromkeys(hours, 0))
    await set_up()
    expected: dict[float, Iterable[str]] = {
        0: ("apart", "now", "soon"),
        0.99: ("apart", "now", "soon"),
        1: ("apart", "soon"),
        2: ("apart",),
        5.99: ("apart",),
        6: (),
    }
    found = {}
    for hour in expected:
        await later(hass, freezer, hour)
        found[hour] = tuple(sorted(issue.rpartition("_")[2] for _, issue in ir.async_get(hass).issues))
    assert found == expected


@pytest.mark.parametrize("kind", ["LocationLPC", "ResourceLPC", "LPCReservation"])
async def test_every_kind_of_limit_is_said(fake_spark: FakeSpark, set_up: SetUp, desk: Desk, kind: str) -> None:
    """Nobody knows yet which of them a home will get."""
    limit(fake_spark, "event-1", {0: 0}, kind=kind)
    await set_up()
    assert list(await desk.issues()) == ["power_limited_home-1_event-1"]


async def test_what_others_are_asked_is_not_said(fake_spark: FakeSpark, set_up: SetUp, desk: Desk) -> None:
    """The same account may hold the neighbour's home."""
    limit(fake_spark, "event-1", {0: 0}, location="somebody else's")
    await set_up()
    assert await desk.issues() == {}


async def test_a_limit_that_was_ignored_stays_ignored(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk
) -> None:
    """Whoever has read it is not asked again at each poll, nor at a reload."""
    limit(fake_spark, "event-1", {0: 0})
    entry = await set_up()
    await desk.ignore("power_limited_home-1_event-1")
    await entry.runtime_data.coordinator.async_refresh()
    await hass.config_entries.async_reload(entry.entry_id)
    assert (await desk.issues())["power_limited_home-1_event-1"]["ignored"]


@pytest.mark.parametrize("way", ["account", "home"])
async def test_a_limit_goes_with_whom_it_was_for(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, desk: Desk, way: str
) -> None:
    """Nobody is left who could keep to it."""
    limit(fake_spark, "event-1", {0: 0})
    entry: MockConfigEntry = await set_up()
    if way == "account":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        hass.config_entries.async_remove_subentry(entry, "home-1")
    issues: dict[str, Any] = await desk.issues()
    assert "power_limited_home-1_event-1" not in issues

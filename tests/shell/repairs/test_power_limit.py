"""Limitations of power: nothing is switched, and somebody is told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed_exact

from tests.fake_spark import FakeSpark, Fault
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
    publish(spark, event_id, {"payloadType": kind, "targets": [target]})


def publish(spark: FakeSpark, event_id: str, payload: dict[str, Any]) -> None:
    """Publish it at noon."""
    spark.publish_raw({"id": event_id, "createdAt": NOON.isoformat(), "payload": payload})


def unreadable(**changes: Any) -> dict[str, Any]:
    """Return a limit for the home as nobody has seen it yet."""
    points = [{"timestamp": NOON.isoformat(), "maxPowerInKiloWatts": 1.0}]
    target = {"locationId": LOCATION, "resolution": "01:00:00", "points": points} | changes
    return {"payloadType": "LocationLPC", "targets": [target]}


def shown(hass: HomeAssistant) -> list[tuple[str | None, dict[str, str] | None]]:
    """Return what is said: which text, and what it quotes."""
    return [(issue.translation_key, issue.translation_placeholders) for issue in ir.async_get(hass).issues.values()]


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
    assert issue["translation_key"] == "power_limited"
    assert (issue["is_fixable"], issue["severity"]) == (False, "warning")
    quoted = {"home": "Test home", "kilowatts": "0.5", "start": "2026-06-10 16:00", "end": "2026-06-10 18:00"}
    assert issue["translation_placeholders"] == quoted
    assert "707057500000000000" not in str(issue)
    assert "event-1" not in str(issue)  # Home Assistant keeps what is ignored, whoever's id is in it


async def test_each_limit_goes_when_it_is_over(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """To the second, also while Spark is silent; what is over is nobody's worry, what comes is."""
    names = {"8": "gone", "1": "now", "2": "soon", "3": "apart"}
    for kilowatts, hours in {8: [-2], 1: [-1, 0], 2: [1], 3: [0, 5]}.items():
        limit(fake_spark, f"event-{kilowatts}", dict.fromkeys(hours, kilowatts))
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
        found[hour] = tuple(sorted(names[quoted["kilowatts"]] for _, quoted in shown(hass) if quoted))
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "key"),
    [("LocationLPC", "power_limited"), ("ResourceLPC", "power_limited"), ("LPCReservation", "power_reserved")],
)
async def test_every_kind_of_limit_is_said(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, kind: str, key: str
) -> None:
    """Nobody knows yet which of them a home will get; one that may come later asks for nothing now."""
    limit(fake_spark, "event-1", {0: 0}, kind=kind)
    await set_up()
    quoted = {"home": "Test home", "kilowatts": "0", "start": "2026-06-10 14:00", "end": "2026-06-10 15:00"}
    assert shown(hass) == [(key, quoted)]


@pytest.mark.parametrize(
    "payload",
    [
        unreadable(points=[{"timestamp": NOON.isoformat(), "maxPower": 1.0}]),
        unreadable(points=[{"from": NOON.isoformat(), "maxPowerInKiloWatts": 1.0}]),
        unreadable(points=None, series={"kW": [1.0]}),
        unreadable(points=[]),
        unreadable(resolution="PT1H"),
        unreadable(locationId=None, location={"id": LOCATION, "names": [None, 1]}),
        {"payloadType": "ResourceLPC", "targets": unreadable()["targets"][0]},
        {"payloadType": "LPCReservation", "locations": [LOCATION]},
        {"payloadType": "LocationLPC", "targets": unreadable()["targets"] + unreadable(points=7)["targets"]},
    ],
    ids=["figure", "time", "points", "no points", "resolution", "location", "target", "targets", "one of two"],
)
async def test_a_limit_that_cannot_be_read_is_said_without_figures(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, payload: dict[str, Any]
) -> None:
    """The pilot may change its form any day; whoever has to comply must at least know that he has to ask."""
    publish(fake_spark, "event-1", payload)
    entry = await set_up()
    said = [("power_limit_unreadable", {"home": "Test home", "published": "2026-06-10 14:00"})]
    assert shown(hass) == said
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await later(hass, freezer, 71.9)
    assert shown(hass) == said
    await later(hass, freezer, 72)
    assert shown(hass) == []


async def test_what_others_are_asked_in_another_form_is_not_said(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Half of the account may be other people's homes."""
    publish(fake_spark, "event-1", unreadable(locationId="somebody else's", points=7))
    publish(fake_spark, "event-2", {"payloadType": "LocationLPC", "targets": "somebody else's"})
    await set_up()
    assert shown(hass) == []


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
    [issue_id] = await desk.issues()
    await desk.ignore(issue_id)
    await entry.runtime_data.coordinator.async_refresh()
    await hass.config_entries.async_reload(entry.entry_id)
    assert (await desk.issues())[issue_id]["ignored"]


async def test_an_ignored_limit_that_ended_during_a_restart_leaves_nothing_behind(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    fake_spark: FakeSpark,
    set_up: SetUp,
    desk: Desk,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Of what was ignored Home Assistant keeps the id alone, and for ever if nobody deletes it."""
    limit(fake_spark, "event-1", {0: 0})
    limit(fake_spark, "event-2", {5: 0})
    entry = await set_up()
    issues = await desk.issues()
    assert len(issues) == 2
    for issue_id in issues:
        await desk.ignore(issue_id)
    await hass.config_entries.async_unload(entry.entry_id)
    registry = ir.async_get(hass)
    hass_storage["repairs.issue_registry"] = {
        "version": 1,
        "minor_version": 2,
        "key": "repairs.issue_registry",
        "data": {"issues": [issue.to_json() for issue in registry.issues.values()]},
    }
    await registry.async_load()
    freezer.move_to(NOON + 2 * HOUR)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    [left] = registry.issues.values()
    assert (left.translation_placeholders or {})["start"] == "2026-06-10 19:00"
    assert left.dismissed_version is not None


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
    assert "power_limited" not in {issue["translation_key"] for issue in (await desk.issues()).values()}

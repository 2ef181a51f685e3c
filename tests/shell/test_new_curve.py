"""New curve: told once, and only what is news."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.volue_spark.const import DOMAIN
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp

NEW_CURVE = "event.test_home_new_curve"
# 14:00 in Oslo.
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIGURES = ("event_type", "day", "currency", "lowest_delta", "highest_delta", "favourable_hours")


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 14:00 in Oslo."""
    await hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(NOON)


@pytest.fixture
def told(hass: HomeAssistant) -> list[tuple[Any, ...]]:
    """Return what the entity tells from now on, by its figures; what it told before a restart does not count."""
    found: list[tuple[Any, ...]] = []
    last: set[str] = set()

    @callback
    def note(event: Event[Any]) -> None:
        new = event.data["new_state"]
        if new and new.entity_id == NEW_CURVE and new.state not in ("unavailable", "unknown", *last):
            last.add(new.state)
            found.append(tuple(new.attributes[name] for name in FIGURES))

    hass.bus.async_listen("state_changed", note)
    return found


def publish(spark: FakeSpark, prices: dict[float, float], *resources: str, made: datetime = NOON) -> str:
    """Let Spark make a curve; ``prices`` by hours from noon."""
    points = [(NOON + hour * HOUR, price) for hour, price in prices.items()]
    return spark.publish_price_curve([(name, LOCATION) for name in resources or (CHARGER,)], points, created_at=made)


async def poll(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float = 121) -> None:
    """Let time pass until Spark was surely asked."""
    freezer.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Stop and start the account."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_tomorrow_s_curve_is_told_in_a_few_figures(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """A message on the phone at one o'clock, and nobody needs to look for it."""
    await set_up()
    publish(fake_spark, {21: -0.2, 22: -0.5, 28: 0.4}, CHARGER, TANK)
    await poll(hass, freezer)
    assert told == [("new_curve", "2026-06-11", "NOK", -0.5, 0.4, 2)]
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert len(told) == 1


async def test_what_was_there_before_the_first_start_is_no_news(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """A month of curves would ring for a minute."""
    publish(fake_spark, {1: -0.2})
    publish(fake_spark, {25: -0.2}, made=NOON - HOUR)
    await set_up()
    await poll(hass, freezer)
    found = hass.states.get(NEW_CURVE)
    assert found
    assert (told, found.state) == ([], "unknown")


async def test_a_restart_tells_nothing_twice_and_nothing_too_little(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """What came while Home Assistant was down is news, what it had on disk is none."""
    publish(fake_spark, {1: -0.2})
    entry = await set_up()
    await restart(hass, entry)
    assert told == []
    await hass.config_entries.async_unload(entry.entry_id)
    publish(fake_spark, {25: -0.3}, made=NOON + HOUR)
    await restart(hass, entry)
    assert [news[:2] for news in told] == [("new_curve", "2026-06-11")]
    await restart(hass, entry)
    await poll(hass, freezer)
    assert len(told) == 1


async def test_it_waits_for_a_network_that_is_not_there_yet(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """The router starts slower than Home Assistant; the news come with the first answer."""
    publish(fake_spark, {1: -0.2})
    entry = await set_up()
    publish(fake_spark, {25: -0.3}, made=NOON + HOUR)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await restart(hass, entry)
    assert told == []
    fake_spark.clear_faults()
    await poll(hass, freezer, minutes=16)
    assert [news[:2] for news in told] == [("new_curve", "2026-06-11")]


async def test_a_revised_curve_is_told_as_such(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """Whoever has planned the day by the first one wants to know, and to tell the two apart."""
    publish(fake_spark, {25: -0.2})
    await set_up()
    publish(fake_spark, {26: -0.3}, made=NOON + HOUR)
    publish(fake_spark, {26: -0.3}, TANK, made=NOON + 2 * HOUR)
    publish(fake_spark, {49: -0.3}, made=NOON + 3 * HOUR)
    publish(fake_spark, {50: -0.4}, made=NOON + 4 * HOUR)
    await poll(hass, freezer)
    assert [news[:2] for news in told] == [
        ("revised_curve", "2026-06-11"),
        ("new_curve", "2026-06-11"),
        ("new_curve", "2026-06-12"),
        ("revised_curve", "2026-06-12"),
    ]


async def test_a_curve_that_changes_under_its_id_is_news(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """The guides say that it does not happen; where it does, the hours have changed all the same."""
    event_id = publish(fake_spark, {25: -0.2})
    await set_up()
    fake_spark.events[event_id].body["payload"]["priceCurveDelta"]["points"][0]["price"] = -0.9
    await poll(hass, freezer)
    assert told == [("revised_curve", "2026-06-11", "NOK", -0.9, -0.9, 1)]


async def test_what_is_over_is_not_told_any_more(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, told: list[Any]
) -> None:
    """After two days without network the phone should not ring for the day before yesterday."""
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    for days in range(3):
        publish(fake_spark, {1 + 24 * days: -0.2}, made=NOON + days * DAY)
    freezer.move_to(NOON + 2 * DAY)
    await restart(hass, entry)
    assert [news[:2] for news in told] == [("new_curve", "2026-06-12")]


@pytest.mark.parametrize("prices", [{25: -0.2}, {}], ids=["for another home", "without hours"])
async def test_what_concerns_no_device_of_the_home_is_not_told(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    told: list[Any],
    prices: dict[float, float],
) -> None:
    """A partner's account hears of many homes."""
    await set_up()
    publish(fake_spark, prices, "resource-of-others" if prices else CHARGER)
    await poll(hass, freezer)
    assert told == []


async def test_a_device_that_is_added_makes_old_curves_no_news(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    told: list[Any],
) -> None:
    """All events are read again for it; they are as old as before."""
    del account.devices[TANK]
    publish(fake_spark, {25: -0.2}, CHARGER, TANK)
    publish(fake_spark, {26: -0.35}, TANK)
    entry = await set_up()
    account.devices[TANK] = "hot_water_tank"
    tank = next(each for each in account.entry().subentries.values() if each.unique_id == TANK)
    hass.config_entries.async_add_subentry(entry, tank)
    await hass.async_block_till_done(wait_background_tasks=True)
    await poll(hass, freezer)
    assert told == []


async def test_who_enables_it_again_hears_of_the_next_curve(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    told: list[Any],
    entity_registry: er.EntityRegistry,
) -> None:
    """What came while it was disabled is in the calendar."""
    entry = await set_up()
    entity_registry.async_update_entity(NEW_CURVE, disabled_by=er.RegistryEntryDisabler.USER)
    await restart(hass, entry)
    publish(fake_spark, {25: -0.2})
    await poll(hass, freezer)
    entity_registry.async_update_entity(NEW_CURVE, disabled_by=None)
    await restart(hass, entry)
    assert told == []
    publish(fake_spark, {49: -0.2}, made=NOON + HOUR)
    await poll(hass, freezer)
    assert [news[:2] for news in told] == [("new_curve", "2026-06-12")]
    assert entity_registry.async_get_entity_id("event", DOMAIN, f"{LOCATION}_new_curve") == NEW_CURVE

"""What a household sees of a month: what Spark told, what it should pay by our own estimate, and what is missing."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.hours import at, counted, drew, loaded, minutes_later, publish, settle
from tests.shell.reports.shown import (
    DRAWN,
    ESTIMATE,
    LAST,
    MISSING,
    TO_AVOID,
    WAITING,
    attributes,
    state,
    written,
)


async def test_the_own_estimate_keeps_hours_to_avoid_apart(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """2 kWh at -0.50 and 4 at -0.25 should pay two kroner; 1 kWh at 0.40 costs nothing, as far as we know."""
    points = [(at(10), -0.5), (at(11), 0.4), (at(12), -0.25)]
    fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=at(-11))
    await counted(hass, {9: 9, 10: 2, 11: 1, 12: 4})
    await loaded(hass, set_up)
    assert (state(hass, ESTIMATE), state(hass, TO_AVOID)) == ("2.0", "0.4")
    assert attributes(hass, ESTIMATE)["unit_of_measurement"] == "NOK"
    assert attributes(hass, ESTIMATE)["last_reset"] == "2030-06-01T00:00:00+02:00"
    assert state(hass, DRAWN) == "6.0"


async def test_currencies_are_never_added(hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """A krone and a euro are no two of anything; shown is what Spark pays the home in."""
    for hour, currency in ((10, "NOK"), (11, "EUR")):
        points = [(at(hour), -0.5)]
        fake_spark.publish_price_curve([(TANK, LOCATION)], points, created_at=at(hour - 21), currency=currency)
    await counted(hass, {9: 9, 10: 2, 11: 4})
    await loaded(hass, set_up)
    paid = attributes(hass, "sensor.test_home_held_back_this_month")["unit_of_measurement"]
    assert state(hass, ESTIMATE) == {"NOK": "1.0", "EUR": "2.0"}[paid]
    assert attributes(hass, ESTIMATE)["unit_of_measurement"] == paid


async def test_what_was_not_told_is_no_part_of_the_estimate(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Spark pays for reports; what the device drew is shown all the same."""
    fake_spark.fail("POST", "reports", Fault(status=400))
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    assert (state(hass, ESTIMATE), state(hass, DRAWN), state(hass, LAST)) == ("0.0", "2.0", "rejected")


async def test_reports_wait_until_spark_has_them(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever sees that one waits knows that nothing is lost."""
    fake_spark.fail("POST", "reports", Fault(status=429))
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    seen = written(hass, WAITING)
    await loaded(hass, set_up)
    assert (state(hass, WAITING), state(hass, LAST)) == ("1", "ready")
    await minutes_later(hass, freezer, 16)
    assert (state(hass, WAITING), state(hass, LAST)) == ("0", "accepted")
    assert seen == ["0", "1", "0"]


async def test_the_last_report_tells_its_day_and_its_energy(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """At 22:30 UTC it is tomorrow in Oslo: the day is the household's."""
    publish(fake_spark, -2, -1, 10, both=False, created=-13)
    await counted(hass, {-3: 1, -2: 2, -1: 0.5, 9: 1, 10: 1})
    await loaded(hass, set_up)
    shown = {key: attributes(hass, LAST)[key] for key in ("day", "energy_kwh")}
    assert (state(hass, LAST), shown) == ("accepted", {"day": "2030-06-10", "energy_kwh": 3.5})


async def test_missing_hours_are_counted_with_their_reasons(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Why money is missing is the first question; what may still come is not missing yet."""
    publish(fake_spark, 10, 12)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    assert state(hass, MISSING) == "1"
    assert attributes(hass, MISSING)["not_available"] == 1
    await minutes_later(hass, freezer, 24 * 60)
    assert state(hass, MISSING) == "3"
    assert {key: count for key, count in attributes(hass, MISSING).items() if isinstance(count, int)} == {
        "no_statistics": 2,
        "not_available": 1,
    }


async def test_a_device_that_nobody_measures_shows_no_energy(
    hass: HomeAssistant, account: Account, set_up: SetUp
) -> None:
    """Nothing is known of it, which is not nothing."""
    del account.entities[CHARGER]
    await loaded(hass, set_up)
    assert hass.states.get(DRAWN)
    assert hass.states.get("sensor.charger_energy_in_favourable_hours") is None


async def test_the_energy_has_no_statistics_of_its_own(hass: HomeAssistant, set_up: SetUp) -> None:
    """Home Assistant would book it in the hour of the report; the true hours are written elsewhere."""
    await loaded(hass, set_up)
    assert "state_class" not in attributes(hass, DRAWN)
    assert attributes(hass, DRAWN)["device_class"] == "energy"


async def test_a_new_month_begins_at_nothing(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """All sums are a month's; the first of July is no time for those of June."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await loaded(hass, set_up)
    await minutes_later(hass, freezer, (20 * 24 + 1) * 60)
    assert state(hass, ESTIMATE) == "1.0"
    await minutes_later(hass, freezer, 61)
    assert [state(hass, each) for each in (ESTIMATE, DRAWN, MISSING)] == ["0.0", "0.0", "0"]
    assert attributes(hass, ESTIMATE)["last_reset"] == "2030-07-01T00:00:00+02:00"


async def test_nothing_is_written_that_did_not_change(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Each write is a row in the recorder."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    await drew(hass, {9: 1, 10: 1})
    entry = await loaded(hass, set_up)
    await minutes_later(hass, freezer, 125)
    ours = (DRAWN, ESTIMATE, TO_AVOID, LAST, MISSING, WAITING)
    before = {each: hass.states.get(each) for each in ours}
    for _ in range(3):
        await entry.runtime_data.coordinator.async_refresh()
        entry.runtime_data.coordinator.async_update_listeners()
        await settle(hass)
    assert {each: hass.states.get(each) for each in ours} == before
    reported_at = {each: found.last_reported for each, found in before.items() if found}
    assert {each: found.last_reported for each in ours if (found := hass.states.get(each))} == reported_at


@pytest.mark.parametrize("entity_id", [DRAWN, ESTIMATE, LAST, MISSING, WAITING])
async def test_what_the_ledger_tells_is_there_after_a_restart_without_network(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, entity_id: str
) -> None:
    """The ledger is on disk; nobody has to wait for Spark to read it."""
    publish(fake_spark, 10)
    await counted(hass, {9: 9, 10: 2})
    await drew(hass, {9: 1, 10: 1})
    entry = await loaded(hass, set_up)
    before = state(hass, entity_id)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert state(hass, entity_id) == before

"""What another Home Assistant may have reported before this one: a person decides about it."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.volue_spark.owned import OwnedHome, owned
from custom_components.volue_spark.spark.models import LocationId, UserId
from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, TANK, USER, Account, SetUp
from tests.shell.hours import at, counted, loaded, minutes_later, publish, reported, settle
from tests.shell.reports.shown import LAST, state


async def test_what_was_over_when_a_home_was_taken_over_is_uncertain(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever had the home before has reported it, or has not; from then on nobody else does."""
    await account.own()
    ours = OwnedHome(LocationId(LOCATION), UserId(USER), "Test home", 0, ours_since=at(12.5).timestamp())
    await (await owned(hass)).keep("account", ours)
    for hour in (10, 11, 12, 14):
        publish(fake_spark, hour, both=False, created=hour - 10)
    await counted(hass, {9: 9, 10: 1, 11: 2, 12: 3, 13: 1, 14: 4, 15: 1})
    entry = await loaded(hass, set_up)
    for _ in range(4):
        await minutes_later(hass, freezer, 61)
    assert reported(fake_spark) == [{TANK: {12: 3}}, {TANK: {14: 4}}]
    ledger = entry.runtime_data.reporter.ledger
    assert [known.settlement for known in ledger.entries.values()] == ["uncertain", "uncertain", "accepted", "accepted"]


@pytest.mark.parametrize(("minutes", "reports"), [(59, [{TANK: {10: 2}}]), (61, [])])
async def test_an_account_that_is_not_new_and_has_no_ledger_has_lost_it(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    freezer: FrozenDateTimeFactory,
    minutes: int,
    reports: list[dict[str, dict[float, float]]],
) -> None:
    """It may have reported all of the month; one that was made just now has reported nothing."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2, 18: 1, 19: 1, 20: 2, 21: 1, 22: 3, 23: 1})
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    freezer.tick(60 * minutes)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert (state(hass, LAST), reported(fake_spark)) == ("accepted" if reports else "uncertain", reports)
    publish(fake_spark, 22, both=False, created=20)
    for _ in range(3):
        await minutes_later(hass, freezer, 121)
    assert reported(fake_spark) == [*reports, {TANK: {22: 3}}]

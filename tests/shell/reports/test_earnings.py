"""What Spark told of the running month and the last one: kept by us, for Spark shows the running one only."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.volue_spark.spark.client import SparkClient
from custom_components.volue_spark.spark.models import Compensation, UserId
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import SetUp
from tests.shell.hours import HOUR, at, counted, loaded, minutes_later, publish, reported, settle
from tests.shell.reports.shown import EARNED, EARNED_BEFORE, HELD_BACK, HELD_BACK_BEFORE, attributes, state

# The first of July in Oslo.
JULY = 20 * 24 + 22
KEY = "volue_spark.account-6.earnings"


@pytest.fixture(autouse=True)
async def one_krone(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Let June bring one krone, which is held back because the location has no meter point."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})


async def move_to(hass: HomeAssistant, freezer: FrozenDateTimeFactory, hour: float) -> None:
    """Go to an hour of the day, be it weeks away."""
    freezer.move_to(at(hour))
    async_fire_time_changed(hass)
    await settle(hass)


def asked(spark: FakeSpark) -> int:
    """Return how often Spark was asked what was earned."""
    return sum(seen.path.endswith("/compensation") for seen in spark.requests)


async def test_amounts_are_there_after_a_restart_without_network(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Unknown for a night would tear a hole into the household's statistics."""
    entry = await loaded(hass, set_up)
    fake_spark.fail("*", ".", Fault(drop=True), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert (state(hass, EARNED), state(hass, HELD_BACK)) == ("0.0", "1.0")
    assert attributes(hass, HELD_BACK)["last_reset"] == "2030-06-01T00:00:00+02:00"


async def test_a_month_that_is_over_is_kept(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark shows it no more from its last midnight on, and it is paid out later."""
    await loaded(hass, set_up)
    assert state(hass, HELD_BACK_BEFORE) == "unknown"
    await move_to(hass, freezer, JULY - 1)
    await move_to(hass, freezer, JULY + 0.01)
    assert [state(hass, each) for each in (EARNED, HELD_BACK)] == ["unknown", "unknown"]
    assert [state(hass, each) for each in (EARNED_BEFORE, HELD_BACK_BEFORE)] == ["0.0", "1.0"]
    assert "state_class" not in attributes(hass, HELD_BACK_BEFORE)
    await move_to(hass, freezer, JULY + 2)
    assert [state(hass, each) for each in (EARNED, HELD_BACK)] == ["0.0", "0.0"]
    assert attributes(hass, EARNED)["last_reset"] == "2030-07-01T00:00:00+02:00"


async def test_a_month_is_kept_for_one_more(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """Home Assistant was off in July: what June earned is no amount of the last month."""
    entry = await loaded(hass, set_up)
    await hass.config_entries.async_unload(entry.entry_id)
    await move_to(hass, freezer, JULY + 31 * 24 + 12)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert [state(hass, each) for each in (HELD_BACK, HELD_BACK_BEFORE)] == ["0.0", "unknown"]
    assert list(hass_storage[KEY]["data"]["months"]) == ["2030-08-01"]


@pytest.mark.parametrize("is_of_july", [False, True])
async def test_an_answer_at_the_turn_of_a_month_is_of_neither(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory, *, is_of_july: bool
) -> None:
    """Nobody knows which month it is about: June's krone would be shown in July, or July's nothing for June."""
    await loaded(hass, set_up)
    ask = SparkClient.compensations

    async def over_midnight(client: SparkClient, user_id: UserId) -> list[Compensation]:
        if is_of_july:
            freezer.move_to(at(JULY) + timedelta(seconds=1))
        found = await ask(client, user_id)
        freezer.move_to(at(JULY) + timedelta(seconds=1))
        return found

    before = asked(fake_spark)
    with patch.object(SparkClient, "compensations", over_midnight):
        await move_to(hass, freezer, JULY - 0.01)
    assert asked(fake_spark) == before + 1
    assert (state(hass, HELD_BACK), state(hass, HELD_BACK_BEFORE)) == ("unknown", "1.0")


async def test_spark_is_asked_when_its_month_has_surely_begun(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """In Helsinki July begins an hour before it does in Oslo: until then Spark may tell of June."""
    await loaded(hass, set_up)
    await move_to(hass, freezer, JULY - 1)
    before = asked(fake_spark)
    for hour in (0.01, 0.5, 0.99):
        await move_to(hass, freezer, JULY + hour)
    assert asked(fake_spark) == before
    await move_to(hass, freezer, JULY + 2)
    assert asked(fake_spark) == before + 1


async def test_the_file_is_written_on_change_only(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    set_up: SetUp,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    """An SD card has so many writes, and the answer is the same on most days."""
    await loaded(hass, set_up)
    assert reported(fake_spark)
    assert list(hass_storage[KEY]["data"]["months"]) == ["2030-06-01"]
    del hass_storage[KEY]
    before = asked(fake_spark)
    await minutes_later(hass, freezer, 26 * 60)
    assert asked(fake_spark) > before
    assert KEY not in hass_storage


async def test_the_file_goes_with_the_account(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """It tells what a household earns."""
    entry = await loaded(hass, set_up)
    assert KEY in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)
    assert KEY not in hass_storage


@pytest.mark.parametrize(
    "content",
    [
        {"months": {"June": {}}, "told": None},
        {"months": {}, "told": "2030-13-01"},
        {"months": {"2030-06-01": {"location-1": [0, "1", "NOK", []]}}, "told": None},
        {"told": None},
    ],
)
async def test_a_file_that_makes_no_sense_costs_one_question(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, hass_storage: dict[str, Any], content: object
) -> None:
    """What cannot be read is forgotten; no start fails for it."""
    hass_storage[KEY] = {"version": 1, "minor_version": 1, "key": KEY, "data": content}
    await loaded(hass, set_up)
    assert state(hass, HELD_BACK) == "1.0"


async def test_the_answer_of_a_home_that_spark_does_not_give_is_asked_for_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """An outage at midnight must not hide the money for a day."""
    fake_spark.fail("GET", "compensation", Fault(status=503))
    await loaded(hass, set_up)
    assert state(hass, HELD_BACK) == "unknown"
    await minutes_later(hass, freezer, 2 * HOUR / timedelta(minutes=1))
    assert state(hass, HELD_BACK) == "1.0"

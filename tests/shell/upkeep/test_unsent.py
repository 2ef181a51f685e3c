"""What would be lost if devices were deleted now, in kWh and money, from a real recorder."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

# Imported before Home Assistant's test package puts a folder of the same name in the way.
from custom_components.volue_spark.reporting.reporter import Reporter
from custom_components.volue_spark.spark.models import ResourceId
from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import CHARGER, LOCATION, TANK
from tests.shell.hours import at, counted, drew, minutes_later, reported, settle
from tests.shell.upkeep.conftest import House

TANK_KWH = {14: 5.0, 15: 1.25, 16: 2.5, 17: 0.0, 18: 3.0, 19: 4.0}
CHARGER_KWH = {14: 7.4, 15: 7.0, 16: 3.7, 17: 1.0, 18: 0.5, 19: 6.0}
BOTH, TANK_ONLY = {ResourceId(TANK), ResourceId(CHARGER)}, {ResourceId(TANK)}


@pytest.fixture
async def evening_with_two_events(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """One event in NOK is over and waits, because Spark slows us down; one in EUR runs until midnight."""
    await counted(hass, TANK_KWH)
    await drew(hass, CHARGER_KWH)
    places = [(TANK, LOCATION), (CHARGER, LOCATION)]
    over = {15: -0.5, 16: 0.25, 17: -1.0}
    fake_spark.publish_price_curve(places, [(at(h), p) for h, p in over.items()], created_at=at(-11))
    running = dict.fromkeys(range(18, 24), -0.1)
    fake_spark.publish_price_curve(places, [(at(h), p) for h, p in running.items()], currency="EUR", created_at=at(-10))
    fake_spark.fail("POST", "/reports$", Fault(status=429), times=None)


@pytest.fixture
async def eight_o_clock(
    hass: HomeAssistant, evening_with_two_events: None, house: House, freezer: FrozenDateTimeFactory
) -> House:
    """Let the hour until eight come to its end while the account runs."""
    await minutes_later(hass, freezer, 2)
    return house


def reporter_of(house: House) -> Reporter:
    """Return the reporter of the running account."""
    reporter: Reporter = house.entry.runtime_data.reporter
    return reporter


async def test_what_is_unsent_is_listed_to_the_last_hour(eight_o_clock: House) -> None:
    """Who deletes a home must know what it costs; krone and euro are never added up."""
    unsent = await reporter_of(eight_o_clock).unsent(BOTH)
    energy = sum(TANK_KWH[hour] + CHARGER_KWH[hour] for hour in range(15, 20))
    assert unsent.energy_kwh == pytest.approx(energy)
    assert unsent.money == pytest.approx(
        {"NOK": 0.5 * (1.25 + 7.0) + 1.0 * (0.0 + 1.0), "EUR": 0.1 * (3.0 + 0.5 + 4.0 + 6.0)}
    )


async def test_only_the_devices_in_question_are_counted(eight_o_clock: House) -> None:
    """The others go on being reported."""
    unsent = await reporter_of(eight_o_clock).unsent(TANK_ONLY)
    assert unsent.energy_kwh == pytest.approx(1.25 + 2.5 + 3.0 + 4.0)
    assert unsent.money == pytest.approx({"NOK": 0.625, "EUR": 0.7})


async def test_what_can_be_sent_is_sent_at_once_and_counted_no_more(
    fake_spark: FakeSpark, eight_o_clock: House
) -> None:
    """A person waits for it; the quarter of an hour until the next try is too long."""
    fake_spark.clear_faults()
    await reporter_of(eight_o_clock).send_now()
    assert reported(fake_spark) == [{TANK: {15: 1.25, 16: 2.5}, CHARGER: {15: 7.0, 16: 3.7, 17: 1.0}}]
    unsent = await reporter_of(eight_o_clock).unsent(BOTH)
    assert unsent.energy_kwh == pytest.approx(3.0 + 0.5 + 4.0 + 6.0)
    assert unsent.money == pytest.approx({"EUR": 1.35})


async def test_where_all_is_told_nothing_is_unsent(
    hass: HomeAssistant,
    fake_spark: FakeSpark,
    eight_o_clock: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Then nothing has to be confirmed."""
    fake_spark.clear_faults()
    for _ in range(5):
        await minutes_later(hass, freezer, 62)
    await settle(hass)
    unsent = await reporter_of(eight_o_clock).unsent(BOTH)
    assert (unsent.energy_kwh, unsent.money) == (0, {})
    assert len(reported(fake_spark)) == 2

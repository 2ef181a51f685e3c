"""From registered to taking part, and how often Spark is asked about it."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import FakeSpark, Fault
from tests.shell.conftest import USER, Account, SetUp

TAKING_PART = "binary_sensor.test_home_taking_part"
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


async def minutes_later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float) -> None:
    """Let time pass since noon."""
    freezer.move_to(NOON + timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


def taking_part(hass: HomeAssistant) -> str:
    """Return the state that the household sees."""
    state = hass.states.get(TAKING_PART)
    assert state
    return state.state


async def test_an_eligible_home_is_enrolled_by_itself(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """The consent was given; nobody should have to come back for a button."""
    await set_up()
    assert USER in fake_spark.enrollments
    assert taking_part(hass) == STATE_ON


async def test_a_home_that_becomes_eligible_later_is_enrolled_then(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """Spark needs about ten minutes to find a new home."""
    freezer.move_to(NOON)
    account.is_eligible = False
    await set_up()
    assert (taking_part(hass), fake_spark.enrollments) == (STATE_OFF, {})
    fake_spark.users[USER].is_eligible = True
    await minutes_later(hass, freezer, 1.1)
    assert taking_part(hass) == STATE_ON
    assert USER in fake_spark.enrollments


async def test_a_waiting_home_is_asked_about_less_and_less(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """A home outside every area waits for months; it must not ask every minute."""
    freezer.move_to(NOON)
    account.is_eligible = False
    await set_up()
    asked_at = []
    for minute in range(1, 182):
        before = len(fake_spark.requests)
        await minutes_later(hass, freezer, minute + 0.1)
        if any("eligibility" in seen.path for seen in fake_spark.requests[before:]):
            asked_at.append(minute)
    assert asked_at == [1, 3, 10, 15, 30, 90, 150]


async def test_an_enrolled_home_is_not_asked_about_again(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp, freezer: FrozenDateTimeFactory
) -> None:
    """One request an hour is enough for the curve."""
    freezer.move_to(NOON)
    await set_up()
    fake_spark.requests.clear()
    for hour in range(1, 6):
        await minutes_later(hass, freezer, 60 * hour + 1)
    asked = [seen.path.rsplit("/", 1)[-1] for seen in fake_spark.requests if "token" not in seen.path]
    assert asked == ["events"] * 5


@pytest.mark.parametrize(
    ("fault", "said"),
    [(Fault(status=404), "404"), (Fault(status=200, body="{}"), "isEligible is missing")],
    ids=["unknown there", "unreadable"],
)
async def test_a_home_that_spark_tells_nothing_about_stops_no_curve(
    hass: HomeAssistant,
    account: Account,
    fake_spark: FakeSpark,
    set_up: SetUp,
    fault: Fault,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Somebody deleted the user at Spark; the other homes of the account go on."""
    account.is_eligible = False
    fake_spark.fail("GET", "eligibility$", fault, times=None)
    await set_up()
    assert taking_part(hass) == STATE_OFF
    assert hass.states.get("sensor.charger_price_delta")
    assert f"Spark does not tell whether a home takes part: {said}" in caplog.text
    assert not [found for found in caplog.records if "volue_spark" in found.name and USER in found.getMessage()]


async def test_a_home_whose_enrollment_is_not_found_is_enrolled(
    hass: HomeAssistant, fake_spark: FakeSpark, set_up: SetUp
) -> None:
    """Nobody says whether 404 means "no such user" or "not enrolled"."""
    fake_spark.fail("GET", "enrollment$", Fault(status=404), times=None)
    await set_up()
    assert taking_part(hass) == STATE_ON

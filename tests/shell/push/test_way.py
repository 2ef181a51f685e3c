"""What is said of a test event where Spark tells of it by itself."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
import json
import re
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest

from tests.fake_spark import FakeSpark, Fault, Mischief
from tests.fake_spark.curves import price_curve
from tests.fake_spark.wire import HOUR, to_wire
from tests.shell.conftest import CHARGER, LOCATION, TANK, Account, SetUp
from tests.shell.pressing import add_switches, pressed, said

TOLD = r"Spark → Home Assistant (\d+\.\d+) s"
ASKED = TOLD + r", asked \(not told by Spark\)"
DEVICES = r" → Charger \d+\.\d+ s; Hot water tank: Favourable: use power now"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """Do not wait between the looks at the events, nor for long until Spark tells."""
    with (
        patch("custom_components.volue_spark.sent.TEST_EVENT_PAUSES", (0, 0)),
        patch("custom_components.volue_spark.sent._TOLD_WITHIN", 2),
    ):
        yield


@pytest.fixture(autouse=True)
async def told_home(hass: HomeAssistant, account: Account, fake_spark: FakeSpark, set_up: SetUp) -> None:
    """Set up a charger that is switched, and let Spark tell of its events in real time."""
    await add_switches(hass, account)
    del account.entities[TANK]
    await set_up()
    fake_spark.start_delivering()
    fake_spark.requests.clear()


def asked(spark: FakeSpark) -> int:
    """Return how often Spark was asked for its events."""
    return len([seen for seen in spark.requests if seen.method == "GET" and seen.path.endswith("/events")])


async def test_a_test_event_that_spark_tells_of_is_said_to_be_told(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """It is how a household sees that the internet reaches its Home Assistant."""
    told = await pressed(hass)
    found = re.fullmatch(TOLD + DEVICES, told)
    assert found
    assert float(found[1]) < 1.5
    assert asked(fake_spark) == 1


async def test_a_notification_that_comes_before_the_answer_is_not_missed(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """Only the answer says of which event it is, and Spark may tell of the event first."""
    now = dt_util.utcnow()
    hour = now.replace(minute=0, second=0, microsecond=0)
    curve = price_curve([(CHARGER, LOCATION)], [(hour, -0.2), (hour + HOUR, -0.2)])
    event = {"id": "told early", "createdAt": to_wire(now), "payload": curve}
    answer = Fault(status=200, delay=1, body=json.dumps({"simulatedEvent": event}))
    fake_spark.fail("POST", "simulation", answer)
    task = hass.async_create_task(pressed(hass))
    await asyncio.sleep(0.3)
    fake_spark.publish_raw(event)
    found = re.fullmatch(TOLD + r" → Charger \d+\.\d+ s; Hot water tank: .*", await task)
    assert found
    assert 0.3 <= float(found[1]) <= 0.9
    assert asked(fake_spark) == 1


async def test_a_test_event_that_spark_does_not_tell_of_is_asked_for(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """The curve is what counts; that nobody was told is worth a line."""
    fake_spark.meddle(Mischief(lost=True))
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 0.3):
        told = await pressed(hass)
    found = re.fullmatch(ASKED + DEVICES, told)
    assert found
    assert float(found[1]) >= 0.3


async def test_a_test_event_that_spark_tells_of_too_late_is_asked_for(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """Nobody waits for half a minute in front of a button."""
    fake_spark.meddle(Mischief(late=timedelta(seconds=1)))
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 0.3):
        assert re.fullmatch(ASKED + DEVICES, await pressed(hass))


async def test_a_notification_with_a_wrong_signature_tells_nothing(hass: HomeAssistant, fake_spark: FakeSpark) -> None:
    """Anybody can say that there is an event."""
    fake_spark.meddle(Mischief(signature="wrong"))
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 0.3):
        assert re.fullmatch(ASKED + DEVICES, await pressed(hass))


async def test_a_test_event_that_is_told_of_but_not_listed_is_asked_for_again(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """Events may be listed a moment after Spark told of them; it told all the same."""
    fake_spark.fail("GET", "events$", Fault(status=200, body='{"events": [], "pagination": {}}'))
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 0.5):
        assert re.fullmatch(TOLD + r" → Charger \d+\.\d+ s; Hot water tank: .*", await pressed(hass))
    assert asked(fake_spark) == 2


async def test_a_second_press_does_not_wait_for_the_pause_between_polls(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """Spark is left alone for a while after each notification; whoever presses twice would think that it is broken."""
    await pressed(hass)
    async with asyncio.timeout(4):
        with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 30):
            told = await pressed(hass)
    assert re.fullmatch(TOLD + " → Charger: Runs in favourable hours; Hot water tank: .*", told)


async def test_a_test_event_that_is_told_of_and_never_listed_is_no_curve(
    hass: HomeAssistant, fake_spark: FakeSpark
) -> None:
    """The way ends where the curve is."""
    fake_spark.fail("GET", "events$", Fault(status=200, body='{"events": [], "pagination": {}}'), times=None)
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 0.3), pytest.raises(HomeAssistantError):
        await pressed(hass)
    assert said(hass) == "No curve has arrived"


async def test_where_nobody_is_told_a_test_event_is_asked_for_at_once(
    hass: HomeAssistant, account: Account, fake_spark: FakeSpark
) -> None:
    """Five seconds of waiting for what cannot come."""
    [entry] = hass.config_entries.async_loaded_entries("volue_spark")
    hass.config_entries.async_update_entry(entry, options={})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert fake_spark.webhooks == {}
    with patch("custom_components.volue_spark.sent._TOLD_WITHIN", 30):
        async with asyncio.timeout(5):
            assert re.fullmatch(ASKED + DEVICES, await pressed(hass))

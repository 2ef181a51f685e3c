"""When Spark last told something by itself, and how it stands: on a sensor, in system health, in diagnostics."""

from datetime import datetime
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.volue_spark import diagnostics
from tests.fake_spark import Mischief
from tests.shell.push.conftest import MORNING
from tests.shell.push.house import House
from tests.shell.test_system_health import health

SENSOR = "sensor.test_home_last_push"


def shown(hass: HomeAssistant) -> Any:
    """Return what the sensor shows."""
    state = hass.states.get(SENSOR)
    assert state
    return state


@pytest.mark.usefixtures("everything_is_on")
async def test_the_last_push_moves_with_what_is_told_and_not_with_polls(hass: HomeAssistant, house: House) -> None:
    """Validity, contact and push are three facts; one that moves with another says nothing."""
    await house.begin()
    assert shown(hass).state == "unknown"
    await house.later(hours=3)
    assert shown(hass).state == "unknown"
    await house.tell()
    told_at = dt_util.utcnow()
    assert shown(hass).state == told_at.isoformat()
    await house.later(hours=3)
    assert shown(hass).state == told_at.isoformat()


@pytest.mark.usefixtures("everything_is_on")
async def test_each_state_is_written_once(hass: HomeAssistant, house: House) -> None:
    """A row in the recorder for each copy and each look would be a hundred a day for nothing."""
    await house.begin()
    house.spark.meddle(Mischief(copies=3))
    assert await house.tell() == [200, 200, 200]
    written = shown(hass).last_reported
    await house.later(seconds=15)
    await house.later(hours=1)
    assert shown(hass).last_reported == written


@pytest.mark.usefixtures("everything_is_on")
async def test_what_a_poll_has_found_before_is_shown_as_told_too(hass: HomeAssistant, house: House) -> None:
    """It needs no poll any more, and it shows that the way is good."""
    await house.begin()
    house.spark.publish_price_curve([], [])
    await house.entry.runtime_data.coordinator.async_refresh()
    await house.spark.deliver()
    await house.later(seconds=15)
    assert shown(hass).state == MORNING.isoformat()


@pytest.mark.usefixtures("everything_is_on")
async def test_the_last_push_outlives_a_reload(hass: HomeAssistant, house: House) -> None:
    """A restart is no news from Spark."""
    await house.begin()
    await house.tell()
    told_at = dt_util.utcnow()
    await house.reload()
    assert shown(hass).state == told_at.isoformat()


async def test_system_health_tells_how_it_stands_and_when_spark_last_told_something(
    hass: HomeAssistant, house: House
) -> None:
    """The page that is copied into issues."""
    await house.begin()
    seen = await health(hass)
    assert (seen["push"], seen["last_push"]) == ("set up; none has arrived yet", "none yet")
    await house.tell()
    seen = await health(hass)
    assert (seen["push"], seen["last_push"]) == ("they arrive", dt_util.utcnow())


async def test_diagnostics_tell_all_but_the_way_in(hass: HomeAssistant, house: House) -> None:
    """Who knows the address can call it, who knows the secret is believed."""
    await house.begin()
    await house.tell()
    found = await diagnostics.async_get_config_entry_diagnostics(hass, house.entry)
    assert found["account"]["push"] is True
    assert found["push"] == {
        "state": "working",
        "last": dt_util.utcnow().isoformat(),
        "unwell_since": None,
        "is_registered": True,
        "is_cloud_hook": False,
        "is_proved": True,
    }
    written, webhook = json.dumps(found), house.webhook
    assert webhook.secret
    assert [each for each in (webhook.url, webhook.webhook_id, webhook.secret) if each in written] == []
    assert webhook.url.rpartition("/")[2] not in written


async def test_diagnostics_tell_since_when_it_does_not_work(hass: HomeAssistant, house: House) -> None:
    """Whether it broke with the last change of the router is the first question."""
    await house.begin()
    house.webhook.status = "Unhealthy"
    await house.later(hours=24)
    found = await diagnostics.async_get_config_entry_diagnostics(hass, house.entry)
    assert found["push"]["state"] == "unwell"
    assert datetime.fromisoformat(found["push"]["unwell_since"]) == MORNING.replace(day=MORNING.day + 1)
    assert found["push"]["is_proved"] is False

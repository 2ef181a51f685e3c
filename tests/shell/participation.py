"""What every test of taking part does: let time pass, look, count, publish."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, USER

TAKING_PART = "sensor.test_home_taking_part"
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=40)


async def minutes_later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float) -> None:
    """Let time pass since noon."""
    freezer.move_to(NOON + timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


def standing(hass: HomeAssistant) -> str:
    """Return the state that the household sees."""
    state = hass.states.get(TAKING_PART)
    assert state
    return state.state


def asked(spark: FakeSpark) -> list[str]:
    """Return the ends of the paths that were asked for, logins and money apart, and forget them."""
    paths = [seen.path.rsplit("/", 1)[-1] for seen in spark.requests]
    spark.requests.clear()
    return [path for path in paths if path not in ("token", "compensation")]


def said(caplog: pytest.LogCaptureFixture) -> str:
    """Return what the integration logged; the test's own storage logs all it reads."""
    return "\n".join(record.getMessage() for record in caplog.records if "volue_spark" in record.name)


def noted_down(storage: dict[str, Any], placed_at: datetime) -> None:
    """Put on disk since when the home is where it is, as the flow does."""
    home = {"location_id": LOCATION, "user_id": USER, "title": "Test home", "placed_at": placed_at.timestamp()}
    data = {"account": {"homes": [home], "resources": []}}
    storage["volue_spark.registered"] = {"version": 1, "key": "volue_spark.registered", "data": data}


def publish_eligibility(spark: FakeSpark, event_id: str, now: datetime, **lists: list[str]) -> None:
    """Publish an eligibility event that changes nobody."""
    payload = {"lastUpdated": now.isoformat(), **lists, "payloadType": "UserEligibility"}
    spark.publish_raw({"id": event_id, "createdAt": now.isoformat(), "payload": payload})

"""The examples of the README, taken out of it as they stand, and run."""

import json
import shutil
import subprocess
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
import pytest

from tests.fake_spark import FakeSpark
from tests.readme import card
from tests.shell.conftest import CHARGER, LOCATION, SetUp
from tests.shell.sensors.clock import HOUR, MIDNIGHT, NOON, move_to, shown

# How the card calls the function, specified in its own README under "data_generator".
CALL = """
const [body, entity] = JSON.parse(process.argv[1]);
console.log(JSON.stringify(new Function("entity", "start", "end", "hass", "moment", body)(entity)));
"""
POINTS = [(NOON - HOUR, -0.2), (NOON, 0.3), (NOON + HOUR, -0.35), (MIDNIGHT + 5 * HOUR, -0.1)]


@pytest.fixture(autouse=True)
async def home(fake_spark: FakeSpark, set_up: SetUp, noon: None) -> None:
    """Set up a charger with a curve of today and tomorrow."""
    fake_spark.publish_price_curve([(CHARGER, LOCATION)], POINTS)
    await set_up()


async def test_the_markdown_card_lists_the_favourable_hours_to_come(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Whoever copies it should not have to understand it."""
    template = Template(card("markdown")["content"], hass)
    lines = [line.strip() for line in template.async_render().splitlines() if line.strip()]
    assert lines == ["- 10.06. 15:00: -0.35", "- 11.06. 05:00: -0.10"]
    await move_to(hass, freezer, MIDNIGHT + 6 * HOUR)
    assert template.async_render().strip() == "No favourable hours are known."
    hass.states.async_set("sensor.charger_price_delta", "unavailable")
    assert template.async_render().strip() == "No favourable hours are known."


def drawn(body: str, entity: dict[str, Any]) -> Any:
    """Return what the body of a function makes of an entity, in real JavaScript."""
    if (node := shutil.which("node")) is None:
        pytest.skip("no JavaScript: apt-get install nodejs")
    passed = json.dumps([body, entity], default=str)
    done = subprocess.run([node, "-e", CALL, passed], check=True, capture_output=True, text=True, timeout=15)
    return json.loads(done.stdout)


async def test_the_chart_draws_every_interval_at_its_start(hass: HomeAssistant) -> None:
    """The card calls the function with the entity, and takes pairs of milliseconds and a number."""
    [series] = card("custom:apexcharts-card")["series"]
    entity = dict(shown(hass, series["entity"]).as_dict())
    pairs = await hass.async_add_executor_job(drawn, series["data_generator"], entity)
    assert pairs == [[1000 * start.timestamp(), delta] for start, delta in POINTS]

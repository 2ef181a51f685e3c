"""The README's automation and its script do what it says of them."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests import readme
from tests.fake_spark import FakeSpark
from tests.shell.automations.conftest import NEVER, Story, curve
from tests.shell.conftest import TANK


@pytest.mark.parametrize("tank_delta", [-0.1, 0.1], ids=["nothing against it", "to be avoided"])
async def test_the_automation_sends_its_message_in_time(
    hass: HomeAssistant, story: Story, fake_spark: FakeSpark, tank_delta: float
) -> None:
    """It is the first that people paste."""
    messages = async_mock_service(hass, "notify", "persistent_notification")
    curve(fake_spark, {1: -0.2, 2: -0.2})
    curve(fake_spark, {0: tank_delta}, resource=TANK)
    await story.begin(readme.automation())
    await story.until(0.74)
    assert messages == []
    await story.until(0.75)
    said = ["Charger: use power from 15:00 to 17:00"] if tank_delta < 0 else []
    assert [message.data["message"] for message in messages] == said


async def test_the_script_reads_the_curve(hass: HomeAssistant, story: Story, fake_spark: FakeSpark) -> None:
    """A response that is used as the README says must be what the README says."""
    messages = async_mock_service(hass, "notify", "persistent_notification")
    curve(fake_spark, {1: -0.2, 2: -0.3, 3: 0.1})
    await story.begin(NEVER)
    config = {"script": {"tell": {"sequence": readme.script()["actions"]}}}
    assert await async_setup_component(hass, "script", config)
    await hass.services.async_call("script", "tell", blocking=True)
    [message] = messages
    lines = [line.strip() for line in message.data["message"].splitlines() if line.strip()]
    assert lines == ["Charger: 2 favourable intervals", "Hot water tank: 0 favourable intervals"]

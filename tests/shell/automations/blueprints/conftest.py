"""An automation that somebody made from one of our blueprints, and what happens to it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any, override
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests import blueprints
from tests.shell.automations.conftest import NEVER, Story
from tests.shell.conftest import SetUp

SWITCH, CAR = "input_boolean.appliance", "input_boolean.car"
# What a switch, a thermostat and a script need to answer one another, none of it by the clock.
FOLLOWERS = {blueprints.CHARGER: "charger", blueprints.TANK: "tank"}
_ANSWERS, _LOOPS, _REAL_S = 3, 30, 0.01
SECOND = 1 / 3600


async def home_assistants_demo(hass: HomeAssistant, platform: str) -> None:
    """Add the entities of one kind out of Home Assistant's own demonstration."""
    assert await async_setup_component(hass, "homeassistant", {})
    with patch("homeassistant.components.demo.COMPONENTS_WITH_CONFIG_ENTRY_DEMO_PLATFORM", [platform]):
        demo = MockConfigEntry(domain="demo")
        demo.add_to_hass(hass)
        assert await hass.config_entries.async_setup(demo.entry_id)
        await hass.async_block_till_done()


async def imported(hass: HomeAssistant, connect: Any, name: str, address: str) -> str:
    """Import a blueprint as the dialog does, from an address and then to disk; return its path."""
    socket = await connect(hass)
    shown = await _asked(socket, type="blueprint/import", url=f"{address}/{name}.yaml")
    assert shown["validation_errors"] is None
    path = f"{shown['suggested_filename']}.yaml"
    texts = {"yaml": shown["raw_data"], "source_url": f"{address}/{name}.yaml"}
    await _asked(socket, type="blueprint/save", domain="automation", path=path, **texts)
    await socket.close()
    return path


async def _asked(socket: Any, **message: Any) -> dict[str, Any]:
    await socket.send_json_auto_id(message)
    answer = await socket.receive_json()
    assert answer["success"], answer
    result: dict[str, Any] = answer["result"]
    return result


@dataclass
class FollowerStory(Story):
    """A story whose automation runs as long as the hours do: nobody can wait until it is done."""

    connect: Any = None
    given: dict[str, Any] = field(default_factory=dict)

    async def follow(self, name: str = blueprints.CHARGER, **inputs: Any) -> None:
        """With the account set up: import the blueprint, and make an automation of it for an appliance."""
        helpers = {"appliance": {"initial": False}, "car": {"initial": False}}
        assert await async_setup_component(self.hass, "input_boolean", {"input_boolean": helpers})
        for component in ("homeassistant", "websocket_api"):
            assert await async_setup_component(self.hass, component, {})
        await self.arm(NEVER)
        with blueprints.served() as address:
            path = await imported(self.hass, self.connect, name, address)
        await self.use(path, **inputs)

    async def use(self, path: str, **inputs: Any) -> None:
        """Make an automation of a blueprint that is there."""
        self.given = inputs
        await self.edit({"id": "made", "alias": "Made", "use_blueprint": {"path": path, "input": inputs}})
        assert self.hass.states.is_state("automation.made", "on")

    def device(self, name: str = "Charger") -> str:
        """Return the id of a device of ours."""
        [device_id] = self.target(name)["device_id"]
        return str(device_id)

    @override
    async def settle(self) -> None:
        for _ in range(_ANSWERS):
            for _ in range(_LOOPS):
                await asyncio.sleep(0)
            await self.hass.async_add_executor_job(sleep, _REAL_S)

    async def turn(self, value: bool, entity_id: str = SWITCH) -> None:
        """Switch as a person does."""
        service = "turn_on" if value else "turn_off"
        await self.hass.services.async_call("input_boolean", service, {"entity_id": entity_id}, blocking=True)
        await self.settle()

    async def becomes(self, state: str, entity_id: str = SWITCH) -> None:
        """Let an appliance be away, or be there again, whoever switches it."""
        self.hass.states.async_set(entity_id, state)
        await self.settle()

    def state(self, entity_id: str = SWITCH) -> str:
        """Return a state."""
        found = self.hass.states.get(entity_id)
        assert found
        return found.state

    async def seen(self, hours: Any) -> dict[float, str]:
        """Return what the appliance does at these moments, and a second before each."""
        found = {}
        for hour in hours:
            await self.until(hour - SECOND)
            found[hour - SECOND] = self.state()
            await self.until(hour)
            found[hour] = self.state()
        return found


async def follow(story: FollowerStory, name: str = blueprints.CHARGER, **inputs: Any) -> None:
    """Make an automation that switches the appliance with the charger's curve."""
    story.entry = await story.set_up()
    given = {"spark_device": story.device(), FOLLOWERS[name]: SWITCH}
    await story.follow(name, **given | inputs)


@pytest.fixture
def follower(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, set_up: SetUp, hass_ws_client: Any, tmp_path: Path
) -> Iterator[FollowerStory]:
    """Return the story, in a folder of its own: what is imported is written."""
    before, hass.config.config_dir = hass.config.config_dir, str(tmp_path)
    yield FollowerStory(hass, freezer, set_up, connect=hass_ws_client)
    hass.config.config_dir = before

"""What the automation editor is told: which triggers and conditions there are, for whom, and their words."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.shell.automations.conftest import KINDS, NEVER, Story
from tests.shell.conftest import SHELL, TEXTS

ICONS = json.loads((SHELL / "icons.json").read_text())
TRIGGERS = {f"volue_spark.{kind}" for kind in KINDS}
CONDITIONS = {"volue_spark.is_favourable", "volue_spark.is_to_avoid"}


@pytest.fixture
async def editor(hass: HomeAssistant, story: Story, hass_ws_client: Any) -> Any:
    """Open the editor."""
    assert await async_setup_component(hass, "websocket_api", {})
    await story.begin(NEVER)
    return await hass_ws_client(hass)


async def asked(editor: Any, message: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a question of the editor, the event to a subscription."""
    await editor.send_json_auto_id(message)
    answer: dict[str, Any] = await editor.receive_json()
    assert answer["success"], answer
    return answer


@pytest.mark.parametrize(("kind", "ours"), [("trigger", TRIGGERS), ("condition", CONDITIONS)])
async def test_the_editor_offers_all_of_them(editor: Any, kind: str, ours: set[str]) -> None:
    """Whoever searches for "favourable" in the editor finds them."""
    await asked(editor, {"type": f"{kind}_platforms/subscribe"})
    offered: dict[str, Any] = {}
    while not ours <= offered.keys():
        offered |= (await editor.receive_json())["event"]
    described = {key: value for key, value in offered.items() if key.startswith("volue_spark.")}
    assert described.keys() == ours
    assert all(value["target"]["entity"][0]["integration"] == "volue_spark" for value in described.values())


@pytest.mark.parametrize(("kind", "ours"), [("trigger", TRIGGERS), ("condition", CONDITIONS)])
@pytest.mark.parametrize("name", ["Charger", "Hot water tank"])
async def test_a_device_is_offered_its_own(editor: Any, story: Story, kind: str, ours: set[str], name: str) -> None:
    """Whoever begins with the charger is shown what the charger can do."""
    answer = await asked(editor, {"type": f"get_{kind}s_for_target", "target": story.target(name)})
    assert ours <= set(answer["result"])


@pytest.mark.parametrize(("kind", "ours"), [("trigger", TRIGGERS), ("condition", CONDITIONS)])
def test_each_has_its_icon_and_its_words(kind: str, ours: set[str]) -> None:
    """A key on the screen is a word that nobody knows."""
    names = {key.removeprefix("volue_spark.") for key in ours}
    assert ICONS[f"{kind}s"].keys() == names == TEXTS[f"{kind}s"].keys()
    assert all(icon.keys() == {kind} for icon in ICONS[f"{kind}s"].values())

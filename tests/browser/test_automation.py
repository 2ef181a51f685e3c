"""An automation made by clicks alone switches the charger."""

import os
from pathlib import Path
import re

from playwright.sync_api import Locator, Page, expect

from .automation_editor import AutomationEditor
from .test_demo import ANSWER_MS, START_MS, TURN_MS, tile

NAME = "Charge in favourable hours"


def turn_off(shown: Locator) -> None:
    """Turn off what a tile shows, if it is on."""
    expect(shown).to_contain_text(re.compile("On|Off"), timeout=START_MS)
    if "Off" not in shown.inner_text():
        shown.locator("ha-tile-icon").click()
    expect(shown).to_contain_text("Off")


def test_an_automation_made_in_the_editor_switches_the_charger(page: Page, demo: str, tmp_path: Path) -> None:
    """Trigger, condition and action are found by whoever knows the name of the device, and do what they say."""
    pictures = Path(os.environ.get("AUTOMATION_PICTURES") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)
    page.goto(demo)
    expect(tile(page, "Charger", "Use power now")).to_be_visible(timeout=START_MS)
    editor = AutomationEditor(page, demo)
    # The demo's own automation would switch it, too.
    editor.turn_off("Charger follows")

    editor.create()
    editor.add_for_device("trigger", "Charger", "Favourable hours start")
    editor.add_for_device("condition", "Charger", "Favourable hours")
    editor.add_for_entity("action", "Charger switch", "Turn on input boolean")
    page.screenshot(path=pictures / "automation.png")
    editor.save(NAME)
    expect(editor.row(NAME)).to_contain_text("Never")

    page.goto(demo)
    use_power_now, switch = tile(page, "Charger", "Use power now"), tile(page, "Charger", "Switch")
    expect(use_power_now).to_contain_text("Off", timeout=TURN_MS)
    turn_off(switch)
    page.locator("hui-tile-card").filter(has_text="Send a test event").click()
    expect(use_power_now).to_contain_text("On", timeout=ANSWER_MS)
    expect(switch).to_contain_text("On", timeout=ANSWER_MS)
    page.screenshot(path=pictures / "switched.png")
    expect(editor.row(NAME)).to_contain_text("ago")
    page.screenshot(path=pictures / "triggered.png")

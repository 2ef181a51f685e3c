"""A blueprint imported and used by clicks alone switches the charger."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import blueprints

from .automation_editor import AutomationEditor
from .blueprint_pages import BlueprintPages
from .test_automation import LONGEST_TURN_MS, turn_off
from .test_demo import ANSWER_MS, START_MS, tile

BLUEPRINT = "Spark: a charger follows the price curve"


def test_a_charger_follows_by_a_blueprint(page: Page, demo: str, tmp_path: Path) -> None:
    """The way of the README's link: paste, look, take, choose the device and its switch, save; no YAML anywhere."""
    pictures = Path(os.environ.get("BLUEPRINT_PICTURES") or tmp_path)
    pictures.mkdir(parents=True, exist_ok=True)
    page.goto(demo)
    expect(tile(page, "Charger", "Use power now")).to_be_visible(timeout=START_MS)
    # The demo's own automation would switch it, too.
    AutomationEditor(page, demo).turn_off("Charger follows")

    pages = BlueprintPages(page, demo)
    with blueprints.served() as address:
        pages.import_from(f"{address}/{blueprints.CHARGER}.yaml")
    pages.use(BLUEPRINT)
    assert pages.asked() == ["Whose price curve", "What to switch", "Is the car at home?"]
    pages.choose("Whose price curve", "Charger")
    pages.choose("What to switch", "Charger switch")
    pages.picture(str(pictures / "blueprint.png"))
    pages.save()
    expect(AutomationEditor(page, demo).row(BLUEPRINT)).to_contain_text("Never")

    page.goto(demo)
    use_power_now, switch = tile(page, "Charger", "Use power now"), tile(page, "Charger", "Switch")
    expect(use_power_now).to_contain_text("Off", timeout=LONGEST_TURN_MS)
    turn_off(switch)
    # The rhythm, not the test event: that one would last half an hour.
    for state in ("On", "Off"):
        expect(use_power_now).to_contain_text(state, timeout=LONGEST_TURN_MS)
        expect(switch).to_contain_text(state, timeout=ANSWER_MS)
        page.screenshot(path=pictures / f"switched_{state.lower()}.png")

"""What the first visitor does: read, press, watch."""

import os
from pathlib import Path
import re

from playwright.sync_api import Locator, Page, expect

from tests.readme import card

# The rhythm has two minutes of each kind; with its hastened first minute a turn is at most three away.
TURN_MS = 200_000
ANSWER_MS = 10_000
START_MS = 30_000
# Charts draw themselves with an animation.
DRAWN_MS = 4_000
COPY = """
async (card) => {
  const { hass } = document.querySelector("home-assistant");
  const place = { url_path: "readme-cards" };
  const made = await hass.callWS({ type: "lovelace/dashboards/create", title: "README", mode: "storage", ...place });
  await hass.callWS({ type: "lovelace/config/save", config: { views: [{ cards: [card] }] }, ...place });
  return made.id;
}
"""
REMOVE = """
(dashboard_id) => document.querySelector("home-assistant").hass.callWS(
  { type: "lovelace/dashboards/delete", dashboard_id }
)
"""
# As the ApexCharts card calls it, which is somebody else's and not part of the demo.
DRAW = """
({ entity, data_generator }) => {
  const { hass } = document.querySelector("home-assistant");
  const state = hass.states[entity];
  const pairs = new Function("entity", "start", "end", "hass", "moment", data_generator)(state);
  return [pairs, state.attributes.curve.map((hour) => [new Date(hour.start).getTime(), hour.delta])];
}
"""


def tile(page: Page, section: str, name: str) -> Locator:
    """Return a tile by the heading that it stands under and by its name."""
    heading = page.locator("hui-heading-card").get_by_text(section, exact=True)
    return (
        page.locator("hui-section")
        .filter(has=heading)
        .locator("hui-tile-card")
        .filter(has=page.get_by_text(name, exact=True))
    )


def test_a_visitor_sees_what_yesterday_earned(page: Page, demo: str) -> None:
    """If statistics, report or compensation failed, one of the two tiles would be empty."""
    page.goto(demo)
    waiting = page.locator("hui-tile-card").filter(has_text="Reports waiting")
    expect(waiting).to_contain_text(re.compile(r"waiting\s*\d"), timeout=START_MS)
    earned = page.locator("hui-tile-card").filter(has_text="Earned this month")
    # Nothing yet on the first of a month.
    expect(earned).to_contain_text(re.compile(r"NOK\s\d+\.\d\d"))


def test_a_visitor_presses_the_button_and_both_devices_start(page: Page, demo: str, tmp_path: Path) -> None:
    """If any link between the button and a device broke, nothing would move."""
    page.goto(demo)
    for sentence in ("Below are a charger and a hot water tank", "Every two minutes", "Click Send a test event"):
        expect(page.locator("hui-markdown-card")).to_contain_text(sentence, timeout=START_MS)
    use_power_now = tile(page, "Charger", "Use power now")
    expect(use_power_now).to_contain_text("Off", timeout=TURN_MS)
    expect(tile(page, "Hot water tank", "Follow price curve")).to_contain_text("On")
    for device in ("Charger", "Hot water tank"):
        expect(tile(page, device, "Switch")).to_contain_text("Off")

    page.locator("hui-tile-card").filter(has_text="Send a test event").click()

    expect(use_power_now).to_contain_text("On", timeout=ANSWER_MS)
    expect(tile(page, "Charger", "Price delta")).to_contain_text("-0.50 NOK/kWh")
    for device, power in (("Charger", "7,400 W"), ("Hot water tank", "2,000 W")):
        expect(tile(page, device, "Switch")).to_contain_text("On")
        expect(tile(page, device, "Power")).to_contain_text(power)
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=os.environ.get("DEMO_PICTURE", tmp_path / "demo.png"))


def test_a_visitor_copies_the_readme_s_cards(page: Page, demo: str) -> None:
    """Examples that do not run are what the next person trips over."""
    page.goto(demo)
    expect(tile(page, "Charger", "Price delta")).to_be_visible(timeout=START_MS)
    [series] = card("custom:apexcharts-card")["series"]
    drawn, expected = page.evaluate(DRAW, series)
    assert drawn
    assert drawn == expected
    made = page.evaluate(COPY, card("markdown"))
    page.goto(f"{demo.rstrip('/')}/readme-cards")
    hours = page.locator("hui-markdown-card li")
    expect(hours.first).to_contain_text(re.compile(r"\d\d\.\d\d\. \d\d:\d\d: -\d\.\d\d\s*$"), timeout=START_MS)
    page.evaluate(REMOVE, made)

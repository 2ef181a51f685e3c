"""Home Assistant's automation editor, as somebody uses it who has never seen YAML."""

import re

from playwright.sync_api import Locator, Page, expect

from .setup_pages import OPENED_MS, PATIENCE_MS

ITEM = "ha-automation-add-items .item-headline"


class AutomationEditor:
    """The list of automations, and the page on which one is made."""

    def __init__(self, page: Page, url: str) -> None:
        """Stay in one window."""
        self._page, self._url = page, url.rstrip("/")
        self._dialog = page.locator("add-automation-element-dialog")
        page.set_default_timeout(PATIENCE_MS)

    def turn_off(self, name: str) -> None:
        """Turn an automation off in the list, if it is on."""
        row = self.row(name)
        toggle = row.get_by_role("switch")
        if toggle.is_checked():
            row.locator("ha-switch").click()
        expect(toggle).not_to_be_checked()

    def row(self, name: str) -> Locator:
        """Open the list and return an automation's row."""
        self._page.goto(f"{self._url}/config/automation/dashboard")
        row = self._page.locator("ha-data-table [role=row]").filter(has_text=name)
        expect(row).to_be_visible(timeout=PATIENCE_MS)
        return row

    def create(self) -> None:
        """Open the editor with nothing in it."""
        self._page.goto(f"{self._url}/config/automation/edit/new")

    def add_for_device(self, kind: str, device: str, item: str) -> None:
        """Add a trigger or a condition: choose the device, and then what it offers."""
        self._open(kind)
        self._dialog.get_by_text("Devices", exact=True).click()
        self._dialog.get_by_text(device, exact=True).first.click()
        self._add(f"{item} {device}")

    def add_for_entity(self, kind: str, name: str, item: str) -> None:
        """Add an action: search for the entity by its name, and then choose what it offers."""
        self._open(kind)
        self._dialog.locator("input").first.fill(name)
        self._dialog.get_by_text(name, exact=True).first.click()
        self._add(f"{item} {name}")

    def save(self, name: str) -> None:
        """Save it under a name."""
        self._page.locator("manual-automation-editor ha-button").filter(has_text="Save").click()
        dialog = self._page.locator("ha-dialog-automation-save")
        dialog.locator("input").first.fill(name)
        dialog.locator("ha-button").filter(has_text="Save").click()
        expect(self._page).not_to_have_url(re.compile("/new$"))

    def _open(self, kind: str) -> None:
        self._page.locator("ha-button").filter(has_text=f"Add {kind}").click()
        self._page.wait_for_timeout(OPENED_MS)

    def _add(self, label: str) -> None:
        # The name and the badge of the target stand on lines of their own.
        words = re.compile(r"^\s*" + r"\s+".join(map(re.escape, label.split())) + r"\s*$")
        self._dialog.locator(ITEM).filter(has_text=words).click()
        expect(self._dialog.locator(ITEM)).to_have_count(0)

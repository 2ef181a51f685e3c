"""Home Assistant's pages for blueprints, as somebody uses them who clicked a link in the README."""

import re

from playwright.sync_api import Locator, Page, expect

from .setup_pages import PATIENCE_MS


class BlueprintPages:
    """The list of blueprints, the dialog that imports one, and the form that makes an automation of it."""

    def __init__(self, page: Page, url: str) -> None:
        """Stay in one window."""
        self._page, self._url = page, url.rstrip("/")
        page.set_default_timeout(PATIENCE_MS)

    def import_from(self, address: str) -> None:
        """Paste an address, look at what it is, and take it."""
        self._open_list()
        self._page.locator("ha-button").filter(has_text="Import blueprint").click()
        dialog = self._page.locator("ha-dialog-import-blueprint")
        dialog.locator("input").first.fill(address)
        dialog.locator("ha-button").filter(has_text="Preview").click()
        # A demo that runs already may have it from the last time.
        dialog.locator("ha-button").filter(has_text=re.compile("(Import|Override) blueprint")).click()
        expect(dialog.locator("input")).to_have_count(0)

    def use(self, name: str) -> None:
        """Begin an automation with a blueprint of the list."""
        self._open_list()
        self._page.locator("ha-data-table [role=row]").filter(has_text=name).click()
        expect(self._page.locator("blueprint-automation-editor")).to_contain_text(name)

    def asked(self) -> list[str]:
        """Return the questions that are to be seen at once."""
        rows = self._page.locator("blueprint-automation-editor ha-settings-row")
        seen = [row for row in rows.all() if row.is_visible()]
        return [row.locator("[slot=heading]").inner_text() for row in seen]

    def choose(self, question: str, answer: str) -> None:
        """Choose a device or an entity."""
        row = self._page.locator("ha-settings-row").filter(has_text=question)
        row.locator("ha-device-picker, ha-entity-picker").first.click()
        offered = self._page.locator("ha-picker-combo-box ha-combo-box-item")
        offered.filter(has_text=answer).first.click()
        expect(offered).to_have_count(0)
        expect(row).to_contain_text(answer)

    def save(self) -> None:
        """Save the automation; it is called as its blueprint, so nothing is asked."""
        self._page.locator("blueprint-automation-editor ha-button").filter(has_text="Save").click()
        expect(self._page).not_to_have_url(re.compile("/new$"))

    def picture(self, path: str) -> None:
        """Take a picture."""
        self._page.screenshot(path=path)

    def _open_list(self) -> Locator:
        self._page.goto(f"{self._url}/config/blueprint/dashboard")
        rows = self._page.locator("ha-data-table [role=row]")
        expect(rows.first).to_be_visible()
        return rows

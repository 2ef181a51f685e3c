"""The integration's own page: one row for the account, one for each home and each device."""

from playwright.sync_api import Locator, expect

from .setup_pages import OPENED_MS, SetUpPages

ROW = "ha-config-sub-entry-row"


class IntegrationPage:
    """What stands on the page, and what its menus do."""

    def __init__(self, pages: SetUpPages) -> None:
        """Stay with the same person."""
        self._pages, self._page = pages, pages.page

    def open(self) -> None:
        """Open the page, as the integration's card does."""
        self._page.goto(f"{self._pages.url}/config/integrations/integration/volue_spark")
        expect(self._page.locator("ha-config-entry-row")).to_have_count(1)

    def rows(self) -> Locator:
        """Return the rows of homes and devices."""
        return self._page.locator(ROW)

    def add_device(self) -> None:
        """Begin to add a device."""
        self._page.locator("ha-button").filter(has_text="Add device").click()
        self._pages.arrive("Add a device")

    def manage(self, name: str, title: str) -> None:
        """Click the cog of a home or a device."""
        self._row(name).locator("ha-icon-button[slot=end]").first.click()
        self._pages.arrive(title)

    def of_account(self, option: str) -> None:
        """Choose from the account's own menu."""
        self._choose(self._page.locator("ha-config-entry-row"), option)

    def delete(self, name: str) -> None:
        """Delete a home or a device, and confirm."""
        self._choose(self._row(name), "Delete")
        self._confirm(f"Delete {name}")
        expect(self._row(name)).to_have_count(0)

    def delete_account(self) -> None:
        """Delete the account with all that is in it, and confirm."""
        self.of_account("Delete")
        self._confirm("Delete account")
        expect(self._page.locator("ha-config-entry-row")).to_have_count(0)

    def attend(self, title: str) -> None:
        """Follow Home Assistant's request for attention, which stands above everything else."""
        self._page.locator("ha-config-integration-page ha-button").filter(has_text="Reconfigure").click()
        self._pages.arrive(title)

    def notification(self) -> Locator:
        """Open what Home Assistant has to say, and return it."""
        self._page.locator("ha-sidebar").get_by_text("Notifications", exact=True).click()
        found = self._page.locator("notification-drawer persistent-notification-item")
        expect(found).not_to_have_count(0)
        self._pages.picture("Notifications")
        return found

    def _row(self, name: str) -> Locator:
        return self.rows().filter(has_text=name)

    def _choose(self, row: Locator, option: str) -> None:
        # The rows of homes and devices stand within the account's row.
        menu = row.locator("ha-dropdown").first
        menu.click()
        self._page.wait_for_timeout(OPENED_MS)
        menu.locator("ha-dropdown-item").filter(has_text=option).click()

    def _confirm(self, what: str) -> None:
        self._pages.picture(what)
        self._page.locator("dialog-box ha-button").filter(has_text="Delete").click()

"""The pages of the set-up, in the words of the person who reads them."""

from pathlib import Path
import re
from typing import NamedTuple

from playwright.sync_api import Page, expect

from .budget import Budget

PATIENCE_MS = 45_000
# Dialogs and menus open with an animation.
OPENED_MS = 600


class Account(NamedTuple):
    """What somebody has from the Spark Portal, and where that Spark is."""

    client_id: str
    secret: str
    api_url: str
    token_url: str


class SetUpPages:
    """One person's way through dialogs and menus; ``budget`` counts what it costs."""

    def __init__(self, page: Page, url: str, pictures: Path) -> None:
        """Begin before anything is opened."""
        self.page, self.budget = page, Budget()
        self.url, self._pictures, self._taken = url, pictures, 0
        self.dialog = page.locator("dialog-data-entry-flow")
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)

    def add_integration(self, name: str) -> None:
        """Find an integration and begin its set-up."""
        self.page.goto(f"{self.url}/config/integrations/dashboard")
        self.page.locator("ha-button").filter(has_text="Add integration").click()
        self.page.locator("dialog-add-integration input").fill(name)
        self.picture("Add integration")
        self.page.locator("ha-integration-list-item").filter(has_text=name).click()

    def answer(self, question: str, text: str) -> None:
        """Type an answer into a field, by the name of the question."""
        self.dialog.locator(f"input[name={question}]").fill(text)
        self.budget.answer(question)

    def answer_meter_point(self, meter_point: str) -> None:
        """Type into the first line for meter points, which is there without a click."""
        self.dialog.locator("ha-selector-text input").first.fill(meter_point)
        self.budget.answer("meter point")

    def agree(self) -> None:
        """Give the consent; that Volue may contact this Home Assistant is ticked, and stays so."""
        self.dialog.locator("ha-selector-boolean").filter(has_text="I agree").locator("ha-switch").click()
        self.budget.answer("consent")

    def choose_device(self, name: str) -> None:
        """Choose one of Home Assistant's devices."""
        self.dialog.locator("ha-device-picker").click()
        self.page.locator("ha-combo-box-item").filter(has_text=name).click()
        expect(self.dialog.locator("ha-device-picker")).to_contain_text(name)
        self.budget.answer("device")

    def open_for_developers(self, account: Account) -> None:
        """Say where the local Spark is; no homeowner has to."""
        self.dialog.locator("ha-expansion-panel").get_by_text("For developers").click()
        for name, address in (("api_url", account.api_url), ("token_url", account.token_url)):
            self.dialog.locator(f"input[name={name}]").fill(address)
            self.budget.for_developers.append(name)

    def submit(self, then: str) -> None:
        """Submit a page that is taken; wait for the title of the next."""
        title = self.title()
        self.send()
        self.arrive(then)
        self.budget.submit(title)

    def send(self) -> None:
        """Submit a page."""
        self._press("Submit")

    def declined(self) -> str:
        """Submit a page that comes back; return why, as it says."""
        before = self.dialog.locator("ha-alert").all_inner_texts()
        self.send()
        alert = self.dialog.locator("ha-alert").filter(has_not_text=before[0] if before else "no such text")
        expect(alert).to_be_visible()
        self.picture(f"{self.title()} declined")
        return alert.inner_text()

    def go_back(self, option: str, to: str) -> None:
        """Leave a menu for the page before it."""
        self.choose(option)
        self.arrive(to)
        self.budget.go_back()

    def choose(self, option: str) -> None:
        """Choose from a menu page."""
        self.dialog.locator("step-flow-menu").get_by_text(option, exact=True).click()

    def finish(self) -> None:
        """Close the page that says that it is done."""
        self._press("Finish")
        expect(self.dialog.locator("ha-dialog[open]")).to_have_count(0)

    def done(self, text: str) -> None:
        """Read that a change was made, and close the page."""
        expect(self.dialog.locator("step-flow-abort")).to_contain_text(text)
        self.picture(text)
        self._press("Close")
        expect(self.dialog.locator("ha-dialog[open]")).to_have_count(0)

    def arrive(self, title: str) -> None:
        """Wait for a page."""
        expect(self.dialog.locator(".dialog-title")).to_have_text(title)
        self.picture(title)

    def title(self) -> str:
        """Return the title of the page that is shown."""
        return self.dialog.locator(".dialog-title").inner_text().strip()

    def has_chosen(self, *texts: str) -> None:
        """Look for what a page has filled in: a type or another choice, or an entity by its name."""
        chosen = self.dialog.locator("ha-radio-option[aria-checked=true], ha-entity-picker, ha-select")
        for text in texts:
            expect(chosen.filter(has_text=text)).not_to_have_count(0)

    def picture(self, what: str) -> None:
        """Keep a picture, numbered in the order of the walk."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(OPENED_MS)
        self._taken += 1
        name = re.sub(r"\W+", "-", what.lower()).strip("-")
        self._pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._pictures / f"{self._taken:02}-{name}.png")

    def _press(self, text: str) -> None:
        self.dialog.locator("ha-button").filter(has_text=text).click()

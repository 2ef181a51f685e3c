"""The fix of a home that was removed here and is still at Spark."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark.spark.errors import SparkConnectionError
from custom_components.volue_spark.stores import NotWrittenError
from tests.shell.conftest import SetUp
from tests.shell.repairs.desk import Desk

ISSUE = "home_left_at_spark_1"


@dataclass
class Upkeep:
    """Stands for the part of the account that deletes and keeps: what it was asked, and what goes wrong."""

    errors: list[Exception] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def delete_home(self, location_id: str) -> None:
        """Delete a home, or fail."""
        self._do("delete", location_id)

    async def keep_home(self, location_id: str) -> None:
        """Keep a home, or fail."""
        self._do("keep", location_id)

    def _do(self, what: str, location_id: str) -> None:
        self.asked.append((what, location_id))
        if self.errors:
            raise self.errors.pop()


@pytest.fixture
async def entry(hass: HomeAssistant, set_up: SetUp) -> MockConfigEntry:
    """Return an account with the issue."""
    entry = await set_up()
    ir.async_create_issue(
        hass,
        "volue_spark",
        ISSUE,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="home_left_at_spark",
        translation_placeholders={"home": "Cabin", "amount": "1.00 NOK"},
        data={"entry_id": entry.entry_id, "location_id": "location-9"},
    )
    return entry


@pytest.fixture
def upkeep(entry: MockConfigEntry) -> Upkeep:
    """Put the stand-in into the running account."""
    upkeep = Upkeep()
    parts = entry.runtime_data
    entry.runtime_data = SimpleNamespace(
        coordinator=parts.coordinator, controls=parts.controls, reporter=parts.reporter, upkeep=upkeep
    )
    return upkeep


async def test_it_is_deleted_only_after_a_second_yes(
    hass: HomeAssistant, entry: MockConfigEntry, upkeep: Upkeep, desk: Desk
) -> None:
    """Deleting forfeits money and cannot be undone."""
    page = await desk.open(ISSUE)
    assert (page["step_id"], page["menu_options"]) == ("init", ["delete", "keep"])
    page = await desk.choose(page, "delete")
    assert page["description_placeholders"] == {"home": "Cabin", "amount": "1.00 NOK"}
    assert upkeep.asked == []
    page = await desk.submit(page, {})
    assert (page["type"], upkeep.asked) == ("create_entry", [("delete", "location-9")])
    assert await desk.issues() == {}


async def test_it_is_kept_at_one_word(entry: MockConfigEntry, upkeep: Upkeep, desk: Desk) -> None:
    """Keeping costs nothing."""
    page = await desk.choose(await desk.open(ISSUE), "keep")
    assert (page["type"], upkeep.asked) == ("create_entry", [("keep", "location-9")])


@pytest.mark.parametrize("option", ["delete", "keep"])
@pytest.mark.parametrize(
    ("error", "said"),
    [(SparkConnectionError("lost", may_have_arrived=True), "cannot_connect"), (NotWrittenError(), "not_written")],
)
async def test_what_goes_wrong_is_said_and_continued(
    entry: MockConfigEntry, upkeep: Upkeep, desk: Desk, option: str, error: Exception, said: str
) -> None:
    """What broke off is continued by the same form."""
    upkeep.errors.append(error)
    page = await desk.choose(await desk.open(ISSUE), option)
    if option == "delete":
        page = await desk.submit(page, {})
    assert (page["step_id"], page["errors"]) == (option, {"base": said})
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    assert upkeep.asked == [(option, "location-9")] * 2


@pytest.mark.parametrize("option", ["delete", "keep"])
async def test_an_account_that_stopped_while_the_form_was_open_says_so(
    hass: HomeAssistant, entry: MockConfigEntry, upkeep: Upkeep, desk: Desk, option: str
) -> None:
    """Whoever deletes belongs to the running account."""
    menu = await desk.open(ISSUE)
    await hass.config_entries.async_unload(entry.entry_id)
    page = await desk.choose(menu, option)
    assert (page["type"], page["reason"], upkeep.asked) == ("abort", "not_loaded", [])


async def test_it_cannot_be_opened_without_the_account(hass: HomeAssistant, entry: Any, desk: Desk) -> None:
    """A menu whose choices all fail is none."""
    await hass.config_entries.async_unload(entry.entry_id)
    page = await desk.open(ISSUE)
    assert (page["type"], page["reason"]) == ("abort", "not_loaded")

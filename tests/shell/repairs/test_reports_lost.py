"""The ledger of reports was lost: said until somebody has read it."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.shell.conftest import Account
from tests.shell.repairs.desk import Desk


@pytest.fixture
async def entry(hass: HomeAssistant, account: Account, hass_storage: dict[str, Any]) -> MockConfigEntry:
    """Return an account whose ledger holds something else."""
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    key = f"volue_spark.{entry.entry_id}.reports"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": ["nonsense"]}
    await hass.config_entries.async_setup(entry.entry_id)
    return entry


async def test_it_stays_until_somebody_has_read_it(hass: HomeAssistant, entry: MockConfigEntry, desk: Desk) -> None:
    """The file is whole again a moment later; nothing else would ever tell why money is missing."""
    issue_id = f"reports_lost_{entry.entry_id}"
    await hass.config_entries.async_reload(entry.entry_id)
    issue = (await desk.issues())[issue_id]
    assert (issue["severity"], issue["translation_placeholders"]) == ("warning", {"account": "Volue Spark"})
    page = await desk.open(issue_id)
    assert (page["step_id"], page["description_placeholders"]) == ("lost", {"account": "Volue Spark"})
    assert (await desk.submit(page, {}))["type"] == "create_entry"
    await hass.config_entries.async_reload(entry.entry_id)
    assert await desk.issues() == {}


async def test_it_goes_with_the_account_and_so_does_its_form(
    hass: HomeAssistant, entry: MockConfigEntry, desk: Desk
) -> None:
    """It would speak of an account that nobody has."""
    page = await desk.open(f"reports_lost_{entry.entry_id}")
    await hass.config_entries.async_remove(entry.entry_id)
    assert await desk.issues() == {}
    page = await desk.submit(page, {})
    assert (page["type"], page["reason"]) == ("abort", "solved")

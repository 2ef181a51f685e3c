"""A ledger that cannot be read: what may have been reported is not reported again, and all else goes on."""

from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.fake_spark import FakeSpark
from tests.shell.conftest import TANK, USER, Account
from tests.shell.hours import DAY, HOUR, METER, MINUTE, at, counted, minutes_later, publish, ran, reported, settle

LAST = "sensor.test_home_last_report"
pytestmark = pytest.mark.usefixtures("everything_is_on")
WHOLE: dict[str, Any] = {"settlement": "accepted", "at": at(13).timestamp(), "body": None}


@pytest.fixture
async def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Start a real recorder, with SQLite in memory, before Home Assistant."""


@pytest.fixture
def auto_enable_custom_integrations(recorder_mock: Any, enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Let Home Assistant write real files: what became of them is what is tested here."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give Home Assistant a folder of this test's own."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def evening(hass: HomeAssistant, account: Account, freezer: FrozenDateTimeFactory) -> None:
    """Stand at 20:00 UTC, the tank measured."""
    freezer.move_to(DAY + 20 * HOUR - MINUTE)
    await hass.config.async_set_time_zone("Europe/Oslo")
    await ran(hass)
    account.entities = {TANK: {"usage_entity_id": METER}}


@pytest.fixture
def entry(hass: HomeAssistant, account: Account) -> MockConfigEntry:
    """Return the account, not yet set up."""
    account.register()
    entry = account.entry()
    entry.add_to_hass(hass)
    return entry


@dataclass
class Ledger:
    """The file."""

    path: Path

    def write(self, content: str) -> None:
        """Put something into it."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(content)

    def put_aside(self) -> None:
        """Do what Home Assistant does with a file that is no JSON."""
        self.write("{")
        self.path.rename(f"{self.path}.corrupt.2030-06-10T12:00:00+00:00")

    def settlements(self) -> dict[str, str]:
        """Return what is written down of each event."""
        entries = json.loads(self.path.read_text())["data"]["entries"]
        return {key: kept["settlement"] for key, kept in entries.items()}


@pytest.fixture
def ledger(tmp_path: Path, entry: MockConfigEntry) -> Ledger:
    """Return the file, which is not there yet."""
    return Ledger(tmp_path / ".storage" / f"volue_spark.{entry.entry_id}.reports")


def stored(data: object, version: object = 1) -> str:
    """Return the content of a file that holds this."""
    return json.dumps({"version": version, "minor_version": 1, "key": "reports", "data": data})


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set the account up, or up again, and wait for its reports."""
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)


def is_said(hass: HomeAssistant) -> bool:
    """Tell whether a person is told so in the repairs."""
    return "reports_lost" in [issue.translation_key for issue in ir.async_get(hass).issues.values()]


@pytest.mark.parametrize(
    "content",
    [
        '{"version": 1, "da',
        "",
        "{}",
        "null",
        "[]",
        '{"data": {}}',
        stored({}),
        stored(None),
        stored([1]),
        stored({}, 2),
        stored({"since": 0, "entries": []}),
    ],
    ids=[
        "cut off",
        "empty",
        "no members",
        "null",
        "a list",
        "no version",
        "nothing",
        "null inside",
        "wrong",
        "later",
        "no list",
    ],
)
async def test_a_ledger_that_cannot_be_read_is_not_taken_for_a_new_one(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    ledger: Ledger,
    fake_spark: FakeSpark,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    content: str,
) -> None:
    """All that was reported this month would be reported again, and might be paid twice."""
    ledger.write(content)
    publish(fake_spark, 10, both=False)
    publish(fake_spark, 19, 20, both=False)
    await counted(hass, {9: 9, 10: 2, 18: 1, 19: 1, 20: 4})
    await start(hass, entry)
    state = hass.states.get(LAST)
    assert state
    assert (entry.state, state.state, reported(fake_spark)) == (ConfigEntryState.LOADED, "uncertain", [])
    assert is_said(hass)
    warnings = [record for record in caplog.records if "volue_spark" in record.name and record.levelname == "WARNING"]
    assert len(warnings) == 1
    ir.async_delete_issue(hass, "volue_spark", f"reports_lost_{entry.entry_id}")
    await minutes_later(hass, freezer, 123)
    await start(hass, entry)
    assert (reported(fake_spark), is_said(hass)) == ([{TANK: {19: 1, 20: 4}}], False)


async def test_a_ledger_that_was_put_aside_is_not_forgotten_by_a_second_power_cut(
    hass: HomeAssistant, entry: MockConfigEntry, ledger: Ledger, fake_spark: FakeSpark
) -> None:
    """Home Assistant has renamed it; the next start finds no file, and must not begin the month anew."""
    ledger.put_aside()
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await start(hass, entry)
    assert (reported(fake_spark), is_said(hass)) == ([], True)


async def test_a_loss_that_cannot_be_written_down_is_not_forgotten(
    hass: HomeAssistant, entry: MockConfigEntry, ledger: Ledger, fake_spark: FakeSpark
) -> None:
    """A full disk is what breaks files; the account goes on, and the next start must know it still."""
    ledger.write('{"version": 1, "da')
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        await start(hass, entry)
        assert (entry.state, reported(fake_spark)) == (ConfigEntryState.LOADED, [])
        await start(hass, entry)
    await start(hass, entry)
    assert reported(fake_spark) == []
    assert list(ledger.settlements().values()) == ["uncertain"]


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        7,
        {},
        WHOLE | {"settlement": "lost"},
        WHOLE | {"settlement": {}},
        WHOLE | {"at": "noon"},
        WHOLE | {"at": 1e300},
        WHOLE | {"at": -1},
        WHOLE | {"body": []},
        WHOLE | {"body": {"payloads": [1]}},
        WHOLE | {"body": {"payloads": [{"locationId": "l", "resourceId": "r", "points": [{}]}]}},
        WHOLE | {"body": {"payloads": 3}},
        WHOLE | {"event": {"id": 5}},
        WHOLE | {"deadlines": [1]},
        WHOLE | {"proofs": {"r": ["ten"]}},
        WHOLE | {"proofs": {"r": {"ten": 1}}},
        WHOLE | {"proofs": {"r": {"1900000000": "why"}}},
        WHOLE | {"proofs": []},
        WHOLE | {"sensors": {"r": 1}},
        WHOLE | {"delivery": [5]},
        WHOLE | {"attempts": -1},
        {key: value for key, value in WHOLE.items() if key != "at"},
    ],
    ids=str,
)
async def test_one_report_that_cannot_be_read_costs_no_other(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    ledger: Ledger,
    fake_spark: FakeSpark,
    caplog: pytest.LogCaptureFixture,
    damaged: object,
) -> None:
    """It may have been sent; what is not in the ledger at all was not."""
    lost, told, untold = (publish(fake_spark, hour, both=False, created=hour - 20) for hour in (10, 12, 14))
    ledger.write(stored({"since": 0, "entries": {lost: damaged, told: WHOLE}}))
    await counted(hass, {9: 9, 10: 2, 11: 1, 12: 1, 13: 1, 14: 3})
    await start(hass, entry)
    assert (entry.state, reported(fake_spark)) == (ConfigEntryState.LOADED, [{TANK: {14: 3}}])
    assert fake_spark.reports[0].event_id == untold
    assert is_said(hass)
    assert lost not in caplog.text
    assert ledger.settlements() == {lost: "uncertain", told: "accepted", untold: "accepted"}


async def test_a_home_about_which_reports_are_lost_is_not_deleted(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, ledger: Ledger, fake_spark: FakeSpark
) -> None:
    """Last month's may not be paid yet, and deleting the user forfeits it."""
    ledger.write("{")
    await account.own()
    await start(hass, entry)
    for subentry_id in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry_id)
    await settle(hass)
    assert (fake_spark.resources, list(fake_spark.users)) == ({}, [USER])
    assert (await account.possessions()).homes


async def test_a_ledger_that_is_not_there_yet_is_whole(
    hass: HomeAssistant, entry: MockConfigEntry, ledger: Ledger, fake_spark: FakeSpark
) -> None:
    """Whoever begins in the afternoon is paid for the morning too."""
    publish(fake_spark, 10, both=False)
    await counted(hass, {9: 9, 10: 2})
    await start(hass, entry)
    await start(hass, entry)
    assert (reported(fake_spark), is_said(hass)) == ([{TANK: {10: 2}}], False)
    assert list(ledger.settlements().values()) == ["accepted"]

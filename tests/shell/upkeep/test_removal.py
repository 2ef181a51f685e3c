"""The whole account is removed here: nothing is deleted at Spark, and a person is told."""

from unittest.mock import patch

from homeassistant.components.persistent_notification import Notification, UpdateType, async_register_callback
from homeassistant.core import HomeAssistant, callback
import pytest

from tests.fake_spark import FakeSpark
from tests.shell.conftest import LOCATION, USER, Account
from tests.shell.hours import counted, publish, settle
from tests.shell.upkeep.conftest import DEVICES, House


@pytest.fixture
def notes(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Return title and text of every notification."""
    found: list[tuple[str | None, str]] = []

    @callback
    def note(_: object, notifications: dict[str, dict[str, str]]) -> None:
        found.extend((each["title"], each["message"]) for each in notifications.values())

    async_register_callback(hass, note)  # type: ignore[arg-type]
    return found


async def remove(house: House) -> None:
    """Remove the account, as from the integration's page."""
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    await settle(house.hass)


async def test_the_home_stays_at_spark_and_a_person_is_told(
    account: Account, fake_spark: FakeSpark, house: House, notes: list[tuple[str, str]]
) -> None:
    """Deleting it would forfeit the month; saying nothing would leave it there for ever."""
    await remove(house)
    assert (len(fake_spark.users), len(fake_spark.locations), len(fake_spark.resources)) == (2, 2, 3)
    assert house.deletions() == []
    [(title, text)] = notes
    assert title == "Your home is still registered at Volue Spark"
    for words in ("Test home", "forfeit", "add Volue Spark again", "take over the home", "Delete the home at Spark"):
        assert words in text
    assert not [each for each in (USER, LOCATION) if each in text]
    possessions = await account.possessions()
    assert (possessions.homes, possessions.resources) == ({}, {})


async def test_what_was_said_is_taken_back_when_the_account_is_set_up_again(
    hass: HomeAssistant, account: Account, house: House
) -> None:
    """Words such as "nothing is reported any more" would be wrong from then on, and would worry for weeks."""
    changes: list[tuple[UpdateType, list[str]]] = []

    @callback
    def note(kind: UpdateType, notifications: dict[str, Notification]) -> None:
        changes.append((kind, list(notifications)))

    async_register_callback(hass, note)
    await remove(house)
    again = account.entry()
    again.add_to_hass(hass)
    await hass.config_entries.async_setup(again.entry_id)
    await settle(hass)
    [(added, said), (removed, taken_back)] = changes
    assert (added, removed, said) == (UpdateType.ADDED, UpdateType.REMOVED, taken_back)
    assert "demo-client" not in said[0]


async def test_where_nothing_is_registered_nothing_is_said(house: House, notes: list[tuple[str, str]]) -> None:
    """A message about nothing would only worry."""
    await house.remove("home-1", *DEVICES.values())
    await remove(house)
    assert notes == []


async def test_no_question_outlives_the_account(hass: HomeAssistant, fake_spark: FakeSpark, house: House) -> None:
    """Its answer could not be carried out any more."""
    await counted(hass, {9: 9, 10: 2})
    publish(fake_spark, 10, both=False)
    await house.restart()
    await house.remove("home-1", *DEVICES.values())
    assert len(house.issues()) == 1
    await remove(house)
    assert house.issues() == []


async def test_a_full_disk_does_not_keep_the_account(
    house: House, notes: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    """Who wants to leave can leave, and is still told."""
    with patch("homeassistant.helpers.storage.Store._async_handle_write_data"):
        await remove(house)
    assert len(notes) == 1
    assert "could not be forgotten" in caplog.text

"""When push ends: nothing of ours stays at Spark, and all of everybody else's."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from tests.fake_spark import FakeSpark, Fault
from tests.fake_spark.state import Webhook
from tests.shell.push.house import House


@pytest.fixture
def theirs(house: House) -> list[Webhook]:
    """Return webhooks of another customer and of another Home Assistant, which are at Spark already."""
    now = house.freezer().replace(tzinfo=None)
    urls = ("https://customer.example.com/spark", "https://other.example.com/api/webhook/0123456789abcdef")
    found = [Webhook(f"their-{number}", url, now, now, now, secret="theirs") for number, url in enumerate(urls)]
    house.spark.webhooks.update({webhook.webhook_id: webhook for webhook in found})
    return found


def has_file(hass_storage: dict[str, Any]) -> bool:
    """Tell whether anything about the webhook is on disk."""
    return any(name.endswith(".push") for name in hass_storage)


async def test_removing_the_account_leaves_theirs_only(
    house: House, theirs: list[Webhook], hass_storage: dict[str, Any]
) -> None:
    """Spark would call a house that has left, for ever."""
    await house.begin()
    await house.tell()
    assert (len(house.spark.webhooks), has_file(hass_storage)) == (3, True)
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    assert list(house.spark.webhooks.values()) == theirs
    assert not has_file(hass_storage)


async def test_disabling_the_account_takes_the_webhook_back_and_enabling_makes_another(
    house: House, theirs: list[Webhook]
) -> None:
    """Nobody listens for as long as it is disabled."""
    await house.begin()
    await house.tell()
    entries = house.account.hass.config_entries
    await entries.async_set_disabled_by(house.entry.entry_id, ConfigEntryDisabler.USER)
    await house.settle()
    assert list(house.spark.webhooks.values()) == theirs
    await entries.async_set_disabled_by(house.entry.entry_id, None)
    await house.settle()
    assert (len(house.spark.webhooks), house.push.state) == (3, "waiting")


async def test_no_longer_allowed_it_goes_at_once_and_allowed_again_it_is_back(
    house: House, theirs: list[Webhook]
) -> None:
    """Who takes the consent back is not called once more."""
    await house.begin()
    await house.tell()
    await house.change_mind(is_allowed=False)
    assert (list(house.spark.webhooks.values()), house.push.state) == (theirs, "not_allowed")
    assert house.entry.state is ConfigEntryState.LOADED
    await house.change_mind(is_allowed=True)
    assert (len(house.spark.webhooks), house.push.state) == (3, "waiting")


async def test_no_longer_allowed_while_spark_is_away_it_goes_when_spark_is_back(house: House) -> None:
    """The household's word holds, however long Spark is away, restarts or not."""
    await house.begin()
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    await house.change_mind(is_allowed=False)
    assert (house.push.state, len(house.spark.webhooks)) == ("not_allowed", 1)
    await house.later(minutes=61)
    await house.reload()
    assert (house.push.state, len(house.spark.webhooks)) == ("not_allowed", 1)
    house.spark.clear_faults()
    await house.later(minutes=61)
    assert (house.push.state, house.spark.webhooks) == ("not_allowed", {})
    # From then on nobody comes by any more.
    house.asked()
    await house.later(hours=25)
    assert house.asked() == []


async def test_what_a_lost_answer_has_made_goes_too(house: House) -> None:
    """Nobody knows its id: its address is enough."""
    house.spark.fail("POST", "/webhooks$", Fault(drop="after"))
    await house.begin()
    assert house.webhook
    await house.change_mind(is_allowed=False)
    assert house.spark.webhooks == {}


async def test_an_account_that_never_had_one_is_removed_without_a_question(house: House) -> None:
    """Most accounts have none."""
    house.account.options = {}
    house.entry = house.account.entry()
    await house.begin()
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    assert house.asked() == []


async def test_an_account_is_removed_also_where_spark_is_away_and_the_log_says_what_stays(
    house: House, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Who wants to leave can leave; nobody here answers that address any more."""
    await house.begin()
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    assert "The webhook at Spark could not be deleted" in caplog.text
    assert not has_file(hass_storage)
    assert house.account.hass.config_entries.async_get_entry(house.entry.entry_id) is None


async def move(hass: HomeAssistant, house: House, spark: FakeSpark) -> None:
    """Let the account be another one from now on, as the page that moves it does."""
    data = {**house.entry.data, "api_url": spark.api_url, "token_url": spark.token_url}
    hass.config_entries.async_update_entry(house.entry, unique_id="moved", data=data)
    await house.reload()


async def test_an_account_that_moves_leaves_nothing_where_it_was(hass: HomeAssistant, house: House) -> None:
    """Afterwards nobody has the credentials any more with which it could be deleted."""
    await house.begin()
    await house.tell()
    former, other = house.webhook, FakeSpark()
    await other.start()
    await move(hass, house, other)
    [webhook] = other.webhooks.values()
    assert house.spark.webhooks == {}
    # Who knows the former address, or signs as before, is nobody there.
    assert webhook.url != former.url
    assert webhook.secret != former.secret
    assert house.push.state == "waiting"
    await other.stop()


async def test_an_account_that_moved_while_spark_was_away_begins_anew(
    hass: HomeAssistant, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """What stayed there signs with a secret that is good no longer."""
    await house.begin()
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    other = FakeSpark()
    await other.start()
    await move(hass, house, other)
    [webhook] = other.webhooks.values()
    assert "The webhook at Spark could not be deleted" in caplog.text
    assert webhook.secret != house.webhook.secret
    # What is left calls us, and is refused.
    assert await house.tell() == [401]
    await other.stop()

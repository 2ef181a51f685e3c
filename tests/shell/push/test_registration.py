"""One webhook of our own at Spark: made once, found again, mended, and never in anybody's way."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
import pytest

from tests.fake_spark import Fault
from tests.shell.push.house import House

FULL_DISK = "homeassistant.helpers.storage.Store.async_save"


async def test_an_account_that_allows_it_has_one_webhook_at_spark(house: House, base_url: str) -> None:
    """Without it every curve waits for a poll."""
    await house.begin()
    assert house.webhook.url.startswith(f"{base_url}/api/webhook/")
    assert (house.webhook.enabled, house.webhook.name) == (True, "Home Assistant")
    assert "PriceCurveCreated" in house.webhook.notification_types
    # 256 bits in an alphabet of 64 letters.
    assert len(house.webhook.secret or "") == 43
    assert house.asked() == ["GET", "POST"]
    assert house.push.state == "waiting"


async def test_what_spark_delivers_is_accepted_and_proves_the_way(house: House) -> None:
    """A signature that is computed otherwise here than there would lose every notification."""
    await house.begin()
    assert await house.tell() == [200]
    assert house.push.state == "working"
    assert house.push.last


async def test_an_account_that_does_not_allow_it_leaves_no_trace(house: House, hass_storage: dict[str, Any]) -> None:
    """Who said nothing has not said yes."""
    house.account.options = {}
    house.entry = house.account.entry()
    await house.begin()
    await house.later(hours=25)
    assert (house.asked(), house.spark.webhooks, house.push.state) == ([], {}, "not_allowed")
    assert not [name for name in hass_storage if name.endswith(".push")]


async def test_after_a_restart_it_is_found_again_and_nothing_is_changed(house: House) -> None:
    """Else each restart would leave another webhook, and each curve would arrive as often."""
    await house.begin()
    await house.tell()
    before = replace(house.webhook)
    house.asked()
    await house.reload()
    assert house.asked() == ["GET"]
    assert house.webhook == before
    # What was proved before the restart need not be proved again.
    assert house.push.state == "working"
    assert await house.tell() == [200]


@pytest.mark.parametrize(
    ("change", "mended"),
    [
        ({"url": "https://elsewhere.example.com/"}, {"webhookUrl"}),
        ({"notification_types": ("PriceCurveCreated",)}, {"notificationTypes"}),
        ({"enabled": False}, {"enabled"}),
    ],
)
async def test_what_somebody_changed_at_spark_is_mended_and_nothing_else_is_sent(
    house: House, change: dict[str, Any], mended: set[str]
) -> None:
    """A webhook that was switched off by hand would stay silent for ever."""
    await house.begin()
    before = (house.webhook.url, house.webhook.notification_types, house.webhook.enabled)
    for name, value in change.items():
        setattr(house.webhook, name, value)
    house.asked()
    await house.later(hours=25)
    assert [set(body) for body in house.sent()] == [mended]
    assert (house.webhook.url, house.webhook.notification_types, house.webhook.enabled) == before


async def test_one_that_somebody_deleted_is_made_anew_with_another_secret(house: House) -> None:
    """The old secret may have been the reason."""
    await house.begin()
    await house.tell()
    former = house.webhook
    house.spark.webhooks.clear()
    await house.later(hours=25)
    assert (house.webhook.url, house.webhook.secret != former.secret) == (former.url, True)
    # The old way is no more: the new one has to prove itself.
    assert house.push.state == "waiting"
    assert await house.tell() == [200]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_registration_whose_answer_is_lost_leaves_one_webhook_and_a_secret_that_is_known(
    house: House, drop: Any
) -> None:
    """It is found by its address, which nobody else can have; its secret is told again."""
    house.spark.fail("POST", "/webhooks$", Fault(drop=drop))
    await house.begin()
    assert (house.entry.state, house.push.state) == (ConfigEntryState.LOADED, "failed")
    await house.later(minutes=61)
    assert house.push.state == "waiting"
    assert await house.tell() == [200]
    assert len(house.spark.webhooks) == 1


async def test_a_lost_answer_and_another_address_leave_no_orphan(house: House) -> None:
    """The address of then is the only name of what that answer was about."""
    house.spark.fail("POST", "/webhooks$", Fault(drop="after"))
    await house.begin()
    house.spark.fail("PATCH", "/webhooks/", Fault(drop="before"))
    await house.account.hass.config.async_update(external_url="http://127.0.0.1:1")
    await house.settle()
    await house.reload()
    assert house.webhook.url.startswith("http://127.0.0.1:1/api/webhook/")


async def test_one_that_spark_lists_late_is_told_the_secret_of_now(house: House) -> None:
    """It was made with a secret that was given up when it seemed not to be there."""
    house.spark.fail("POST", "/webhooks$", Fault(drop="after"))
    await house.begin()
    house.spark.fail("GET", "/webhooks$", Fault(status=200, body='{"webhooks": []}'))
    house.spark.fail("POST", "/webhooks$", Fault(drop="before"))
    await house.later(minutes=61)
    await house.later(hours=2)
    assert await house.tell() == [200]


async def test_a_double_at_our_very_address_goes(house: House) -> None:
    """Each curve would arrive twice, once with a signature that nobody can check."""
    await house.begin()
    ours = house.webhook
    house.spark.webhooks["double"] = replace(ours, webhook_id="double", secret="another")
    await house.later(hours=25)
    assert house.webhook == ours


async def test_on_a_full_disk_nothing_is_registered(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A webhook whose secret is not on disk is a stranger after the next restart."""
    with patch(FULL_DISK):
        await house.begin()
        assert (house.entry.state, house.asked(), house.spark.webhooks) == (ConfigEntryState.LOADED, [], {})
        assert "could not be written" in caplog.text
    await house.later(minutes=61)
    assert await house.tell() == [200]


async def test_a_spark_without_webhooks_is_polled_and_asked_again_each_day(house: House) -> None:
    """Push is nothing that Spark has to have."""
    house.spark.fail("*", "/webhooks", Fault(status=404), times=None)
    await house.begin()
    assert (house.push.state, house.asked()) == ("not_offered", ["GET"])
    for _ in range(17):
        await house.later(hours=1)
    assert house.asked() == []
    house.spark.clear_faults()
    await house.later(hours=8)
    assert (house.asked(), house.push.state) == (["GET", "POST"], "waiting")


@pytest.mark.parametrize(
    "fault", [Fault(status=500), Fault(status=403), Fault(status=400, body="{"), Fault(body="["), Fault(drop=True)]
)
async def test_trouble_with_push_stops_no_set_up_and_goes_by_itself(
    house: House, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """The curve is what counts; push only makes it come sooner."""
    house.spark.fail("*", "/webhooks", fault, times=None)
    await house.begin()
    assert (house.entry.state, house.push.state) == (ConfigEntryState.LOADED, "failed")
    await house.later(minutes=61)
    # Said once, not every hour.
    assert caplog.text.count("cannot be looked after") == 1
    assert not house.account.hass.config_entries.flow.async_progress()
    house.spark.clear_faults()
    await house.later(hours=2)
    assert house.push.state == "waiting"


async def test_what_never_works_is_tried_ever_more_seldom(house: House) -> None:
    """A home that nobody reaches from outside would ask each hour, for years."""
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    await house.begin()
    house.asked()
    looks = []
    for _ in range(4):
        for _ in range(24):
            await house.later(hours=1)
        looks.append(len(house.asked()))
    assert looks[0] <= 5
    assert looks[-1] == 1


async def test_a_set_up_does_not_wait_for_push(house: House) -> None:
    """A Spark that answers slowly about webhooks would hold up every device."""
    house.account.register()
    house.entry.add_to_hass(house.account.hass)
    await house.account.hass.config_entries.async_setup(house.entry.entry_id)
    assert (house.entry.state, house.spark.webhooks) == (ConfigEntryState.LOADED, {})
    await house.settle()
    assert house.webhook


async def test_a_day_costs_one_look_that_needs_no_token_of_its_own(house: House) -> None:
    """Push is there to ask Spark less, not more."""
    await house.begin()
    await house.tell()
    house.spark.requests.clear()
    for _ in range(26 * 12):
        await house.later(minutes=5)
    paths = [(seen.method, seen.path.rpartition("/")[2]) for seen in house.spark.requests]
    assert paths.count(("GET", "webhooks")) == 1
    before = paths[: paths.index(("GET", "webhooks"))]
    assert before[-1] == ("GET", "events")
    assert {path for path in paths if path[1] == "webhooks"} == {("GET", "webhooks")}


async def test_a_curve_of_which_spark_did_not_tell_has_the_webhook_looked_at(house: House) -> None:
    """Spark may have switched it off: the next curve should be told of again, and not the one after tomorrow's look."""
    await house.begin()
    await house.tell()
    await house.later(minutes=11)
    house.webhook.enabled = False
    house.asked()
    assert await house.tell() == []
    await house.entry.runtime_data.coordinator.async_refresh()
    await house.settle()
    assert house.asked() == ["GET", "PATCH"]
    assert house.webhook.enabled
    assert await house.tell() == [200]
    await house.later(minutes=61)
    assert house.push.state == "working"

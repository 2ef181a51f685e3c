"""Several accounts, and what others have at the same Spark: each keeps its own webhook and sees no other."""

from dataclasses import replace
import json
import logging

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.volue_spark import diagnostics
from custom_components.volue_spark.const import CONF_PUSH, DOMAIN
from tests.fake_spark import FakeSpark
from tests.fake_spark.state import Webhook
from tests.shell.push.house import House


async def add_neighbour(house: House, spark: FakeSpark) -> MockConfigEntry:
    """Set up a second account at a Spark, without a home of its own."""
    data = {**house.entry.data, "api_url": spark.api_url, "token_url": spark.token_url}
    entry = MockConfigEntry(domain=DOMAIN, unique_id="neighbour", data=data, options={CONF_PUSH: True})
    entry.add_to_hass(house.account.hass)
    await house.account.hass.config_entries.async_setup(entry.entry_id)
    await house.settle()
    return entry


def webhook_of(spark: FakeSpark, entry: MockConfigEntry) -> Webhook:
    """Return the webhook that an account calls its own."""
    return spark.webhooks[entry.runtime_data.push.keeper.memory.spark_id]


async def test_two_accounts_have_a_webhook_and_a_secret_each(hass: HomeAssistant, house: House) -> None:
    """What one account is told of is none of the other's business."""
    other = FakeSpark()
    await other.start()
    await house.begin()
    neighbour = await add_neighbour(house, other)
    ours, theirs = house.webhook, webhook_of(other, neighbour)
    assert ours.url != theirs.url
    assert ours.secret != theirs.secret
    assert await house.tell() == [200]
    assert (house.push.state, neighbour.runtime_data.push.state) == ("working", "waiting")
    # What is signed for one address is worth nothing at the other.
    theirs.secret = ours.secret
    other.publish_price_curve([], [])
    await other.deliver()
    assert [delivery.status for delivery in other.deliveries] == [401]
    await other.stop()


async def test_two_accounts_at_the_same_spark_leave_each_other_alone(house: House) -> None:
    """Each sees both in the list: it changes, renews and removes its own."""
    await house.begin()
    neighbour = await add_neighbour(house, house.spark)
    theirs = replace(webhook_of(house.spark, neighbour))
    assert len(house.spark.webhooks) == 2
    await house.push.renew_secret()
    await house.reload()
    await house.later(hours=25)
    assert await house.tell() == [200, 200]
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    left = house.webhook
    assert (left.webhook_id, left.url, left.secret) == (theirs.webhook_id, theirs.url, theirs.secret)
    assert left.modified_at == theirs.modified_at


async def test_what_others_have_on_the_account_is_never_changed_and_never_told(
    house: House, caplog: pytest.LogCaptureFixture, base_url: str
) -> None:
    """Another customer's, and another Home Assistant's: also one behind the very same address as ours."""
    for name in (None, "custom_components"):
        caplog.set_level(logging.DEBUG, logger=name)
    now = house.freezer()
    urls = (
        "https://customer.example.com/spark",
        f"{base_url}/api/webhook/somebody-elses-hook",
        f"{base_url}/api/webhook/",
        "https://broken.example.com/unhealthy",
    )
    theirs = {
        f"their-{number}": Webhook(f"their-{number}", url, now, now, now, "Home Assistant", secret="theirs")
        for number, url in enumerate(urls)
    }
    theirs["their-3"].status, theirs["their-3"].enabled = "Unhealthy", False
    house.spark.webhooks.update(theirs)
    before = {key: replace(webhook) for key, webhook in theirs.items()}
    await house.begin()
    await house.push.renew_secret()
    await house.reload()
    await house.later(hours=25)
    await house.account.hass.config.async_update(external_url=None)
    await house.settle()
    await house.later(minutes=6)
    await house.account.hass.config.async_update(external_url=base_url)
    await house.settle()
    shown = json.dumps(await diagnostics.async_get_config_entry_diagnostics(house.account.hass, house.entry))
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    assert house.spark.webhooks == before
    touched = [seen for seen in house.spark.requests if any(key in seen.path for key in theirs)]
    assert touched == []
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("custom_components"))
    assert "webhook" in shown
    assert not [word for word in (*theirs, *urls[:2], urls[3]) if word in shown or word in told]

"""One webhook of our own at Spark."""

from tests.shell.conftest import Account, SetUp

from .conftest import only_webhook


async def test_an_account_that_allows_it_has_one_webhook_at_spark(
    account: Account, set_up: SetUp, base_url: str
) -> None:
    """Without it every curve waits for a poll."""
    entry = await set_up()
    webhook = only_webhook(account.spark)
    assert webhook.url.startswith(f"{base_url}/api/webhook/")
    assert webhook.enabled
    assert webhook.secret
    assert entry.runtime_data.push.state == "waiting"


async def test_what_spark_delivers_arrives(account: Account, set_up: SetUp) -> None:
    """A signature that is computed otherwise here than there would lose every notification."""
    entry = await set_up()
    account.spark.publish_price_curve([], [])
    await account.spark.deliver()
    await account.hass.async_block_till_done(wait_background_tasks=True)
    assert [delivery.status for delivery in account.spark.deliveries] == [200]
    assert entry.runtime_data.push.last is not None

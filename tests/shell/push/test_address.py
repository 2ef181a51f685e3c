"""The external URL as the address at Spark: fit or not, changed, lost, and back again."""

import pytest

from custom_components.volue_spark.connection import is_on_this_machine
from tests.fake_spark import Fault
from tests.shell.push.house import House

HTTPS, OTHER = "https://home.example.com", "https://home.example.org:8123"


async def move(house: House, external_url: str | None) -> None:
    """Let the household change the external URL."""
    await house.account.hass.config.async_update(external_url=external_url)
    await house.settle()


@pytest.mark.parametrize(
    ("external_url", "state"),
    [
        (HTTPS, "waiting"),
        (OTHER, "waiting"),
        (None, "no_address"),
        ("http://home.example.com", "no_address"),
        ("https://192.0.2.7", "no_address"),
        ("https://127.0.0.1:8123", "no_address"),
        ("https://homeassistant.local:8123", "no_address"),
        ("https://homeassistant:8123", "no_address"),
        ("https://nas.home.arpa", "no_address"),
    ],
)
async def test_only_https_that_the_internet_reaches_is_an_address(
    house: House, spark_is_elsewhere: None, external_url: str | None, state: str
) -> None:
    """Over http anybody on the way could read what the house is asked; an address at home is none for Spark."""
    await move(house, external_url)
    await house.begin()
    assert house.push.state == state
    told = [webhook.url for webhook in house.spark.webhooks.values()]
    assert [url.startswith(f"{external_url}/api/webhook/") for url in told] == [True] * (state == "waiting")


@pytest.mark.parametrize(
    ("environment", "api_url", "is_here"),
    [
        ("sandbox", "", False),
        ("production", "", False),
        ("other", "https://spark.example.com/v1", False),
        ("other", "http://127.0.0.1:1/v1", True),
        ("other", "http://localhost:1/v1", True),
    ],
)
def test_volues_own_environments_are_elsewhere(environment: str, api_url: str, is_here: bool) -> None:
    """A Spark that is taken for one on this machine would be given an address in the clear."""
    data = {"environment": environment, "api_url": api_url, "token_url": "https://login.example.com/token"}
    assert is_on_this_machine(data) is is_here


async def test_without_an_address_spark_is_not_asked_and_nobody_is_bothered(
    house: House, spark_is_elsewhere: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Most homes have none: polling is all they need."""
    await move(house, None)
    await house.begin()
    for _ in range(26):
        await house.later(hours=1)
    assert house.asked() == []
    assert [record.message for record in caplog.records if "webhook" in record.message and record.levelno > 10] == []


async def test_another_address_is_told_at_once_and_has_to_prove_itself(house: House) -> None:
    """Spark would call the old one for ever; nobody knows whether the new one works."""
    await house.begin()
    await house.tell()
    webhook_id = house.webhook.webhook_id
    house.asked()
    await move(house, "http://127.0.0.1:1")
    assert house.webhook.webhook_id == webhook_id
    assert house.webhook.url.startswith("http://127.0.0.1:1/api/webhook/")
    assert [set(body) for body in house.sent()] == [{"webhookUrl"}]
    assert house.push.state == "waiting"


async def test_a_setting_that_is_about_something_else_costs_no_request(house: House) -> None:
    """Home Assistant tells of all its settings in one breath."""
    await house.begin()
    house.asked()
    await house.account.hass.config.async_update(location_name="Another name")
    await house.settle()
    assert house.asked() == []


async def test_an_address_that_is_back_within_minutes_was_not_lost(house: House, base_url: str) -> None:
    """Else each hiccup would cost a registration, and the trust in it."""
    await house.begin()
    await house.tell()
    house.asked()
    await move(house, None)
    await house.later(minutes=4)
    assert house.push.state == "working"
    await move(house, base_url)
    await house.later(minutes=10)
    assert (house.asked(), house.push.state) == ([], "working")


async def test_an_address_that_is_lost_is_taken_back_and_polled_for_and_told_again_when_it_returns(
    house: House, base_url: str
) -> None:
    """Spark would go on calling whoever has that address next."""
    await house.begin()
    await house.tell()
    former = house.webhook
    await move(house, None)
    await house.later(minutes=5, seconds=1)
    assert (house.spark.webhooks, house.push.state) == ({}, "no_address")
    # What came while it was lost is looked for at once: polling was relaxed.
    assert [seen.path.rpartition("/")[2] for seen in house.spark.requests][-1] == "events"
    await move(house, base_url)
    assert (house.webhook.url, house.push.state) == (former.url, "waiting")
    assert house.webhook.webhook_id != former.webhook_id
    assert house.webhook.secret != former.secret
    # Spark was asked a moment ago.
    await house.later(minutes=1)
    assert await house.tell() == [200]
    assert house.push.state == "working"


async def test_a_lost_address_that_spark_cannot_be_told_of_is_taken_back_an_hour_later(house: House) -> None:
    """It is not registered again in between: it is not there."""
    await house.begin()
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    await move(house, None)
    await house.later(minutes=6)
    assert house.push.state == "no_address"
    house.spark.clear_faults()
    house.asked()
    await house.later(minutes=61)
    assert house.asked() == ["GET", "DELETE"]
    assert (house.spark.webhooks, house.push.state) == ({}, "no_address")


async def test_a_lost_address_is_not_lost_twice_by_a_restart(house: House) -> None:
    """After a restart the patience begins anew, and ends."""
    await house.begin()
    await move(house, None)
    await house.later(minutes=3)
    await house.reload()
    assert house.webhook
    await house.later(minutes=6)
    assert house.spark.webhooks == {}

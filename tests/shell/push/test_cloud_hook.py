"""A cloud hook of Home Assistant Cloud as the address: its own integration, up to its wire."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components.cloud.const import DATA_CLOUD
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.fake_spark import Fault, Mischief
from tests.shell.push.conftest import listening
from tests.shell.push.house import House
from tests.shell.push.nabu_casa import NabuCasa


@pytest.fixture
async def nabu_casa(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> NabuCasa:
    """Set Home Assistant Cloud up, and play what is beyond its wire."""
    nabu_casa = NabuCasa(hass)
    nabu_casa.play(monkeypatch)
    await nabu_casa.set_up()
    return nabu_casa


@pytest.fixture
async def server(
    hass: HomeAssistant, nabu_casa: NabuCasa, hass_client_no_auth: ClientSessionGenerator
) -> TestClient[Any, Any]:
    """Let Home Assistant's server listen once Home Assistant Cloud has its pages there."""
    return await listening(hass, hass_client_no_auth)


@pytest.fixture
def house(house: House, nabu_casa: NabuCasa, spark_is_elsewhere: None) -> House:
    """Return a house with Home Assistant Cloud and without any other address, at a Spark in the internet."""
    house.spark.post_office.carrier = nabu_casa.carry
    nabu_casa.log_in()
    return house


async def test_a_cloud_hook_is_the_address_and_what_comes_that_way_is_accepted(
    house: House, nabu_casa: NabuCasa
) -> None:
    """What the cloud hands out is no request of the web server: it has no way to be read at once."""
    await nabu_casa.connect()
    await house.begin()
    assert house.webhook.url == "https://hooks.nabu.casa/hook-1"
    assert await house.tell() == [200]
    assert house.push.state == "working"
    house.spark.meddle(Mischief(signature="wrong"))
    assert await house.tell() == [401]


async def test_each_start_uses_the_same_hook(house: House, nabu_casa: NabuCasa) -> None:
    """Nabu Casa would hold one more with each restart."""
    await nabu_casa.connect()
    await house.begin()
    await house.reload()
    assert (nabu_casa.handed_out, nabu_casa.listens_to) == (1, ["hook-1"])
    assert house.asked() == ["GET", "POST", "GET"]


async def test_a_cloud_that_is_connected_after_the_start_is_used_then(house: House, nabu_casa: NabuCasa) -> None:
    """It always is: it needs the network, and its login."""
    await house.begin()
    assert (house.spark.webhooks, house.push.state) == ({}, "no_address")
    await nabu_casa.connect()
    assert house.webhook.url == "https://hooks.nabu.casa/hook-1"
    assert await house.tell() == [200]


async def test_a_cloud_that_cannot_hand_out_a_hook_is_asked_again_within_the_hour(
    house: House, nabu_casa: NabuCasa
) -> None:
    """Its errors are none of Home Assistant's, and end no round."""
    nabu_casa.is_failing = True
    await nabu_casa.connect()
    await house.begin()
    assert house.push.state == "no_address"
    nabu_casa.is_failing = False
    await house.later(minutes=61)
    assert house.push.state == "waiting"


async def test_a_cloud_that_is_away_for_a_moment_changes_nothing(house: House, nabu_casa: NabuCasa) -> None:
    """It breaks off some times a day."""
    await nabu_casa.connect()
    await house.begin()
    await house.tell()
    house.asked()
    await nabu_casa.disconnect()
    await house.later(minutes=10)
    await nabu_casa.connect()
    await house.later(minutes=10)
    assert (house.asked(), house.push.state, nabu_casa.handed_out) == ([], "working", 1)


async def test_a_restart_while_the_cloud_is_away_keeps_the_webhook_and_looks_at_it(
    house: House, nabu_casa: NabuCasa
) -> None:
    """The hook is known; what Spark says of it is worth hearing all the more."""
    await nabu_casa.connect()
    await house.begin()
    await nabu_casa.disconnect()
    house.asked()
    house.webhook.status = "Unhealthy"
    await house.reload()
    await house.later(minutes=10)
    assert house.asked() == ["GET"]
    assert (house.webhook.url, house.push.state) == ("https://hooks.nabu.casa/hook-1", "unwell")


@pytest.mark.parametrize("external_url", ["https://home.example.com", None])
async def test_a_subscription_that_ends_leads_to_the_external_url_or_to_polling(
    house: House, nabu_casa: NabuCasa, external_url: str | None
) -> None:
    """Nabu Casa carries nothing any more, and Spark would never know."""
    await nabu_casa.connect()
    await house.begin()
    await house.account.hass.config.async_update(external_url=external_url)
    nabu_casa.log_in(days=-30)
    await nabu_casa.disconnect()
    await house.settle()
    await house.later(minutes=6)
    told = [webhook.url for webhook in house.spark.webhooks.values()]
    assert [url.startswith(f"{external_url}/api/webhook/") for url in told] == [True] * bool(external_url)
    assert house.push.state == ("waiting" if external_url else "no_address")


async def test_a_subscription_that_begins_is_used_instead_of_the_external_url(
    house: House, nabu_casa: NabuCasa
) -> None:
    """It works behind any router; the webhook stays the same one."""
    nabu_casa.cloud.id_token = None
    await house.account.hass.config.async_update(external_url="https://home.example.com")
    await house.begin()
    webhook_id = house.webhook.webhook_id
    nabu_casa.log_in()
    await nabu_casa.connect()
    await house.settle()
    assert (house.webhook.webhook_id, house.webhook.url) == (webhook_id, "https://hooks.nabu.casa/hook-1")


async def test_a_hook_that_was_deleted_by_hand_is_made_anew_and_told(house: House, nabu_casa: NabuCasa) -> None:
    """Spark would call an address that leads nowhere."""
    await nabu_casa.connect()
    await house.begin()
    await house.tell()
    await nabu_casa.cloud.cloudhooks.async_delete(house.push.keeper.memory.hook_id)
    await house.settle()
    assert house.webhook.url == "https://hooks.nabu.casa/hook-2"
    assert house.push.state == "waiting"
    assert await house.tell() == [200]


async def test_a_hook_of_somebody_else_costs_no_request(house: House, nabu_casa: NabuCasa) -> None:
    """The cloud tells of all hooks in one breath."""
    await nabu_casa.connect()
    await house.begin()
    house.asked()
    await nabu_casa.cloud.cloudhooks.async_create("a-phone", True)  # noqa: FBT003 - the library's own signature
    await house.settle()
    assert house.asked() == []


@pytest.mark.parametrize("end", ["consent", "removal"])
async def test_with_the_webhook_its_hook_goes_and_no_other(house: House, nabu_casa: NabuCasa, end: str) -> None:
    """A hook that is left over is a door to nowhere, and a line in the settings that nobody understands."""
    await nabu_casa.connect()
    await nabu_casa.cloud.cloudhooks.async_create("a-phone", True)  # noqa: FBT003 - the library's own signature
    await house.begin()
    assert nabu_casa.listens_to == ["hook-1", "hook-2"]
    if end == "consent":
        await house.change_mind(is_allowed=False)
    else:
        await house.account.hass.config_entries.async_remove(house.entry.entry_id)
        await house.settle()
    assert (house.spark.webhooks, nabu_casa.listens_to) == ({}, ["hook-1"])


async def test_a_hook_goes_also_where_spark_never_heard_of_it(house: House, nabu_casa: NabuCasa) -> None:
    """It was made first, and Spark was away."""
    await nabu_casa.connect()
    house.spark.fail("*", "/webhooks", Fault(status=500), times=None)
    await house.begin()
    assert nabu_casa.listens_to == ["hook-1"]
    await house.account.hass.config_entries.async_remove(house.entry.entry_id)
    await house.settle()
    assert nabu_casa.listens_to == []


async def test_without_home_assistant_cloud_the_external_url_is_the_address(
    hass: HomeAssistant, house: House, nabu_casa: NabuCasa
) -> None:
    """Logged out, Home Assistant Cloud is there all the same."""
    nabu_casa.cloud.id_token = None
    await hass.config.async_update(external_url="https://home.example.com")
    await house.begin()
    assert house.webhook.url.startswith("https://home.example.com/api/webhook/")
    assert DATA_CLOUD in hass.data

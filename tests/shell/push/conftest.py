"""Home Assistant's own server on a real socket, where the local Spark reaches it, and an account that allows it."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.volue_spark.const import CONF_PUSH
from tests.fake_spark import FakeSpark
from tests.fake_spark.state import Webhook
from tests.shell.conftest import Account


@pytest.fixture
async def server(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Let Home Assistant's server listen on 127.0.0.1; return a client without any login.

    What adds pages of its own, as Home Assistant Cloud does, is set up before.
    """
    assert await async_setup_component(hass, "webhook", {})
    client: TestClient[Any, Any] = await hass_client_no_auth()
    return client


@pytest.fixture
async def base_url(hass: HomeAssistant, server: TestClient[Any, Any]) -> str:
    """Make that server's address the external URL, and return it; http will do for a Spark on this machine."""
    url = str(server.make_url("/")).rstrip("/")
    await hass.config.async_update(external_url=url)
    return url


@pytest.fixture
def account(hass: HomeAssistant, fake_spark: FakeSpark, base_url: str) -> Account:
    """Return an account that allows Spark to call this Home Assistant, not yet set up."""
    return Account(hass, fake_spark, options={CONF_PUSH: True})


def only_webhook(spark: FakeSpark) -> Webhook:
    """Return the one webhook that the local Spark has."""
    [webhook] = spark.webhooks.values()
    return webhook

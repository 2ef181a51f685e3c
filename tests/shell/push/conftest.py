"""Home Assistant's own server on a real socket, where the local Spark reaches it, and an account that allows it."""

from datetime import UTC, datetime
from typing import Any

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.volue_spark.const import CONF_PUSH
from tests.fake_spark import FakeSpark
from tests.shell.conftest import Account, SetUp
from tests.shell.push.caller import Caller
from tests.shell.push.house import House

# Not in the hours in which Spark is asked closely.
MORNING = datetime(2030, 6, 10, 6, tzinfo=UTC)


async def listening(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Let Home Assistant's server listen: from then on nobody can add pages, so whoever has some comes before."""
    for component in ("webhook", "calendar"):
        assert await async_setup_component(hass, component, {})
    client: TestClient[Any, Any] = await hass_client_no_auth()
    return client


@pytest.fixture
async def server(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> TestClient[Any, Any]:
    """Let Home Assistant's server listen on 127.0.0.1; return a client without any login."""
    return await listening(hass, hass_client_no_auth)


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


@pytest.fixture
async def caller(account: Account, set_up: SetUp, server: TestClient[Any, Any]) -> Caller:
    """Return somebody who calls an account that is set up, in real time."""
    await set_up()
    return Caller(server, account.spark)


@pytest.fixture
async def house(account: Account, freezer: FrozenDateTimeFactory) -> House:
    """Return a house on a morning, in which nothing is set up yet."""
    await account.hass.config.async_set_time_zone("Europe/Oslo")
    freezer.move_to(MORNING)
    return House(account, freezer, account.entry())


@pytest.fixture
async def lived_in(house: House) -> House:
    """Return a house that was set up three quarters of an hour ago: nothing new is asked about it any more."""
    await house.begin()
    for _ in range(9):
        await house.later(minutes=5)
    return house


@pytest.fixture
def spark_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the local Spark pass for one in the internet, which reaches no address of this machine."""
    monkeypatch.setattr("custom_components.volue_spark.push.care.is_on_this_machine", lambda _: False)

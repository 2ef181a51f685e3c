"""From the account's settings to a client that speaks in its name."""

from collections.abc import Mapping
import time
from typing import Any
from urllib.parse import urlsplit

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_API_URL, CONF_ENVIRONMENT, CONF_TOKEN_URL, ENVIRONMENT_PRODUCTION, ENVIRONMENT_SANDBOX
from .spark.auth import ClientCredentials
from .spark.client import SparkClient
from .spark.environment import PRODUCTION, SANDBOX, Environment, is_loopback

_PUBLIC = {ENVIRONMENT_SANDBOX: SANDBOX, ENVIRONMENT_PRODUCTION: PRODUCTION}


def environment_of(data: Mapping[str, Any]) -> Environment:
    """Return the environment chosen; raise ValueError for an address that is unfit."""
    return _PUBLIC.get(data[CONF_ENVIRONMENT]) or Environment(data[CONF_API_URL], data[CONF_TOKEN_URL])


def is_on_this_machine(data: Mapping[str, Any]) -> bool:
    """Tell whether Spark can be nowhere else than here, as a developer's own."""
    return is_loopback(urlsplit(environment_of(data).api_url).hostname or "")


def spark_client(hass: HomeAssistant, data: Mapping[str, Any]) -> SparkClient:
    """Return a client with a token of its own, over Home Assistant's session."""
    session = async_get_clientsession(hass)
    environment = environment_of(data)
    credentials = ClientCredentials(
        session, environment.token_url, data[CONF_CLIENT_ID], data[CONF_CLIENT_SECRET], time.monotonic
    )
    return SparkClient(session, environment, credentials)

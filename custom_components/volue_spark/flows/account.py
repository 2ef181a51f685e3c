"""The questions about the account: which Spark, and which credentials."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..connection import environment_of
from ..const import (
    CONF_API_URL,
    CONF_DEVELOPERS,
    CONF_ENVIRONMENT,
    CONF_TOKEN_URL,
    ENVIRONMENT_OTHER,
    ENVIRONMENT_PRODUCTION,
    ENVIRONMENT_SANDBOX,
)
from ..spark.environment import VOLUE_TOKEN_URL

_SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password"))
_ADDRESS = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

ADDRESSES = vol.Schema({vol.Optional(CONF_API_URL): _ADDRESS, vol.Optional(CONF_TOKEN_URL): _ADDRESS})
ACCOUNT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_ENVIRONMENT, default=ENVIRONMENT_SANDBOX): SelectSelector(
            SelectSelectorConfig(
                options=[ENVIRONMENT_SANDBOX, ENVIRONMENT_PRODUCTION],
                translation_key=CONF_ENVIRONMENT,
                mode=SelectSelectorMode.LIST,
            )
        ),
        vol.Required(CONF_CLIENT_ID): TextSelector(TextSelectorConfig(autocomplete="username")),
        vol.Required(CONF_CLIENT_SECRET): _SECRET,
        # Without a default: Home Assistant's frontend would show that in place of the addresses given so far.
        vol.Optional(CONF_DEVELOPERS): section(ADDRESSES, {"collapsed": True}),
    }
)
SECRET_SCHEMA = vol.Schema({vol.Required(CONF_CLIENT_SECRET): _SECRET})


def account_data(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the account that the answers describe; an API address makes it another Spark."""
    addresses: dict[str, str] = answers.get(CONF_DEVELOPERS, {})
    data = {
        CONF_ENVIRONMENT: answers[CONF_ENVIRONMENT],
        CONF_CLIENT_ID: answers[CONF_CLIENT_ID].strip(),
        CONF_CLIENT_SECRET: answers[CONF_CLIENT_SECRET],
    }
    if api_url := addresses.get(CONF_API_URL):
        token_url = addresses.get(CONF_TOKEN_URL) or VOLUE_TOKEN_URL
        data |= {CONF_ENVIRONMENT: ENVIRONMENT_OTHER, CONF_API_URL: api_url, CONF_TOKEN_URL: token_url}
    return data


def account_answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that describe an account, the secret excepted."""
    environment = data[CONF_ENVIRONMENT]
    return {
        CONF_ENVIRONMENT: ENVIRONMENT_SANDBOX if environment == ENVIRONMENT_OTHER else environment,
        CONF_CLIENT_ID: data[CONF_CLIENT_ID],
        CONF_DEVELOPERS: {key: data[key] for key in (CONF_API_URL, CONF_TOKEN_URL) if key in data},
    }


def account_id(data: Mapping[str, Any]) -> str:
    """Return what tells the account from all others; raises ValueError for an address that is unfit."""
    api_url = environment_of(data).api_url
    place = api_url if data[CONF_ENVIRONMENT] == ENVIRONMENT_OTHER else data[CONF_ENVIRONMENT]
    return f"{place}_{data[CONF_CLIENT_ID]}"

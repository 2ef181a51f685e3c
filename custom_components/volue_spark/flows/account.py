"""The questions about the account: which Spark, and which credentials."""

from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..const import (
    CONF_API_URL,
    CONF_ENVIRONMENT,
    CONF_TOKEN_URL,
    ENVIRONMENT_OTHER,
    ENVIRONMENT_PRODUCTION,
    ENVIRONMENT_SANDBOX,
)
from ..spark.environment import VOLUE_TOKEN_URL

_SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password"))
_ADDRESS = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

ACCOUNT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_ENVIRONMENT, default=ENVIRONMENT_SANDBOX): SelectSelector(
            SelectSelectorConfig(
                options=[ENVIRONMENT_SANDBOX, ENVIRONMENT_PRODUCTION, ENVIRONMENT_OTHER],
                translation_key=CONF_ENVIRONMENT,
                mode=SelectSelectorMode.LIST,
            )
        ),
        vol.Required(CONF_CLIENT_ID): TextSelector(TextSelectorConfig(autocomplete="username")),
        vol.Required(CONF_CLIENT_SECRET): _SECRET,
    }
)
ADDRESS_SCHEMA = vol.Schema(
    {vol.Required(CONF_API_URL): _ADDRESS, vol.Required(CONF_TOKEN_URL, default=VOLUE_TOKEN_URL): _ADDRESS}
)
SECRET_SCHEMA = vol.Schema({vol.Required(CONF_CLIENT_SECRET): _SECRET})

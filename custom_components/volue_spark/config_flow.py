"""The flow of an account: credentials tried, then the first home, then the entry."""

from collections.abc import Mapping
from typing import Any, override
from urllib.parse import urlsplit

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import callback
import voluptuous as vol

from .connection import environment_of, spark_client
from .const import (
    CONF_API_URL,
    CONF_ENVIRONMENT,
    DOMAIN,
    ENVIRONMENT_OTHER,
    ENVIRONMENT_PRODUCTION,
    ENVIRONMENT_SANDBOX,
    SUBENTRY_DEVICE,
    SUBENTRY_HOME,
)
from .flows.account import ACCOUNT_SCHEMA, ADDRESS_SCHEMA, SECRET_SCHEMA
from .flows.attempt import Outcome, attempt, wrong
from .flows.device_flow import DeviceSubentryFlow
from .flows.home import CONSENT_SCHEMA, HomeDraft
from .flows.subentry import HomeSubentryFlow
from .flows.titles import home_title


class SparkConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for an account and its first home; nothing is registered before the consent."""

    VERSION = 1
    _draft: HomeDraft

    def __init__(self) -> None:
        """Begin without answers."""
        self._account: dict[str, Any] = {}

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        return {SUBENTRY_HOME: HomeSubentryFlow, SUBENTRY_DEVICE: DeviceSubentryFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for environment and credentials."""
        outcome = Outcome()
        if user_input is not None:
            answers = {**user_input, CONF_CLIENT_ID: user_input[CONF_CLIENT_ID].strip()}
            if user_input[CONF_ENVIRONMENT] == ENVIRONMENT_OTHER:
                self._account |= answers
                return await self.async_step_address()
            self._account = answers
            if not (outcome := await self._try_account()).errors:
                return await self.async_step_home()
        return self._form("user", ACCOUNT_SCHEMA, outcome, user_input)

    async def async_step_address(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask developers where their Spark is."""
        outcome = Outcome()
        if user_input is not None:
            self._account |= user_input
            if not (outcome := await self._try_account()).errors:
                return await self.async_step_home()
        if outcome.errors == {"base": "invalid_auth"}:  # what is wrong was asked for on the page before
            return self._form("user", ACCOUNT_SCHEMA, outcome, self._account)
        return self._form("address", ADDRESS_SCHEMA, outcome, self._account)

    async def async_step_home(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for meter points and place of the first home."""
        outcome = Outcome()
        if user_input is None:
            self._draft = HomeDraft(self.hass, self._account)
        elif not (outcome := self._draft.take(user_input)).errors:
            return await self.async_step_consent()
        return self._form("home", self._draft.schema, outcome, user_input)

    async def async_step_consent(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Register the home once the person agrees, and create the entry."""
        outcome = Outcome()
        if user_input is not None:
            outcome = await self._draft.register(spark_client(self.hass, self._account), user_input)
            if not outcome.errors:
                return self._create()
        return self.async_show_form(
            step_id="consent",
            data_schema=CONSENT_SCHEMA,
            errors=outcome.errors,
            description_placeholders=self._draft.summary() | outcome.placeholders,
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Start over with the secret when Spark no longer takes it."""
        self._account = dict(entry_data)
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a new secret of the same client id."""
        outcome = Outcome()
        if user_input is not None:
            self._account |= user_input
            outcome = await attempt(spark_client(self.hass, self._account).check_access())
            if not outcome.errors:
                return self._finish(self._get_reauth_entry(), user_input)
        return self._form("reauth_confirm", SECRET_SCHEMA, outcome, None)

    @callback
    def _finish(self, entry: ConfigEntry, updates: dict[str, Any]) -> ConfigFlowResult:
        """Save and reload exactly once, whatever state the entry is in."""
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_update_reload_and_abort(entry, data_updates=updates)
        # A loaded entry has an update listener, and that one looks at subentries only.
        result = self.async_update_and_abort(entry, data_updates=updates)
        self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result

    async def _try_account(self) -> Outcome:
        """Check the address, that the account is new, and that Spark lets it in."""
        try:
            environment = environment_of(self._account)
        except ValueError as err:
            return wrong("insecure_address" if str(err) == "insecure" else "invalid_address")
        place = self._account[CONF_ENVIRONMENT]
        place = environment.api_url if place == ENVIRONMENT_OTHER else place
        await self.async_set_unique_id(f"{place}_{self._account[CONF_CLIENT_ID]}")
        self._abort_if_unique_id_configured()
        return await attempt(spark_client(self.hass, self._account).check_access())

    def _form(
        self, step_id: str, schema: vol.Schema, outcome: Outcome, answers: Mapping[str, Any] | None
    ) -> ConfigFlowResult:
        """Show a form with the answers given so far, the secret excepted."""
        shown = {key: value for key, value in (answers or {}).items() if key != CONF_CLIENT_SECRET}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )

    @callback
    def _create(self) -> ConfigFlowResult:
        home = ConfigSubentryData(
            subentry_type=SUBENTRY_HOME,
            data=self._draft.data,
            title=home_title(self.hass, ()),
            unique_id=self._draft.unique_id,
        )
        return self.async_create_entry(title=self._title(), data=self._account, subentries=[home])

    def _title(self) -> str:
        """Return what tells this account from others: production needs no word for it."""
        environment = self._account[CONF_ENVIRONMENT]
        names = {ENVIRONMENT_PRODUCTION: "Volue Spark", ENVIRONMENT_SANDBOX: "Volue Spark (sandbox)"}
        host = urlsplit(self._account.get(CONF_API_URL, "")).netloc
        return names.get(environment, f"Volue Spark ({host})")

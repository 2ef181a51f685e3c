"""The flow of an account: credentials tried, then the first home, then the entry."""

from collections.abc import Mapping
from typing import Any, override
from urllib.parse import urlsplit

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowContext,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
)
from homeassistant.core import callback

from .const import (
    CONF_API_URL,
    CONF_CONSENT,
    CONF_ENVIRONMENT,
    CONF_PUSH,
    DOMAIN,
    ENVIRONMENT_PRODUCTION,
    ENVIRONMENT_SANDBOX,
    SUBENTRY_DEVICE,
    SUBENTRY_HOME,
)
from .flows.account import ACCOUNT_SCHEMA, SECRET_SCHEMA, account_answers, account_data, account_id
from .flows.attempt import Outcome, attempt, wrong
from .flows.device_flow import DeviceSubentryFlow
from .flows.home import ACCOUNT_CONSENT_SCHEMA, CONSENT_SCHEMA
from .flows.home_flow import HomeSubentryFlow
from .flows.home_steps import HomeSteps
from .flows.move import Move
from .flows.options import SparkOptionsFlow
from .owned import account_of


class SparkConfigFlow(HomeSteps[ConfigFlowContext, ConfigFlowResult, str], ConfigFlow, domain=DOMAIN):
    """Asks for an account and its first home; nothing is registered before the consent."""

    VERSION = 1
    consent = ACCOUNT_CONSENT_SCHEMA
    _account: dict[str, Any]
    _move: Move

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        return {SUBENTRY_HOME: HomeSubentryFlow, SUBENTRY_DEVICE: DeviceSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return SparkOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for environment and credentials."""
        outcome = Outcome()
        if user_input is not None:
            outcome = await self._take_account(user_input)
            if not outcome.errors:
                self._abort_if_unique_id_configured()
                outcome = await attempt(self._look_for_homes())
            if not outcome.errors:
                return await self._first_page()
        return self._account_page("user", user_input, outcome)

    async def _take_account(self, answers: dict[str, Any]) -> Outcome:
        """Keep the account, and see whether Spark lets it in."""
        self._account = account_data(answers)
        try:
            unique_id = account_id(self._account)
        except ValueError as err:
            return wrong("insecure_address" if str(err) == "insecure" else "invalid_address")
        await self.async_set_unique_id(unique_id)
        return await attempt(self._spark().check_access())

    def _account_page(self, step_id: str, answers: dict[str, Any] | None, outcome: Outcome) -> ConfigFlowResult:
        """Show the credentials' form with the answers given so far, the secret excepted."""
        shown = account_answers(account_data(answers)) if answers else None
        return self._page(step_id, ACCOUNT_SCHEMA, outcome, shown)

    @override
    def _account_data(self) -> Mapping[str, Any]:
        return self._account

    @override
    def _account_id(self) -> str:
        return account_id(self._account)

    @override
    def _home_titles(self) -> list[str]:
        return []

    @override
    def _finish_home(self, title: str, data: dict[str, Any]) -> ConfigFlowResult:
        home = ConfigSubentryData(subentry_type=SUBENTRY_HOME, data=data, title=title, unique_id=data["location_id"])
        return self.async_create_entry(
            title=account_title(self._account),
            data=self._account,
            options={CONF_PUSH: self._answers[CONF_PUSH]},
            subentries=[home],
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Lead straight to the first device: a home without one earns nothing."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_DEVICE), context={"source": SOURCE_USER}
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Start over with the secret when Spark no longer takes it."""
        self._account = dict(entry_data)
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a new secret of the same client id."""
        outcome = Outcome()
        if user_input is not None:
            self._account |= user_input
            outcome = await attempt(self._spark().check_access())
            if not outcome.errors:
                return self._save(self._get_reauth_entry())
        return self._page("reauth_confirm", SECRET_SCHEMA, outcome)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for other credentials: another secret, or another account to move to."""
        entry, outcome = self._get_reconfigure_entry(), Outcome()
        if user_input is not None:
            outcome = await self._take_account(user_input)
            if not outcome.errors:
                return await self._reconfigured(entry)
        shown = account_answers(account_data(user_input) if user_input else entry.data)
        return self._page("reconfigure", ACCOUNT_SCHEMA, outcome, shown)

    async def _reconfigured(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Save, or ask whether to move where the account is another one."""
        if self.unique_id == entry.unique_id:
            return self._save(entry)
        others = [other.unique_id for other in self._async_current_entries() if other is not entry]
        if self.unique_id in others:
            return self.async_abort(reason="already_configured")
        self._move = Move(entry, self.flow_id)
        return await self.async_step_move()

    async def async_step_move(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Register all homes and devices anew once the person agrees."""
        outcome = Outcome()
        if user_input is not None:
            outcome = wrong("consent_required")
            if user_input[CONF_CONSENT]:
                outcome = await attempt(self._register_all())
            if not outcome.errors:
                return self._save(self._get_reconfigure_entry())
        placeholders = outcome.placeholders | self._move.counts() | {"account": account_title(self._account)}
        return self._page("move", CONSENT_SCHEMA, Outcome(outcome.errors, placeholders), user_input)

    async def _register_all(self) -> None:
        registrar = await self._registrar()
        await self._move.register(registrar)
        # What stays in the other Spark is no longer ours to delete.
        await registrar.owned.disown(account_of(self._get_reconfigure_entry()))
        # While that was written, one more device may have come.
        await self._move.register(registrar)

    @callback
    def _save(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Save and reload exactly once, whatever state the entry is in."""
        changes: dict[str, Any] = {"data": self._account}
        are_homes_new = False
        if self.source == SOURCE_RECONFIGURE and self.unique_id != entry.unique_id:
            are_homes_new = self._move.save(self.hass)
            changes |= {"unique_id": self.unique_id, "title": account_title(self._account)}
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_update_reload_and_abort(entry, **changes)
        result = self.async_update_and_abort(entry, **changes)
        # A loaded entry has an update listener, and that one looks at subentries only.
        if not are_homes_new:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result


def account_title(account: Mapping[str, Any]) -> str:
    """Return what tells this account from others: production needs no word for it."""
    names = {ENVIRONMENT_PRODUCTION: "Volue Spark", ENVIRONMENT_SANDBOX: "Volue Spark (sandbox)"}
    host = urlsplit(account.get(CONF_API_URL, "")).netloc
    return names.get(account[CONF_ENVIRONMENT], f"Volue Spark ({host})")

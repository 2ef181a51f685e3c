"""What an account can be told later: where the spot price stands, and whether Volue may contact this Home Assistant."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import BooleanSelector, EntitySelector, EntitySelectorConfig
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_NEW_SECRET, CONF_PUSH, CONF_SPOT_PRICE_ENTITY_ID, DOMAIN
from ..data import SparkConfigEntry
from ..effective_price import price_of
from ..push.push import Push
from ..words import push_words, texts_of
from .attempt import Outcome, attempt, wrong

_SPOT_PRICE = EntitySelector(EntitySelectorConfig(filter=[{"domain": "sensor"}]))


class SparkOptionsFlow(OptionsFlow):
    """One page; who reads its answers follows without a reload."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all of it; a new secret is no setting, it is made at once."""
        outcome = Outcome()
        if user_input is not None:
            options = {key: value for key, value in user_input.items() if key != CONF_NEW_SECRET}
            outcome = await self._try(options, wants_new_secret=user_input.get(CONF_NEW_SECRET, False))
            if not outcome.errors:
                return self.async_create_entry(data=options)
        shown = self.config_entry.options if user_input is None else user_input
        state = push_words(push.state if (push := _push(self.config_entry)) else None, await texts_of(self.hass))
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_schema(self.config_entry), shown),
            errors=outcome.errors,
            description_placeholders={"state": state} | outcome.placeholders,
        )

    async def _try(self, options: Mapping[str, Any], *, wants_new_secret: bool) -> Outcome:
        """Say why the answers cannot be taken; all that is asked of Spark is a new secret."""
        outcome = _check(self.hass, self.config_entry, options.get(CONF_SPOT_PRICE_ENTITY_ID))
        push = _push(self.config_entry)
        if outcome.errors or not (push and wants_new_secret and options[CONF_PUSH]):
            return outcome
        return await attempt(push.renew_secret())


def _schema(entry: SparkConfigEntry) -> vol.Schema:
    """Return the form; a secret that Spark does not have cannot be renewed there."""
    push, is_allowed = _push(entry), entry.options.get(CONF_PUSH, False)
    fields = {
        vol.Optional(CONF_SPOT_PRICE_ENTITY_ID): _SPOT_PRICE,
        vol.Required(CONF_PUSH, default=is_allowed): BooleanSelector(),
    }
    new_secret = {vol.Required(CONF_NEW_SECRET, default=False): BooleanSelector()}
    return vol.Schema(fields | (new_secret if push and push.is_registered else {}))


def _push(entry: SparkConfigEntry) -> Push | None:
    """Return who is told by Spark; None while the account does not run."""
    return entry.runtime_data.push if entry.state is ConfigEntryState.LOADED else None


def _check(hass: HomeAssistant, entry: SparkConfigEntry, entity_id: str | None) -> Outcome:
    """Say why a sensor cannot be the spot price."""
    if entity_id is None:
        return Outcome()
    if (state := hass.states.get(entity_id)) is None:
        return wrong("spot_price_missing", CONF_SPOT_PRICE_ENTITY_ID)
    registered = er.async_get(hass).async_get(entity_id)
    if registered and registered.platform == DOMAIN:
        # An effective price on top of itself would never come to rest.
        return wrong("spot_price_is_ours", CONF_SPOT_PRICE_ENTITY_ID)
    spot = price_of(state)
    if spot.amount is None:
        return wrong("spot_price_no_number", CONF_SPOT_PRICE_ENTITY_ID)
    if not (spot.unit or "").endswith("/kWh"):
        return wrong("spot_price_no_unit", CONF_SPOT_PRICE_ENTITY_ID)
    return _check_currency(entry, spot.unit)


def _check_currency(entry: SparkConfigEntry, unit: str | None) -> Outcome:
    """Say in which currency Spark's curves are, if they are known and all in another one."""
    if entry.state is not ConfigEntryState.LOADED:
        return Outcome()
    timelines = entry.runtime_data.coordinator.data.timelines.values()
    units = {f"{currency}/kWh" for timeline in timelines if (currency := timeline.currency(dt_util.utcnow()))}
    if not units or unit in units:
        return Outcome()
    return Outcome({CONF_SPOT_PRICE_ENTITY_ID: "spot_price_other_currency"}, {"unit": " / ".join(sorted(units))})

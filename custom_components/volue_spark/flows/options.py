"""What an account can be told later: where the spot price stands."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_SPOT_PRICE_ENTITY_ID, DOMAIN
from ..data import SparkConfigEntry
from ..effective_price import price_of
from .attempt import Outcome, wrong

_SPOT_PRICE = EntitySelector(EntitySelectorConfig(filter=[{"domain": "sensor"}]))
_SCHEMA = vol.Schema({vol.Optional(CONF_SPOT_PRICE_ENTITY_ID): _SPOT_PRICE})


class SparkOptionsFlow(OptionsFlow):
    """One page with one field, which may be left empty."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the spot price; what reads it follows without a reload."""
        outcome = Outcome()
        if user_input is not None:
            outcome = _check(self.hass, self.config_entry, user_input.get(CONF_SPOT_PRICE_ENTITY_ID))
            if not outcome.errors:
                return self.async_create_entry(data=user_input)
        shown = self.config_entry.options if user_input is None else user_input
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, shown),
            errors=outcome.errors,
            description_placeholders=outcome.placeholders,
        )


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

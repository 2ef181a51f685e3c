"""What can be switched: a file for each domain of Home Assistant, and which of them an entity needs."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, State, split_entity_id

from ...following import How, Switching
from .actions import Actions
from .base import Adapter, Choice
from .climate import ClimateMode, ClimateTemperature
from .number import Number
from .on_off import OnOff
from .water_heater import WaterHeaterMode, WaterHeaterOnOff, WaterHeaterTemperature

# The best first.
_ADAPTERS: tuple[type[Adapter], ...] = (
    OnOff,
    WaterHeaterOnOff,
    WaterHeaterMode,
    WaterHeaterTemperature,
    ClimateTemperature,
    ClimateMode,
    Number,
)
DOMAINS = tuple(dict.fromkeys(domain for adapter in _ADAPTERS for domain in adapter.domains))
_BY_DOMAIN = {domain: [adapter for adapter in _ADAPTERS if domain in adapter.domains] for domain in DOMAINS}


def adapter_of(hass: HomeAssistant, switching: Switching) -> Adapter:
    """Return who switches an entity; which ones can be is asked when a device is set up.

    An entity that another one was exchanged for may not know the way that was
    chosen for that one: it is switched in its own.
    """
    if switching.how is How.ACTIONS:
        return Actions(hass, switching)
    domain, _ = split_entity_id(switching.entity_id)
    found = _BY_DOMAIN[domain]
    return next((adapter for adapter in found if adapter.how is switching.how), found[0])(hass, switching)


def abilities(state: State) -> Mapping[How, Choice]:
    """Return by what an entity can be switched, the best first; empty where it cannot be.

    ``ACTIONS`` is not among them: it suits every entity that shows whether
    something runs. An entity that is unavailable is known by what Home
    Assistant keeps of it: features, modes and ranges stay in its state.
    """
    found: dict[How, Choice] = {}
    for adapter in _BY_DOMAIN.get(state.domain, ()):
        found.update(adapter.abilities(state))
    return found

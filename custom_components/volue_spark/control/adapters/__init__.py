"""What can be switched: a file for each domain of Home Assistant, and which of them an entity needs."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, State, split_entity_id

from ...following import How, Switching
from .base import Adapter, Choice
from .on_off import OnOff

_BY_DOMAIN: Mapping[str, type[Adapter]] = {domain: adapter for adapter in (OnOff,) for domain in adapter.domains}
DOMAINS = tuple(_BY_DOMAIN)


def adapter_of(hass: HomeAssistant, switching: Switching) -> Adapter:
    """Return who switches an entity; which ones can be is asked when a device is set up."""
    domain, _ = split_entity_id(switching.entity_id)
    return _BY_DOMAIN[domain](hass, switching)


def abilities(state: State) -> Mapping[How, Choice]:
    """Return by what an entity can be switched, empty where it cannot be."""
    adapter = _BY_DOMAIN.get(state.domain)
    return adapter.abilities(state) if adapter else {}

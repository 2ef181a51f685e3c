"""Entities that a person renames: devices follow them, wherever their old id was written down."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_FOLLOWING,
    CONF_HOUSE_POWER_ENTITY_ID,
    CONF_PRESENCE_ENTITY_ID,
    CONF_SPOT_PRICE_ENTITY_ID,
    CONF_USAGE_ENTITY_ID,
    DOMAIN,
    LOGGER,
    SUBENTRY_DEVICE,
)
from .following import CONF_TEMPERATURE_ENTITY_ID
from .owned import account_of, owned
from .stores import NotWrittenError


@callback
def follow_renames(hass: HomeAssistant) -> None:
    """Follow them as long as Home Assistant runs: also for accounts that wait for Spark or are disabled.

    A changed device reloads a loaded account; a hold finds its entity again by
    the registry, see ``control/memory``.
    """

    @callback
    def is_rename(data: er.EventEntityRegistryUpdatedData) -> bool:
        return "old_entity_id" in data

    @callback
    def renamed(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        old, new = str(event.data.get("old_entity_id")), event.data["entity_id"]
        for entry in hass.config_entries.async_entries(DOMAIN):
            _rename_in_devices(hass, entry, old, new)
            _rename_sensors(hass, entry, old, new)
            _rename_in_options(hass, entry, old, new)
            hass.async_create_task(_rename_in_owned(hass, entry, old, new), f"{DOMAIN} renamed {new}")

    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, renamed, event_filter=is_rename)


@callback
def _rename_in_devices(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    devices = list(entry.get_subentries_of_type(SUBENTRY_DEVICE))
    for key in (CONF_USAGE_ENTITY_ID, CONF_CONTROL_ENTITY_ID, CONF_PRESENCE_ENTITY_ID):
        if any(device.data.get(key) == old for device in devices):
            for device in devices:
                hass.config_entries.async_update_subentry(entry, device, data=_renamed(device.data, key, old, new))


@callback
def _rename_sensors(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    """Follow what only shows a temperature or the power of a house; several may share it."""
    for subentry in list(entry.subentries.values()):
        data, following = subentry.data, subentry.data.get(CONF_FOLLOWING, {})
        if data.get(CONF_HOUSE_POWER_ENTITY_ID) == old:
            changed = {**data, CONF_HOUSE_POWER_ENTITY_ID: new}
            hass.config_entries.async_update_subentry(entry, subentry, data=changed)
        if following.get(CONF_TEMPERATURE_ENTITY_ID) == old:
            changed = {**data, CONF_FOLLOWING: {**following, CONF_TEMPERATURE_ENTITY_ID: new}}
            hass.config_entries.async_update_subentry(entry, subentry, data=changed)


@callback
def _rename_in_options(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    """Follow the spot price; whoever reads it notices by himself, so nothing is reloaded."""
    if entry.options.get(CONF_SPOT_PRICE_ENTITY_ID) == old:
        hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_SPOT_PRICE_ENTITY_ID: new})


def _renamed(data: Mapping[str, Any], key: str, old: str, new: str) -> dict[str, Any]:
    """Return a device's data after a rename.

    A device that has the new id already means an entity that is no more, or the
    id would not have been free. It loses it: a sensor of two devices is paid twice.
    """
    names = {old: new, new: None}
    renamed = {**data, key: names.get(data.get(key, ""), data.get(key))}
    return {name: value for name, value in renamed.items() if value is not None}


async def _rename_in_owned(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    """Let what was retired be reported by the entities' new ids too."""
    possessions, account = await owned(hass), account_of(entry)
    try:
        for resource in list(possessions.of(account).resources.values()):
            renamed = replace(
                resource,
                usage_entity_id=new if resource.usage_entity_id == old else resource.usage_entity_id,
                presence_entity_id=new if resource.presence_entity_id == old else resource.presence_entity_id,
            )
            await possessions.keep(account, renamed)
    except NotWrittenError as err:
        LOGGER.warning("The new name %s could not be remembered: %s", new, err)

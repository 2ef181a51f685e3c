"""The questions about a device: what it is, what measures it, what switches it."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import split_entity_id
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from ..const import CONF_CONTROL_ENTITY_ID, CONF_HOME, CONF_RESOURCE_TYPE, CONF_USAGE_ENTITY_ID
from ..control.on_off import DOMAINS
from ..homes import Home
from ..spark.client import SparkClient
from ..spark.models import Resource, ResourceType
from .attempt import Outcome

_USAGE = EntitySelector(
    EntitySelectorConfig(
        filter=[{"domain": Platform.SENSOR, "device_class": [SensorDeviceClass.ENERGY, SensorDeviceClass.POWER]}]
    )
)
_CONTROL = EntitySelector(EntitySelectorConfig(filter=[{"domain": list(DOMAINS)}]))
_TYPE = SelectSelector(
    SelectSelectorConfig(options=[kind.value for kind in ResourceType], translation_key=CONF_RESOURCE_TYPE)
)

# What can be changed later; Spark has no call that changes the rest.
ENTITIES = {vol.Optional(CONF_USAGE_ENTITY_ID): _USAGE, vol.Optional(CONF_CONTROL_ENTITY_ID): _CONTROL}


def device_schema(known: Mapping[str, Home]) -> vol.Schema:
    """Return the form; which home is only asked where there are several."""
    which = {}
    if len(known) > 1:
        options = [SelectOptionDict(value=key, label=home.title) for key, home in known.items()]
        which = {vol.Required(CONF_HOME): SelectSelector(SelectSelectorConfig(options=options))}
    return vol.Schema({vol.Required(CONF_RESOURCE_TYPE): _TYPE, **which, **ENTITIES})


def check_entities(answers: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> Outcome:
    """Refuse in words what cannot be switched, and what another device has already.

    The form's filter is only an offer; a sensor of two devices would be paid twice.
    """
    control = answers.get(CONF_CONTROL_ENTITY_ID)
    if control and split_entity_id(control)[0] not in DOMAINS:
        return Outcome({CONF_CONTROL_ENTITY_ID: "not_controllable"})
    taken = [
        key
        for key in (CONF_CONTROL_ENTITY_ID, CONF_USAGE_ENTITY_ID)
        if answers.get(key) and any(other.get(key) == answers[key] for other in others)
    ]
    return Outcome(dict.fromkeys(taken, "in_use"))


async def register_resource(client: SparkClient, resource: Resource) -> None:
    """Register the resource where it is not there yet; raises SparkError."""
    if not await client.has_resource(resource.resource_id):
        await client.create_resource(resource)

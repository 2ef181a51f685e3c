"""The questions about a device: what it is, what measures it, what switches it."""

from collections.abc import Mapping
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


def check_entities(answers: Mapping[str, Any]) -> Outcome:
    """Refuse in words what cannot be switched; the form's filter is only an offer."""
    entity_id = answers.get(CONF_CONTROL_ENTITY_ID)
    if entity_id and split_entity_id(entity_id)[0] not in DOMAINS:
        return Outcome({CONF_CONTROL_ENTITY_ID: "not_controllable"})
    return Outcome()


async def register_resource(client: SparkClient, resource: Resource) -> None:
    """Register the resource where it is not there yet; raises SparkError."""
    if not await client.has_resource(resource.resource_id):
        await client.create_resource(resource)

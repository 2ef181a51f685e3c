"""The questions about a device: which one, what it is, what measures it, what switches it."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    DeviceSelector,
    DeviceSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from ..const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_DEVICE,
    CONF_FOLLOWING,
    CONF_HOME,
    CONF_METER_POINT_ID,
    CONF_MORE,
    CONF_PRESENCE_ENTITY_ID,
    CONF_REGISTERED,
    CONF_RESOURCE_TYPE,
    CONF_USAGE_ENTITY_ID,
)
from ..control.adapters import DOMAINS
from ..homes import Home
from ..measuring import measured_by
from ..spark.models import ListedResource, ResourceType
from .attempt import Outcome
from .control import wrong_control
from .device_more import check_presence, more_fields
from .offered import OfferedEntity, is_own
from .titles import type_title
from .usage_sensor import usable_sensors

NEW = "new"
_SHOWN_OF_AN_ID = 4

_DEVICE = DeviceSelector(
    DeviceSelectorConfig(
        entity=[
            {"domain": list(DOMAINS)},
            {"domain": Platform.SENSOR, "device_class": [SensorDeviceClass.ENERGY, SensorDeviceClass.POWER]},
        ]
    )
)
_TYPE = SelectSelector(
    SelectSelectorConfig(options=[kind.value for kind in ResourceType], translation_key=CONF_RESOURCE_TYPE)
)


def start_schema(known: Mapping[str, Home]) -> vol.Schema:
    """Return the first page; which home is only asked where there are several."""
    which = {}
    if len(known) > 1:
        which = {vol.Required(CONF_HOME): _select({key: home.title for key, home in known.items()})}
    return vol.Schema({vol.Optional(CONF_DEVICE): _DEVICE, **which})


def details_schema(hass: HomeAssistant, home: Home, registered: Mapping[str, str], resource_type: object) -> vol.Schema:
    """Return the second page; what nothing depends on is not asked.

    ``registered`` are labels by resource id of what Spark has and no device
    uses; ``resource_type`` is what the device is, as far as that is known.
    """
    adoption = {}
    if registered:
        adoption = {vol.Required(CONF_REGISTERED): _select({NEW: NEW, **registered}, CONF_REGISTERED)}
    more = _section({**_meter_point(home), **more_fields(hass, resource_type)})
    # Of a required list Home Assistant's frontend would choose the first type by itself.
    return vol.Schema({vol.Optional(CONF_RESOURCE_TYPE): _TYPE, **adoption, **entity_fields(hass), **more})


def reconfigure_schema(hass: HomeAssistant, home: Home, resource_type: object) -> vol.Schema:
    """Return the page for a device that exists; another type or meter point registers it anew."""
    fixed = {vol.Optional(CONF_RESOURCE_TYPE): _TYPE, **_meter_point(home)}
    return vol.Schema({**entity_fields(hass), **_section({**more_fields(hass, resource_type), **fixed})})


def _section(fields: dict[Any, Any]) -> dict[Any, Any]:
    """Return the questions that nearly nobody needs, out of sight until they are opened."""
    return {vol.Optional(CONF_MORE): section(vol.Schema(fields), {"collapsed": True})}


def entity_fields(hass: HomeAssistant) -> dict[Any, EntitySelector]:
    """Return the questions for sensor and switch, with those offered that can work."""
    own = [entity_id for entity_id in hass.states.async_entity_ids(DOMAINS) if is_own(hass, entity_id)]
    usage = EntitySelectorConfig(include_entities=usable_sensors(hass))
    control = EntitySelectorConfig(filter=[{"domain": list(DOMAINS)}], exclude_entities=own)
    return {
        vol.Optional(CONF_USAGE_ENTITY_ID): OfferedEntity(usage),
        vol.Optional(CONF_CONTROL_ENTITY_ID): OfferedEntity(control),
    }


def _meter_point(home: Home) -> dict[Any, Any]:
    """Return the question behind which meter the device is, where there are several."""
    meter_points = home.location.meter_point_ids
    if len(meter_points) < 2:  # noqa: PLR2004
        return {}
    return {vol.Optional(CONF_METER_POINT_ID): _select({str(found): str(found) for found in meter_points})}


def _select(labels: Mapping[str, str], translation_key: str | None = None) -> SelectSelector:
    options = [SelectOptionDict(value=value, label=label) for value, label in labels.items()]
    config = SelectSelectorConfig(options=options)
    if translation_key:
        config["translation_key"] = translation_key
    return SelectSelector(config)


async def registered_labels(hass: HomeAssistant, found: Iterable[ListedResource]) -> dict[str, str]:
    """Return what tells registered resources apart, by id: the type, and the end of the id."""
    return {
        resource.resource_id: f"{await type_title(hass, kind)} …{resource.resource_id[-_SHOWN_OF_AN_ID:]}"
        for resource in found
        if (kind := resource.resource_type)
    }


def check_entities(hass: HomeAssistant, data: Mapping[str, Any]) -> Outcome:
    """Refuse in words what cannot work: the form's list is only an offer."""
    following = data.get(CONF_FOLLOWING, {})
    finds = (
        (CONF_USAGE_ENTITY_ID, _wrong_sensor),
        (CONF_CONTROL_ENTITY_ID, partial(wrong_control, following=following)),
        (CONF_PRESENCE_ENTITY_ID, check_presence),
    )
    found = {key: find(hass, data[key]) for key, find in finds if data.get(key)}
    return Outcome({key: problem for key, problem in found.items() if problem})


def _wrong_sensor(hass: HomeAssistant, entity_id: str) -> str | None:
    if is_own(hass, entity_id):
        return "own_entity"
    return None if measured_by(hass, entity_id) else "not_measurable"


def may_count_twice(resource_type: ResourceType, beside: Iterable[ResourceType]) -> bool:
    """Tell whether a car would be measured at its charger as well."""
    pair = {ResourceType.CHARGER, ResourceType.VEHICLE}
    return resource_type in pair and bool((pair - {resource_type}) & set(beside))

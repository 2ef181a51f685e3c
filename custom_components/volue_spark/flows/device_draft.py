"""A device on its way to Spark: what speaks against it, and its registration."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..connection import spark_client
from ..const import (
    CONF_CONTROL_ENTITY_ID,
    CONF_HOME,
    CONF_METER_POINT_ID,
    CONF_PRESENCE_ENTITY_ID,
    CONF_RESOURCE_ID,
    CONF_RESOURCE_TYPE,
    CONF_USAGE_ENTITY_ID,
    DOMAIN,
    SUBENTRY_DEVICE,
)
from ..homes import Home, homes, resource_of
from ..owned import Owned, account_of, owned
from ..registration import Registrar
from ..spark.models import ListedResource, Location, ResourceType
from .attempt import Outcome, attempt, wrong
from .device import check_entities, may_count_twice
from .device_more import check_rated_power, earns_nothing
from .usage_sensor import check_last_days

type Answers = Mapping[str, Any]

# One of these, one device, whichever account it belongs to.
_UNSHARED = (CONF_USAGE_ENTITY_ID, CONF_CONTROL_ENTITY_ID, CONF_RESOURCE_ID)


def is_same_resource(one: Answers, other: Answers) -> bool:
    """Tell whether two versions of a device are one resource at Spark."""
    return _fixed(one) == _fixed(other)


def _fixed(data: Answers) -> tuple[object, ...]:
    """Return what Spark has no call to change: another of these is another resource.

    The meter point of a vehicle is told with each report, and not registered (specified).
    """
    kind = data.get(CONF_RESOURCE_TYPE)
    return data.get(CONF_HOME), kind, None if kind == ResourceType.VEHICLE else data.get(CONF_METER_POINT_ID)


class DeviceDraft:
    """The device of one flow; a retry registers no second resource."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], flow_id: str, own: str | None = None) -> None:
        """Begin without answers; ``own`` is the subentry that is about to be changed."""
        self._hass = hass
        self._entry = entry
        self._flow_id = flow_id
        self._own = own
        self._ids: dict[tuple[object, ...], str] = {}
        self._warnings: list[tuple[str, Answers]] = []
        self._owned: Owned | None = None

    @callback
    def release(self) -> None:
        """Leave what was registered and got no subentry to whoever looks for left-overs."""
        if self._owned:
            self._owned.release(self._flow_id)

    def taken(self) -> set[str]:
        """Return the entities and resources that other devices have, those of all accounts."""
        return {other[key] for other in self._others() for key in _UNSHARED if other.get(key)}

    def _others(self) -> Iterator[Answers]:
        for entry in self._hass.config_entries.async_entries(DOMAIN):
            for device in entry.get_subentries_of_type(SUBENTRY_DEVICE):
                if device.subentry_id != self._own:
                    yield device.data

    def id_for(self, data: Answers) -> str:
        """Return the id under which this would be registered; what cannot be changed needs another one."""
        return self._ids.setdefault(_fixed(data), str(uuid4()))

    async def registered(self, place: Location) -> dict[str, ListedResource]:
        """Return what Spark has in a home and no device uses or is about to, by id; raises SparkError."""
        found = await spark_client(self._hass, self._entry.data).resources(place.user_id)
        taken, claims = self.taken(), await owned(self._hass)
        return {
            resource.resource_id: resource
            for resource in found
            if resource.resource_type
            and resource.location_id in (None, place.location_id)
            and resource.resource_id not in taken
            and not claims.is_claimed(resource.resource_id)
        }

    async def settle(self, data: Answers, home: Home, title: str, *, is_new: bool) -> Outcome:
        """Check and register; what happened in the meantime is seen at the end."""
        outcome = self.check(data)
        if not outcome.errors:
            outcome = check_rated_power(data)
        if not outcome.errors and (sensor := data.get(CONF_USAGE_ENTITY_ID)):
            outcome = await check_last_days(self._hass, sensor, ResourceType(data[CONF_RESOURCE_TYPE]))
        if not outcome.errors and is_new:
            outcome = self._warn_once(data)
        if not outcome.errors:
            outcome = await attempt(self._register(data, home, title, is_new=is_new))
        return outcome if outcome.errors else self.check(data)

    def check(self, data: Answers) -> Outcome:
        """Refuse what cannot work, and what another device has already."""
        if data[CONF_HOME] not in homes(self._entry):
            return wrong("home_gone")
        if found := check_entities(self._hass, data).errors:
            # This one is asked for in a section, which may be closed.
            return Outcome({"base" if key == CONF_PRESENCE_ENTITY_ID else key: said for key, said in found.items()})
        taken = self.taken()
        in_use = [key for key in _UNSHARED if data.get(key) in taken]
        # Which resource is asked for only where Spark has some.
        return Outcome({"base" if key == CONF_RESOURCE_ID else key: "in_use" for key in in_use})

    def _warn_once(self, data: Answers) -> Outcome:
        """Point to what would cost money; the same answers again are an assent."""
        for key in self._doubts(data):
            if (key, data) not in self._warnings:
                self._warnings.append((key, data))
                return wrong(key)
        return Outcome()

    def _doubts(self, data: Answers) -> Iterator[str]:
        """Yield a car that is measured at its charger as well, and one of which nobody knows when it is at home."""
        beside = [other[CONF_RESOURCE_TYPE] for other in self._others() if other[CONF_HOME] == data[CONF_HOME]]
        if may_count_twice(data[CONF_RESOURCE_TYPE], beside):
            yield "counted_twice"
        if earns_nothing(data):
            yield "presence_unknown"

    async def _register(self, data: Answers, home: Home, title: str, *, is_new: bool) -> None:
        """Claim, write down, register where it is not there; raises SparkError and NotWrittenError.

        Another sensor or switch is no business of Spark's.
        """
        self._owned = await owned(self._hass)
        self._owned.claim(self._flow_id, [data[CONF_RESOURCE_ID]])
        registrar = Registrar(spark_client(self._hass, self._entry.data), self._owned, account_of(self._entry))
        keep = registrar.register_resource if is_new else registrar.take_resource
        await keep(resource_of(data, home), title, data.get(CONF_USAGE_ENTITY_ID))

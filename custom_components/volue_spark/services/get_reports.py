"""The ledger of reports in readable form, with the very JSON that left the house."""

from datetime import datetime
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN
from ..data import SparkData
from ..reporting.entry import LedgerEntry
from ..spark.deadlines import month_end, month_start
from ..spark.models import ResourceId
from ..spark.reports import curve_hours
from ..subjects import Subject
from .asked import ATTR_END, ATTR_START, check_order, subject_of
from .readable import readable

NAME = "get_reports"
SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_DEVICE_ID): str,
        vol.Optional(ATTR_CONFIG_ENTRY_ID): str,
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
    }
)


async def act(call: ServiceCall) -> ServiceResponse:
    """Return what became of each event that began in the range, newest first."""
    start, end = _range(call)
    data, subject = _asked(call)
    wanted = _resources(data, subject) if subject else None
    found = [
        (_began(entry), event_id, entry)
        for event_id, entry in data.reporter.ledger.entries.items()
        if start <= _began(entry) < end and (wanted is None or wanted & entry.proofs.keys())
    ]
    found.sort(key=lambda item: item[:2], reverse=True)
    return {"reports": [readable(data, event_id, entry, wanted) for _, event_id, entry in found]}


def _range(call: ServiceCall) -> tuple[datetime, datetime]:
    """Return ``[start, end)`` in UTC: this and the last local month, where nothing else is asked for."""
    now, zone = dt_util.utcnow(), dt_util.get_default_time_zone()
    given: dict[str, Any] = {key: dt_util.as_utc(call.data[key]) for key in (ATTR_START, ATTR_END) if key in call.data}
    start, end = given.get(ATTR_START, month_start(now, zone, ago=1)), given.get(ATTR_END, month_end(now, zone))
    check_order(start, end)
    return start, end


def _asked(call: ServiceCall) -> tuple[SparkData, Subject | None]:
    """Return the account, and the home or device that alone is asked for."""
    if ATTR_DEVICE_ID in call.data:
        device, entry = service.async_get_device_and_config_entry(call.hass, DOMAIN, call.data[ATTR_DEVICE_ID])
        return entry.runtime_data, subject_of(entry, device)
    return service.async_get_config_entry(call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)).runtime_data, None


def _resources(data: SparkData, subject: Subject) -> frozenset[ResourceId]:
    """Return the resources of a device or home, with those that its devices were before."""
    devices = [device for device in data.coordinator.devices if device.resource.resource_id in subject.resources]
    return frozenset(resource for device in devices for resource in data.coordinator.resources_of(device))


def _began(entry: LedgerEntry) -> datetime:
    """Return when an event began; of one that is lost, when that was noticed."""
    hours = curve_hours(entry.event) if entry.event else ()
    return min(hours, default=dt_util.utc_from_timestamp(entry.at))

"""The price curve as data, for scripts and planners."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import SparkCoordinator
from ..data import SparkData
from ..spark.models import ResourceId
from ..spark.timeline import Interval, Timeline
from ..subjects import Subject, subjects_of
from .asked import ATTR_END, ATTR_START, check_order, local, subject_of

NAME = "get_price_curve"
_TWO_DAYS = timedelta(hours=48)
# Curves are kept from the start of the month on, and made for the next day.
_LONGEST = timedelta(days=62)
SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [str]),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): str,
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
    }
)


async def act(call: ServiceCall) -> ServiceResponse:
    """Return every interval of which a part lies in the range, for each device."""
    start, end = _range(call)
    asked = dict.fromkeys(_asked(call))
    return {"devices": [_answer(call.hass, coordinator, subject, start, end) for coordinator, subject in asked]}


def _range(call: ServiceCall) -> tuple[datetime, datetime]:
    """Return ``[start, end)`` in UTC: two days from the last local midnight, where nothing else is asked for."""
    start = dt_util.as_utc(call.data.get(ATTR_START) or dt_util.start_of_local_day())
    end = dt_util.as_utc(call.data[ATTR_END]) if ATTR_END in call.data else start + _TWO_DAYS
    check_order(start, end)
    if end - start > _LONGEST:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="range_too_long",
            translation_placeholders={"days": str(_LONGEST.days)},
        )
    return start, end


def _asked(call: ServiceCall) -> Iterator[tuple[SparkCoordinator, Subject]]:
    """Yield the devices that are asked for; a home means all its devices, and so does an account."""
    if ATTR_DEVICE_ID not in call.data:
        entry = service.async_get_config_entry(call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID))
        yield from _devices(entry)
    for device_id in call.data.get(ATTR_DEVICE_ID, ()):
        device, entry = service.async_get_device_and_config_entry(call.hass, DOMAIN, device_id)
        yield from _devices(entry, subject_of(entry, device).resources)


def _devices(
    entry: ConfigEntry[SparkData], resources: Iterable[ResourceId] | None = None
) -> Iterator[tuple[SparkCoordinator, Subject]]:
    coordinator = entry.runtime_data.coordinator
    for subject in subjects_of(coordinator):
        if not subject.is_home and (resources is None or subject.resources <= frozenset(resources)):
            yield coordinator, subject


def _answer(
    hass: HomeAssistant, coordinator: SparkCoordinator, subject: Subject, start: datetime, end: datetime
) -> dict[str, Any]:
    [timeline] = subject.timelines(coordinator.data.timelines)
    device = subject.registered(hass)
    return {
        "device_id": device and device.id,
        "name": device and (device.name_by_user or device.name),
        "known_until": local(timeline.known_until),
        "curve": [_row(interval) for interval in _within(timeline, start, end)],
    }


def _within(timeline: Timeline, start: datetime, end: datetime) -> Iterator[Interval]:
    return (interval for interval in timeline.intervals if interval.start < end and interval.end > start)


def _row(interval: Interval) -> dict[str, Any]:
    return {
        "start": local(interval.start),
        "end": local(interval.end),
        "delta": interval.delta,
        "currency": interval.currency,
        "event_id": interval.event_id,
    }

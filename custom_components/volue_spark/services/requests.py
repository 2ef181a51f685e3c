"""What a person, or a script, asks of devices that are switched: to run for a while, or to be left alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..control.controller import Controller
from ..data import SparkConfigEntry
from ..failures import writing
from ..homes import DeviceKey
from ..subjects import Subject, Target, subjects_of

RUN_FOR, LEAVE_ALONE = "run_for", "leave_alone"
ATTR_DURATION = "duration"
_LONGEST = timedelta(hours=24)


def _period(value: Any) -> timedelta:
    """Read a duration; one that is beyond every calendar is too long, and no crash."""
    try:
        period: timedelta = cv.time_period(value)
    except OverflowError:
        return timedelta.max
    return period


SCHEMA = vol.Schema({**cv.TARGET_SERVICE_FIELDS, vol.Required(ATTR_DURATION): _period})

type Request = Callable[[Controller, timedelta], Awaitable[None]]


async def run_for(call: ServiceCall) -> None:
    """Let the devices run for so long from now on."""
    await _ask(call, Controller.run_for)


async def leave_alone(call: ServiceCall) -> None:
    """Give the devices back, and leave them alone for so long from now on."""
    await _ask(call, Controller.leave_alone_for)


async def _ask(call: ServiceCall, request: Request) -> None:
    length = _length(call)
    controllers = _controllers(call)
    # One that is slow to answer holds up nobody.
    with writing():
        await asyncio.gather(*(request(controller, length) for controller in controllers))


def _length(call: ServiceCall) -> timedelta:
    length: timedelta = call.data[ATTR_DURATION]
    if not timedelta(0) <= length <= _LONGEST:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="duration_too_long")
    return length


def _controllers(call: ServiceCall) -> list[Controller]:
    """Return who switches the devices that are meant; raises ServiceValidationError.

    Of an area, a label or a home those are meant that somebody switches; one
    that is named itself, and nobody switches, is a mistake.
    """
    target = {key: value for key, value in call.data.items() if key != ATTR_DURATION}
    meant = list(_meant(call.hass, target))
    named = {key: ids for key, ids in target.items() if key in (ATTR_DEVICE_ID, ATTR_ENTITY_ID)}
    if idle := [subject for subject, found in _meant(call.hass, named) if not found]:
        raise _nobody_switches(call.hass, idle)
    controllers = dict.fromkeys(controller for _, found in meant for controller in found)
    if not controllers and meant:
        raise _nobody_switches(call.hass, [subject for subject, _ in meant])
    if not controllers:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_target")
    return list(controllers)


def _meant(hass: HomeAssistant, config: Mapping[str, Any]) -> Iterator[tuple[Subject, list[Controller]]]:
    """Yield the devices and homes that a target means, each with who switches it or what is in it."""
    target = Target(hass, config)
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for subject in subjects_of(entry.runtime_data.coordinator):
            if target.means(subject):
                yield subject, list(_within(entry, subject))


def _within(entry: SparkConfigEntry, subject: Subject) -> Iterator[Controller]:
    """Yield who switches a device, or the devices of a home."""
    by_key = entry.runtime_data.controls.by_key
    for other in subjects_of(entry.runtime_data.coordinator):
        if not other.is_home and other.resources <= subject.resources and DeviceKey(other.key) in by_key:
            yield by_key[DeviceKey(other.key)]


def _nobody_switches(hass: HomeAssistant, subjects: list[Subject]) -> ServiceValidationError:
    devices = [device for subject in subjects if (device := subject.registered(hass))]
    names = ", ".join(device.name_by_user or device.name or "" for device in devices)
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key="nobody_switches", translation_placeholders={"devices": names}
    )

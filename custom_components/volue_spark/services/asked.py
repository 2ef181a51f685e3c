"""What all actions understand alike: whom a device stands for, from when until when, and local time in answers."""

from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..data import SparkData
from ..subjects import Subject, subjects_of

ATTR_START, ATTR_END = "start", "end"


def subject_of(entry: ConfigEntry[SparkData], device: dr.AnyDeviceEntry) -> Subject:
    """Return the device or home that one of Home Assistant's devices stands for; raises ServiceValidationError."""
    for subject in subjects_of(entry.runtime_data.coordinator):
        if (DOMAIN, subject.key) in device.identifiers:
            return subject
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="device_without_home",
        translation_placeholders={"device": device.name_by_user or device.name or ""},
    )


def check_order(start: datetime, end: datetime) -> None:
    """Refuse a time that ends before it begins."""
    if end <= start:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="end_before_start")


def local(instant: datetime) -> str:
    """Return an instant as text, in Home Assistant's zone."""
    return dt_util.as_local(instant).isoformat()

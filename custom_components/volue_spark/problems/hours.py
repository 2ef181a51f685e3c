"""Hours that were not reported because of something that a person can mend."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..homes import Device
from ..reporting.entry import LedgerEntry, Settlement
from ..spark.models import ResourceType
from ..spark.proof import Unproved
from ..spark.usage import MOST_KW
from .issues import Problem, ProblemKey

# One bad day is an accident; two of the last three are how a thing is.
_LAST_DAYS, _BAD_DAYS = 3, 2


def told_late(devices: Iterable[Device], entries: Sequence[LedgerEntry]) -> Iterator[Problem]:
    """Yield the devices whose counter brings its energy late, again and again."""
    for device in devices:
        if device.is_reported and _is_usual(Unproved.LATE_COUNTER, device, entries):
            quoted = {"device": device.title, "entity": device.usage_entity_id or ""}
            yield Problem(ProblemKey.LATE_COUNTER, device.subentry_id, quoted)


def too_much(devices: Iterable[Device], entries: Sequence[LedgerEntry]) -> Iterator[Problem]:
    """Yield the devices that drew more than they can, in an hour that can still be proved."""
    waiting = [entry for entry in entries if entry.settlement is Settlement.WAITING]
    for device in devices:
        if found := [hour for hour, reason in _unproved(device, waiting) if reason is Unproved.TOO_MUCH]:
            hour = max(found)
            most = device.stated_power_kw or MOST_KW[device.resource.resource_type]
            quoted = {"device": device.title, "hour": f"{dt_util.as_local(hour):%Y-%m-%d %H:%M}", "rated": f"{most:g}"}
            yield Problem(ProblemKey.TOO_MUCH, device.subentry_id, quoted, start=hour)


def blind_vehicles(hass: HomeAssistant, devices: Iterable[Device], entries: Sequence[LedgerEntry]) -> Iterator[Problem]:
    """Yield the vehicles that are measured and of which nobody knows when they are at home."""
    for device in devices:
        is_wanted = device.resource.resource_type is ResourceType.VEHICLE and device.is_reported
        if is_wanted and _is_blind(hass, device, entries):
            yield Problem(ProblemKey.PRESENCE_UNKNOWN, device.subentry_id, {"device": device.title})


def _is_blind(hass: HomeAssistant, device: Device, entries: Sequence[LedgerEntry]) -> bool:
    """Tell whether hours were lost for want of a tracker, or by one that goes on telling nothing."""
    if device.presence_entity_id is None:
        return any(reason is Unproved.PRESENCE_UNKNOWN for _, reason in _unproved(device, entries))
    state = hass.states.get(device.presence_entity_id)
    is_silent = state is not None and state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    return is_silent and _is_usual(Unproved.PRESENCE_UNKNOWN, device, entries)


def _is_usual(reason: Unproved, device: Device, entries: Sequence[LedgerEntry]) -> bool:
    """Tell whether hours were lost for a reason on two of the last three days, with the sensor of now."""
    days: dict[date, bool] = defaultdict(bool)
    for entry in _measured(device, entries):
        for hour, proof in entry.proofs.get(device.resource.resource_id, {}).items():
            days[dt_util.as_local(hour).date()] |= proof is reason
    return sum(days[day] for day in sorted(days)[-_LAST_DAYS:]) >= _BAD_DAYS


def _unproved(device: Device, entries: Iterable[LedgerEntry]) -> Iterator[tuple[datetime, Unproved]]:
    """Yield the hours of a device that its sensor of now could not prove."""
    for entry in _measured(device, entries):
        for hour, proof in entry.proofs.get(device.resource.resource_id, {}).items():
            if isinstance(proof, Unproved):
                yield hour, proof


def _measured(device: Device, entries: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
    """Yield the entries that were proved with the sensor that the device has now."""
    for entry in entries:
        if device.usage_entity_id and entry.sensors.get(device.resource.resource_id) == device.usage_entity_id:
            yield entry

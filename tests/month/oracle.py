"""What must be reported: from what was truly drawn and said, and from when Home Assistant ran."""

from datetime import datetime

from tests.month.device import CABIN, Device
from tests.month.devices import DEVICES
from tests.month.moments import HOUR
from tests.month.story import OUTAGES, event_hours, ran_at, unknown_minutes

# The energy of an hour in kWh, or why nobody can prove it.
type Expected = float | str

MAY_MISS_MINUTES = 2


def expected(day: int) -> dict[tuple[str, datetime], Expected]:
    """Return what is known of each resource and hour of the day's event."""
    hours = event_hours(day)
    found = {(device.resource_id, hour): _hour(device, hour) for device in DEVICES for hour in hours}
    for car in (device for device in DEVICES if device.home == CABIN and device.kind == "vehicle"):
        for hour in hours:
            if _draws(found[car.resource_id, hour]) and _draws(found["resource-cabin_charger", hour]):
                found[car.resource_id, hour] = "charger_counts"
    return found


def _draws(energy: Expected) -> bool:
    return not isinstance(energy, str) and energy > 0


def _hour(device: Device, hour: datetime) -> Expected:
    """Return an hour; why it cannot be proved is first that nobody wants it, then that the vehicle was away."""
    if device.always and device.always != "presence_unknown":
        return device.always
    if device.reasons.get(hour) == "away":
        return "away"
    found = _measured(device, hour)
    return "presence_unknown" if not isinstance(found, str) and not _is_known_at_home(device, hour) else found


def _measured(device: Device, hour: datetime) -> Expected:
    if not _is_watched(device, hour):
        return "not_running"
    if hour in device.reasons:
        return device.reasons[hour]
    if device.name == "slow_charger" and any(_drawn(device, hour + n * HOUR) for n in (-1, 0)):
        return "late_counter"
    return _energy(device, hour)


def _is_known_at_home(device: Device, hour: datetime) -> bool:
    """Tell whether somebody saw a vehicle nearly all the time: a tracker is unavailable when Home Assistant starts."""
    if device.kind != "vehicle":
        return True
    is_back_late = any(hour <= outage.start < hour + HOUR for outage in OUTAGES) and not device.is_person
    return not device.always and not is_back_late and unknown_minutes(hour) <= MAY_MISS_MINUTES


def _is_watched(device: Device, hour: datetime) -> bool:
    """Tell whether Home Assistant ran when it had to: at both edges for a counter, nearly all the time for power."""
    assert device.sensor
    if device.sensor.is_power:
        return unknown_minutes(hour) <= MAY_MISS_MINUTES
    return ran_at(hour) and ran_at(hour + HOUR)


def _energy(device: Device, hour: datetime) -> float:
    """Return what a power sensor's device drew; of a counter what it read at the edges."""
    assert device.sensor
    true = _drawn(device, hour)
    if device.sensor.is_power:
        return true
    read = device.sensor.reading_before(hour + HOUR) - device.sensor.reading_before(hour)
    # A counter that is read every minute lags by a minute at most, at each edge.
    assert abs(read - true) <= device.kw / 60 + 0.001
    return read


def _drawn(device: Device, hour: datetime) -> float:
    return sum(draw.within(hour, hour + HOUR) for draw in device.draws)

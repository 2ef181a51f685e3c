"""An event's hours, proved or not, out of the recorder and the marks that Home Assistant ran."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..alive import Alive
from ..spark.models import ResourceId, ResourceType, SparkEvent
from ..spark.presence import Presence, at_home, without_charged
from ..spark.proof import Proof, Unproved, hours_proved
from ..spark.reports import curve_hours, reportable_hours, targeted
from ..spark.usage import FIVE_MINUTES, HOUR, UsageRow
from ..statistics import is_ready, presences, usage_rows
from .entry import Proofs
from .meters import Meter, Meters, chargers_beside


class Prover:
    """Asks the recorder once for the usage of all devices, and once for who was at home."""

    def __init__(self, hass: HomeAssistant, alive: Alive, meters: Meters) -> None:
        """Keep who knows what measures whom."""
        self._hass = hass
        self._alive = alive
        self._meters = meters

    def is_ready(self) -> bool:
        """Tell whether the recorder can be asked now."""
        return is_ready(self._hass)

    async def proofs(self, event: SparkEvent) -> Proofs:
        """Return what is known of each hour of an event, for each of its resources that we know."""
        meters = self._meters.all
        wanted = {target: meters[target] for target in targeted(event) if target in meters}
        hours = curve_hours(event)
        if not reportable_hours(event):
            return {target: dict.fromkeys(hours, Unproved.NOT_WHOLE_HOURS) for target in wanted}
        # A charger tells whose energy it was even where the event is not about it.
        beside = {key: meters[key] for others in chargers_beside(meters).values() for key in others}
        proved = await self._proved({**beside, **wanted}, hours)
        told = without_charged(proved, chargers_beside(meters))
        return {target: told[target] for target in wanted}

    async def _proved(
        self, meters: Mapping[ResourceId, Meter], hours: Iterable[datetime]
    ) -> dict[ResourceId, dict[datetime, Proof]]:
        start, end = min(hours) - 2 * FIVE_MINUTES, max(hours) + 2 * HOUR
        sensors = {meter.sensor for meter in meters.values() if meter.sensor}
        trackers = {meter.presence for meter in meters.values() if meter.presence}
        rows = await usage_rows(self._hass, sensors, start, end)
        known = await presences(self._hass, trackers, start, end)
        return {key: self._of(meter, hours, rows, known) for key, meter in meters.items()}

    def _of(
        self,
        meter: Meter,
        hours: Iterable[datetime],
        rows: Mapping[str, list[UsageRow]],
        known: Mapping[str, list[Presence]],
    ) -> dict[datetime, Proof]:
        """Return the proofs of one resource."""
        if not meter.is_reported:
            return dict.fromkeys(hours, Unproved.NOT_WANTED)
        if not meter.sensor:
            return dict.fromkeys(hours, Unproved.NO_SENSOR)
        runs = self._alive.runs(dt_util.utcnow())
        proved = hours_proved(rows.get(meter.sensor, []), hours, meter.draw, runs)
        if meter.resource_type is ResourceType.VEHICLE:
            return at_home(proved, known.get(meter.presence or "", []), runs)
        return proved

"""Whose midnight ends a day: the price area's, else Home Assistant's own."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from homeassistant.util import dt as dt_util

from .spark.models import PriceCurvePayload, ResourceId, SparkEvent
from .spark.price_areas import zone_name


class Zones:
    """The zones of all price areas that have been met; Home Assistant reads each once, off its event loop."""

    def __init__(self) -> None:
        """Know none."""
        self._by_name: dict[str, tzinfo] = {}

    async def learn(self, events: Iterable[SparkEvent]) -> None:
        """Look up the zones of these events' areas."""
        for name in {name for payload in _curves(events) if (name := zone_name(payload.price_area))}:
            if name not in self._by_name and (zone := await dt_util.async_get_time_zone(name)):
                self._by_name[name] = zone

    def newest(self, events: Iterable[SparkEvent]) -> tzinfo:
        """Return the zone of the newest curve."""
        return self._first(_curves(events))

    def of_resource(self, events: Iterable[SparkEvent], resource_id: ResourceId) -> tzinfo:
        """Return the zone of the newest curve for a resource; events are newest first."""
        return self._first(
            payload
            for payload in _curves(events)
            if any(target.resource_id == resource_id for target in payload.targets)
        )

    def _first(self, curves: Iterable[PriceCurvePayload]) -> tzinfo:
        zones = (self._by_name.get(zone_name(payload.price_area) or "") for payload in curves)
        return next(filter(None, zones), dt_util.get_default_time_zone())


def _curves(events: Iterable[SparkEvent]) -> Iterator[PriceCurvePayload]:
    return (event.payload for event in events if isinstance(event.payload, PriceCurvePayload) and event.payload.targets)

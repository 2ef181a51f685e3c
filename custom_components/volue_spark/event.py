"""New curve, for each home: Spark has published a price curve that was not known before."""

from datetime import datetime
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .data import SparkConfigEntry
from .entity import HomeEntity
from .homes import present
from .spark.models import SparkEvent
from .spark.news import CurveNews, new_curves

PARALLEL_UPDATES = 0

FIRST, REVISED = "new_curve", "revised_curve"
NEW_CURVE = EventEntityDescription(key="new_curve", translation_key="new_curve", event_types=[FIRST, REVISED])


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one entity to each home."""
    coordinator = entry.runtime_data.coordinator
    for home in present(entry, coordinator.homes.values()):
        async_add_entities([NewCurve(coordinator, NEW_CURVE, home)], config_subentry_id=home.subentry_id)


class NewCurve(HomeEntity[tuple[SparkEvent, ...]], EventEntity):
    """Tells of each curve for a device of the home once; what was known at the start is no news.

    Known is what is on disk, at the very first start all that Spark has: so a
    curve that came while Home Assistant was down is told when it is fetched.
    """

    entity_description: EventEntityDescription

    @override
    def read(self, now: datetime) -> tuple[SparkEvent, ...]:
        return self.coordinator.data.events

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        now = dt_util.utcnow()
        before, self.value = self.value, self.read(now)
        if before == self.value:
            return
        resources = {
            device.resource.resource_id
            for device in self.coordinator.devices
            if device.home.subentry_id == self.home.subentry_id
        }
        for news in new_curves(before, self.value, resources, now, dt_util.get_default_time_zone()):
            self._trigger_event(REVISED if news.is_revision else FIRST, _attributes(news))
            self.async_write_ha_state()


def _attributes(news: CurveNews) -> dict[str, str | float]:
    """Return what is recorded with each event: a few figures; the curve itself is in the calendar."""
    return {
        "day": news.day.isoformat(),
        "currency": news.currency,
        "lowest_delta": news.lowest,
        "highest_delta": news.highest,
        "favourable_hours": news.favourable_hours,
    }

"""Send a test event: the sandbox makes a curve that is favourable now."""

import asyncio
from datetime import datetime
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import CONF_ENVIRONMENT, DOMAIN, ENVIRONMENT_PRODUCTION, TEST_EVENT_PAUSES
from .data import SparkConfigEntry
from .entity import HomeEntity
from .failures import acting
from .homes import present
from .spark.models import EventId, PriceCurvePayload, ResourceId, Target
from .spark.simulation import favourable_now

PARALLEL_UPDATES = 1

SEND_TEST_EVENT = ButtonEntityDescription(
    key="send_test_event", translation_key="send_test_event", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SparkConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one button to each home, except in production, where nothing is simulated."""
    if entry.data[CONF_ENVIRONMENT] == ENVIRONMENT_PRODUCTION:
        return
    coordinator = entry.runtime_data.coordinator
    for home in present(entry, coordinator.homes.values()):
        async_add_entities(
            [SendTestEventButton(coordinator, SEND_TEST_EVENT, home)], config_subentry_id=home.subentry_id
        )


class SendTestEventButton(HomeEntity[None], ButtonEntity):
    """Ends when the curve has arrived, so that whoever pressed it knows that it works."""

    @override
    def read(self, now: datetime) -> None:
        return None

    @override
    async def async_press(self) -> None:
        payload = self._payload(dt_util.utcnow())
        with acting(self.hass, self.coordinator.config_entry):
            event_id = await self.coordinator.client.simulate_price_curve(payload)
        if not await self._arrived(event_id):
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="test_event_not_seen")

    def _payload(self, now: datetime) -> PriceCurvePayload:
        resources = [
            device.resource for device in self.coordinator.devices if device.home.subentry_id == self.home.subentry_id
        ]
        if not resources:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_device")
        targets = tuple(Target(resource.resource_id, resource.location_id) for resource in resources)
        return favourable_now(targets, self._currency(resources[0].resource_id, now), now)

    def _currency(self, resource_id: ResourceId, now: datetime) -> str:
        timeline = self.coordinator.data.timelines[resource_id]
        return timeline.currency(now) or self.hass.config.currency

    async def _arrived(self, event_id: EventId) -> bool:
        for pause in TEST_EVENT_PAUSES:
            await asyncio.sleep(pause)
            await self.coordinator.async_refresh()
            if any(event.event_id == event_id for event in self.coordinator.data.events):
                return True
        return False

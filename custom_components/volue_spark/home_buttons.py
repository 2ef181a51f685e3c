"""Send a test event: the sandbox makes a curve that is favourable now."""

from datetime import datetime
from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .entity import HomeEntity
from .failures import acting
from .spark.models import PriceCurvePayload, ResourceId, Target
from .spark.simulation import favourable_now


class SendTestEventButton(HomeEntity[None], ButtonEntity):
    """Ends when the curve has arrived, so that whoever pressed it knows that it works."""

    @override
    def read(self, now: datetime) -> None:
        return None

    @override
    async def async_press(self) -> None:
        payload = self._payload(dt_util.utcnow())
        ways = self.coordinator.config_entry.runtime_data.ways
        with acting(self.hass, self.coordinator.config_entry):
            has_come = await ways.send(self.home, payload)
        if not has_come:
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

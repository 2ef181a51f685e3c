"""What came of the last test event of a home, in words."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity, SensorEntityDescription
from homeassistant.helpers.translation import async_translate_state

from .const import DOMAIN
from .coordinator import SparkCoordinator
from .entity import HomeEntity
from .homes import Home
from .spark.reasons import Reason
from .way import Stage, Way
from .way_words import line
from .words import Texts


class LastTestEventSensor(HomeEntity[Way | Stage | None], SensorEntity):
    """The way of the last test event; unknown after a restart.

    What was measured is about the address, the devices and the network as they
    were then: it is shown as long as the account is loaded, and the history
    keeps it.
    """

    def __init__(
        self, coordinator: SparkCoordinator, description: SensorEntityDescription, home: Home, texts: Texts
    ) -> None:
        """Keep the words."""
        self._texts = texts
        super().__init__(coordinator, description, home)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        ways = self.coordinator.config_entry.runtime_data.ways
        self.async_on_remove(ways.listen(self._handle_coordinator_update))

    @override
    def read(self, now: datetime) -> Way | Stage | None:
        return self.coordinator.config_entry.runtime_data.ways.of(self.home)

    @property
    @override
    def native_value(self) -> str | None:
        return line(self.value, self._texts, self._status) if self.value else None

    def _status(self, reason: Reason) -> str:
        return async_translate_state(self.coordinator.hass, reason, "sensor", DOMAIN, "status", None)
